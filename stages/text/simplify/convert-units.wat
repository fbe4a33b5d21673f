;; One pass from units to units. `convert-units.ts` drives it, `phrase-index.ts` and `phrase-tables.ts` make its tables.
;;
;;     0       entries      65,536 of 32 bits
;;     262144  pairs        65,536 bits, for hashes of two units that a phrase begins with
;;     270336  steps        16,384 of 64 bits: key, node of 16 bits, phrase + 1 of 16 bits
;;     401408  phrases      8,192 of 32 bits
;;     434176  neighbours   16,384 of 32 bits, a Bloom filter of phrases and units beside them
;;     499712  state        `to` and `settled` as they are when a call returns
;;     499728  outputs      units that phrases become
;;
;; Written by hand because the same loop in JavaScript takes twice the time: it looks up length and place of four arrays at each
;; access. `npm run build` makes a module of it with wat2wasm.
(module
  (memory (import "kernel" "memory") 1)

  ;; Behind the phrase that `convertPhrase` found, and behind what it wrote.
  (global $phraseEnd (mut i32) (i32.const 0))
  (global $phraseTo (mut i32) (i32.const 0))

  ;; A bit for each of eight units with which and the one before a phrase may begin.
  (func $places (param $from i32) (result i32)
    (local $before i32) (local $unit i32) (local $pair i32) (local $bits i32)
    (local.set $before (i32.load16_u (i32.sub (local.get $from) (i32.const 2))))
    (local.set $unit (i32.load16_u offset=0 (local.get $from)))
    (local.set $pair
      (i32.and
        (i32.xor (i32.mul (local.get $before) (i32.const 0x9e37)) (local.get $unit))
        (i32.const 0xffff)))
    (local.set $bits
      (i32.or
        (local.get $bits)
        (i32.shl
          (i32.and
            (i32.shr_u
              (i32.load8_u offset=262144 (i32.shr_u (local.get $pair) (i32.const 3)))
              (i32.and (local.get $pair) (i32.const 7)))
            (i32.const 1))
          (i32.const 0))))
    (local.set $before (local.get $unit))
    (local.set $unit (i32.load16_u offset=2 (local.get $from)))
    (local.set $pair
      (i32.and
        (i32.xor (i32.mul (local.get $before) (i32.const 0x9e37)) (local.get $unit))
        (i32.const 0xffff)))
    (local.set $bits
      (i32.or
        (local.get $bits)
        (i32.shl
          (i32.and
            (i32.shr_u
              (i32.load8_u offset=262144 (i32.shr_u (local.get $pair) (i32.const 3)))
              (i32.and (local.get $pair) (i32.const 7)))
            (i32.const 1))
          (i32.const 1))))
    (local.set $before (local.get $unit))
    (local.set $unit (i32.load16_u offset=4 (local.get $from)))
    (local.set $pair
      (i32.and
        (i32.xor (i32.mul (local.get $before) (i32.const 0x9e37)) (local.get $unit))
        (i32.const 0xffff)))
    (local.set $bits
      (i32.or
        (local.get $bits)
        (i32.shl
          (i32.and
            (i32.shr_u
              (i32.load8_u offset=262144 (i32.shr_u (local.get $pair) (i32.const 3)))
              (i32.and (local.get $pair) (i32.const 7)))
            (i32.const 1))
          (i32.const 2))))
    (local.set $before (local.get $unit))
    (local.set $unit (i32.load16_u offset=6 (local.get $from)))
    (local.set $pair
      (i32.and
        (i32.xor (i32.mul (local.get $before) (i32.const 0x9e37)) (local.get $unit))
        (i32.const 0xffff)))
    (local.set $bits
      (i32.or
        (local.get $bits)
        (i32.shl
          (i32.and
            (i32.shr_u
              (i32.load8_u offset=262144 (i32.shr_u (local.get $pair) (i32.const 3)))
              (i32.and (local.get $pair) (i32.const 7)))
            (i32.const 1))
          (i32.const 3))))
    (local.set $before (local.get $unit))
    (local.set $unit (i32.load16_u offset=8 (local.get $from)))
    (local.set $pair
      (i32.and
        (i32.xor (i32.mul (local.get $before) (i32.const 0x9e37)) (local.get $unit))
        (i32.const 0xffff)))
    (local.set $bits
      (i32.or
        (local.get $bits)
        (i32.shl
          (i32.and
            (i32.shr_u
              (i32.load8_u offset=262144 (i32.shr_u (local.get $pair) (i32.const 3)))
              (i32.and (local.get $pair) (i32.const 7)))
            (i32.const 1))
          (i32.const 4))))
    (local.set $before (local.get $unit))
    (local.set $unit (i32.load16_u offset=10 (local.get $from)))
    (local.set $pair
      (i32.and
        (i32.xor (i32.mul (local.get $before) (i32.const 0x9e37)) (local.get $unit))
        (i32.const 0xffff)))
    (local.set $bits
      (i32.or
        (local.get $bits)
        (i32.shl
          (i32.and
            (i32.shr_u
              (i32.load8_u offset=262144 (i32.shr_u (local.get $pair) (i32.const 3)))
              (i32.and (local.get $pair) (i32.const 7)))
            (i32.const 1))
          (i32.const 5))))
    (local.set $before (local.get $unit))
    (local.set $unit (i32.load16_u offset=12 (local.get $from)))
    (local.set $pair
      (i32.and
        (i32.xor (i32.mul (local.get $before) (i32.const 0x9e37)) (local.get $unit))
        (i32.const 0xffff)))
    (local.set $bits
      (i32.or
        (local.get $bits)
        (i32.shl
          (i32.and
            (i32.shr_u
              (i32.load8_u offset=262144 (i32.shr_u (local.get $pair) (i32.const 3)))
              (i32.and (local.get $pair) (i32.const 7)))
            (i32.const 1))
          (i32.const 6))))
    (local.set $before (local.get $unit))
    (local.set $unit (i32.load16_u offset=14 (local.get $from)))
    (local.set $pair
      (i32.and
        (i32.xor (i32.mul (local.get $before) (i32.const 0x9e37)) (local.get $unit))
        (i32.const 0xffff)))
    (local.set $bits
      (i32.or
        (local.get $bits)
        (i32.shl
          (i32.and
            (i32.shr_u
              (i32.load8_u offset=262144 (i32.shr_u (local.get $pair) (i32.const 3)))
              (i32.and (local.get $pair) (i32.const 7)))
            (i32.const 1))
          (i32.const 7))))
    (local.get $bits))

  ;; Whether a unit is set down as a neighbour that may change what a phrase becomes; some that are not are taken for such.
  (func $isNeighbour (param $phrase i32) (param $isAfter i32) (param $unit i32) (result i32)
    (local $hash i32) (local $word i32)
    (local.set $hash
      (i32.mul
        (i32.or
          (i32.or (i32.shl (local.get $phrase) (i32.const 17)) (i32.shl (local.get $isAfter) (i32.const 16)))
          (local.get $unit))
        (i32.const 0x9e3779b1)))
    (local.set $word (i32.load offset=434176 (i32.shl (i32.shr_u (local.get $hash) (i32.const 18)) (i32.const 2))))
    (i32.and
      (i32.and
        (i32.shr_u (local.get $word) (i32.shr_u (local.get $hash) (i32.const 13)))
        (i32.shr_u (local.get $word) (i32.shr_u (local.get $hash) (i32.const 8))))
      (i32.const 1)))

  ;; Writes the longest phrase that begins at `at` to `to`, and sets `phraseEnd` and `phraseTo` behind both.
  ;; Returns 1 for that, 0 where none begins, 2 where only the chain of dictionaries can tell.
  (func $convertPhrase (param $at i32) (param $to i32) (param $end i32) (result i32)
    (local $key i32) (local $slot i32) (local $found i32) (local $phrase i32) (local $next i32) (local $stop i32)
    (local.set $key (i32.shl (i32.load16_u (local.get $at)) (i32.const 16)))
    (local.set $next (local.get $at))
    (block $longest
      (loop $step
        (local.set $next (i32.add (local.get $next) (i32.const 2)))
        (br_if $longest (i32.ge_u (local.get $next) (local.get $end)))
        (local.set $key (i32.or (local.get $key) (i32.load16_u (local.get $next))))
        (local.set $slot (i32.shr_u (i32.mul (local.get $key) (i32.const 0x9e3779b1)) (i32.const 18)))
        (loop $probe
          (local.set $found (i32.load offset=270336 (i32.shl (local.get $slot) (i32.const 3))))
          (br_if $longest (i32.eqz (local.get $found)))
          (if (i32.ne (local.get $found) (local.get $key))
            (then
              (local.set $slot (i32.and (i32.add (local.get $slot) (i32.const 1)) (i32.const 0x3fff)))
              (br $probe))))
        (local.set $found (i32.load offset=270340 (i32.shl (local.get $slot) (i32.const 3))))
        (if (i32.gt_u (local.get $found) (i32.const 0xffff))
          (then
            (local.set $phrase (i32.shr_u (local.get $found) (i32.const 16)))
            (local.set $stop (i32.add (local.get $next) (i32.const 2)))))
        (local.set $key (i32.shl (local.get $found) (i32.const 16)))
        (br_if $step (local.get $key))))
    (if (i32.eqz (local.get $phrase))
      (then
        ;; 0, or 2 for a unit that is to be looked at closer.
        (return
          (i32.and
            (i32.shr_u (i32.load (i32.shl (i32.load16_u (local.get $at)) (i32.const 2))) (i32.const 30))
            (i32.const 2)))))
    (local.set $phrase (i32.sub (local.get $phrase) (i32.const 1)))
    (local.set $found (i32.load offset=401408 (i32.shl (local.get $phrase) (i32.const 2))))
    ;; At both ends of the text a unit that is not of it is looked at: the chain is asked once too often then.
    (if
      (i32.or
        (i32.eq (i32.and (local.get $found) (i32.const 255)) (i32.const 255))
        (i32.or
          (call $isNeighbour (local.get $phrase) (i32.const 0)
            (i32.load16_u (i32.sub (local.get $at) (i32.const 2))))
          (i32.or
            (i32.shr_u (i32.load (i32.shl (i32.load16_u (local.get $stop)) (i32.const 2))) (i32.const 31))
            (call $isNeighbour (local.get $phrase) (i32.const 1) (i32.load16_u (local.get $stop))))))
      (then (return (i32.const 2))))
    (global.set $phraseEnd (local.get $stop))
    (local.set $stop (i32.add (local.get $to) (i32.shl (i32.and (local.get $found) (i32.const 255)) (i32.const 1))))
    (global.set $phraseTo (local.get $stop))
    ;; Eight units at once: what follows is written over those that are too many.
    (local.set $found (i32.shl (i32.shr_u (local.get $found) (i32.const 8)) (i32.const 1)))
    (loop $copy
      (v128.store (local.get $to) (v128.load offset=499728 (local.get $found)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (local.set $found (i32.add (local.get $found) (i32.const 16)))
      (br_if $copy (i32.lt_u (local.get $to) (local.get $stop))))
    (i32.const 1))

  ;; Writes what units and phrases become, up to the first place that only the chain of dictionaries can tell.
  ;;   from, end   addresses of the first unit and behind the last one
  ;;   to          where the first one goes
  ;;   before      entry of the unit before the first one, 0 for none
  ;;   wide        bits of which a unit has one when it is looked at
  ;; Returns the address of the unit behind that place, which is not written, or `end`.
  (func (export "convertUnits")
    (param $from i32) (param $end i32) (param $to i32) (param $before i32) (param $wide i32)
    (result i32)
    (local $entry i32) (local $shared i32) (local $last i32) (local $bits i32) (local $settled i32)
    (local $units v128) (local $more v128) (local $mask v128)

    (local.set $mask (i16x8.splat (local.get $wide)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
        ;; Sixteen units that stay as they are: no phrase begins with two of them.
        (local.set $units (v128.load (local.get $from)))
        (local.set $more (v128.load offset=16 (local.get $from)))
        (if
          (i32.eqz
            (i32.or
              (i32.or
                (v128.any_true
                  (v128.and (v128.or (local.get $units) (local.get $more)) (local.get $mask)))
                (i32.shr_u (local.get $before) (i32.const 31)))
              (i32.gt_u (i32.add (local.get $from) (i32.const 32)) (local.get $end))))
          (then
            (v128.store (local.get $to) (local.get $units))
            (v128.store offset=16 (local.get $to) (local.get $more))
            (local.set $to (i32.add (local.get $to) (i32.const 32)))
            (local.set $from (i32.add (local.get $from) (i32.const 32)))
            (local.set $before (i32.load (i32.shl (i16x8.extract_lane_u 7 (local.get $more)) (i32.const 2))))
            (br $next)))
        ;; Eight others: one load of an entry each; `shared` gets the groups that a unit and the one before have in common.
        ;; Behind the end is room for what is read and written too much.
        (local.set $shared (i32.const 0))
        (local.set $last (local.get $before))
        (local.set $entry (i32.load (i32.shl (i32.load16_u offset=0 (local.get $from)) (i32.const 2))))
        (i32.store16 offset=0 (local.get $to) (local.get $entry))
        (local.set $shared
          (i32.or (local.get $shared) (i32.and (i32.shr_u (local.get $last) (i32.const 8)) (local.get $entry))))
        (local.set $last (local.get $entry))
        (local.set $entry (i32.load (i32.shl (i32.load16_u offset=2 (local.get $from)) (i32.const 2))))
        (i32.store16 offset=2 (local.get $to) (local.get $entry))
        (local.set $shared
          (i32.or (local.get $shared) (i32.and (i32.shr_u (local.get $last) (i32.const 8)) (local.get $entry))))
        (local.set $last (local.get $entry))
        (local.set $entry (i32.load (i32.shl (i32.load16_u offset=4 (local.get $from)) (i32.const 2))))
        (i32.store16 offset=4 (local.get $to) (local.get $entry))
        (local.set $shared
          (i32.or (local.get $shared) (i32.and (i32.shr_u (local.get $last) (i32.const 8)) (local.get $entry))))
        (local.set $last (local.get $entry))
        (local.set $entry (i32.load (i32.shl (i32.load16_u offset=6 (local.get $from)) (i32.const 2))))
        (i32.store16 offset=6 (local.get $to) (local.get $entry))
        (local.set $shared
          (i32.or (local.get $shared) (i32.and (i32.shr_u (local.get $last) (i32.const 8)) (local.get $entry))))
        (local.set $last (local.get $entry))
        (local.set $entry (i32.load (i32.shl (i32.load16_u offset=8 (local.get $from)) (i32.const 2))))
        (i32.store16 offset=8 (local.get $to) (local.get $entry))
        (local.set $shared
          (i32.or (local.get $shared) (i32.and (i32.shr_u (local.get $last) (i32.const 8)) (local.get $entry))))
        (local.set $last (local.get $entry))
        (local.set $entry (i32.load (i32.shl (i32.load16_u offset=10 (local.get $from)) (i32.const 2))))
        (i32.store16 offset=10 (local.get $to) (local.get $entry))
        (local.set $shared
          (i32.or (local.get $shared) (i32.and (i32.shr_u (local.get $last) (i32.const 8)) (local.get $entry))))
        (local.set $last (local.get $entry))
        (local.set $entry (i32.load (i32.shl (i32.load16_u offset=12 (local.get $from)) (i32.const 2))))
        (i32.store16 offset=12 (local.get $to) (local.get $entry))
        (local.set $shared
          (i32.or (local.get $shared) (i32.and (i32.shr_u (local.get $last) (i32.const 8)) (local.get $entry))))
        (local.set $last (local.get $entry))
        (local.set $entry (i32.load (i32.shl (i32.load16_u offset=14 (local.get $from)) (i32.const 2))))
        (i32.store16 offset=14 (local.get $to) (local.get $entry))
        (local.set $shared
          (i32.or (local.get $shared) (i32.and (i32.shr_u (local.get $last) (i32.const 8)) (local.get $entry))))
        (local.set $last (local.get $entry))
        (if (i32.and (local.get $shared) (i32.const 0xff0000))
          (then
            (local.set $bits (call $places (local.get $from)))
            ;; A unit that is to be looked at closer is one by itself; behind a phrase nothing begins before the first unit.
            (if (i32.and (local.get $shared) (i32.const 0x800000))
              (then (local.set $bits (i32.const 0xff))))
            (if (i32.eqz (local.get $before))
              (then (local.set $bits (i32.and (local.get $bits) (i32.const 0xfe)))))
            (if (i32.gt_u (i32.add (local.get $from) (i32.const 16)) (local.get $end))
              (then
                (local.set $bits
                  (i32.and
                    (local.get $bits)
                    (i32.sub
                      (i32.shl
                        (i32.const 1)
                        (i32.shr_u (i32.sub (local.get $end) (local.get $from)) (i32.const 1)))
                      (i32.const 1))))))
            (block $through
              (loop $place
                (br_if $through (i32.eqz (local.get $bits)))
                (local.set $shared (i32.shl (i32.ctz (local.get $bits)) (i32.const 1)))
                (local.set $bits (i32.and (local.get $bits) (i32.sub (local.get $bits) (i32.const 1))))
                (local.set $entry (i32.add (local.get $from) (local.get $shared)))
                (local.set $last
                  (call $convertPhrase
                    (i32.sub (local.get $entry) (i32.const 2))
                    (i32.sub (i32.add (local.get $to) (local.get $shared)) (i32.const 2))
                    (local.get $end)))
                (br_if $place (i32.eqz (local.get $last)))
                (if (i32.eq (local.get $last) (i32.const 1))
                  (then
                    (local.set $from (global.get $phraseEnd))
                    (local.set $to (global.get $phraseTo))
                    (local.set $settled (local.get $from))
                    (local.set $before (i32.const 0))
                    (br $next)))
                (local.set $from (local.get $entry))
                (local.set $to (i32.add (local.get $to) (local.get $shared)))
                (br $done)))
            (local.set $last (i32.load (i32.shl (i32.load16_u offset=14 (local.get $from)) (i32.const 2))))))
        (local.set $before (local.get $last))
        (local.set $from (i32.add (local.get $from) (i32.const 16)))
        (local.set $to (i32.add (local.get $to) (i32.const 16)))
        (br $next)))
    (if (i32.gt_u (local.get $from) (local.get $end))
      (then
        (local.set $to (i32.sub (local.get $to) (i32.sub (local.get $from) (local.get $end))))
        (local.set $from (local.get $end))))
    (i32.store offset=499712 (i32.const 0) (local.get $to))
    (i32.store offset=499716 (i32.const 0) (local.get $settled))
    (local.get $from))

  ;; Whether the units from one address are those from another.
  (func (export "areEqual") (param $one i32) (param $other i32) (param $end i32) (result i32)
    (block $different
      (loop $eight
        (if (i32.le_u (i32.add (local.get $one) (i32.const 16)) (local.get $end))
          (then
            (br_if $different
              (v128.any_true (v128.xor (v128.load (local.get $one)) (v128.load (local.get $other)))))
            (local.set $one (i32.add (local.get $one) (i32.const 16)))
            (local.set $other (i32.add (local.get $other) (i32.const 16)))
            (br $eight))))
      (loop $single
        (if (i32.lt_u (local.get $one) (local.get $end))
          (then
            (br_if $different (i32.ne (i32.load16_u (local.get $one)) (i32.load16_u (local.get $other))))
            (local.set $one (i32.add (local.get $one) (i32.const 2)))
            (local.set $other (i32.add (local.get $other) (i32.const 2)))
            (br $single))))
      (return (i32.const 1)))
    (i32.const 0)))
