;; One pass from units to units. `convert-units.ts` drives it, `phrase-index.ts` and `phrase-tables.ts` make its tables.
;;
;;     0       entries      65,536 of 32 bits
;;     262144  steps        16,384 of 64 bits: key, node, phrase + 1 (`phrase-steps.ts`)
;;     393216  phrases      6,144 of 32 bytes
;;     589824  neighbours   16,384 of 32 bits, a Bloom filter of phrases and units beside them
;;     655360  state        `to` as it is when a call returns, and `settled` where it stopped before the end
;;     655376  outputs      units that phrases become
;;
;; Units are converted sixteen at a time, each by one load of its entry, and the pairs by which phrases are found are told for all of them
;; at once; phrases then overwrite what their units became alone. V8 inlines no functions of WebAssembly, so all that a phrase needs is
;; written out in the loop. `npm run build` makes a module of it with wat2wasm.
(module
  (memory (import "kernel" "memory") 1)

  ;; Whether a unit is set down as a neighbour that may change what a phrase becomes; some that are not are taken for such.
  (func $isNeighbour (param $phrase i32) (param $isAfter i32) (param $unit i32) (result i32)
    (local $hash i32) (local $word i32)
    (local.set $hash
      (i32.mul
        (i32.or
          (i32.or (i32.shl (local.get $phrase) (i32.const 17)) (i32.shl (local.get $isAfter) (i32.const 16)))
          (local.get $unit))
        (i32.const 0x9e3779b1)))
    (local.set $word (i32.load offset=589824 (i32.shl (i32.shr_u (local.get $hash) (i32.const 18)) (i32.const 2))))
    (i32.and
      (i32.and
        (i32.shr_u (local.get $word) (i32.shr_u (local.get $hash) (i32.const 13)))
        (i32.and
          (i32.shr_u (local.get $word) (i32.shr_u (local.get $hash) (i32.const 8)))
          (i32.shr_u (local.get $word) (i32.shr_u (local.get $hash) (i32.const 3)))))
      (i32.const 1)))

  ;; Writes what units and phrases become, up to the first place that only the chain of dictionaries can tell.
  ;;   from, end   addresses of the first unit and behind the last one
  ;;   to          where the first one goes
  ;;   open        address before which no phrase may begin
  ;;   wide        bits of which a unit has one when it is looked at
  ;; Returns the address of that place, or `end`.
  (func (export "convertUnits")
    (param $from i32) (param $end i32) (param $to i32) (param $open i32) (param $wide i32)
    (result i32)
    (local $stop i32) (local $shift i32) (local $delta i32) (local $before i32) (local $at i32)
    (local $settled i32) (local $bits i64)
    ;; Of a phrase: before it none begins, behind it, and how many bytes longer it becomes.
    (local $bound i32) (local $behind i32) (local $longer i32)
    (local $key i32) (local $slot i32) (local $found i32) (local $phrase i32) (local $next i32)
    (local $bytes i32) (local $closer i32) (local $record i32) (local $back i32)
    (local $some v128) (local $more v128) (local $flags v128) (local $others v128) (local $last v128) (local $mask v128)

    (local.set $mask (i16x8.splat (local.get $wide)))
    (block $ask
      (block $done
        (loop $next
          (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
          (local.set $before
            (i32.load (i32.shl (i32.load16_u (i32.sub (local.get $from) (i32.const 2))) (i32.const 2))))
          ;; Thirty-two units that stay as they are: no phrase begins with two of them, nor with the one before and the first.
          (if
            (i32.eqz
              (i32.or
                (v128.any_true
                  (v128.and
                    (v128.or
                      (v128.or (v128.load (local.get $from)) (v128.load offset=16 (local.get $from)))
                      (v128.or (v128.load offset=32 (local.get $from)) (v128.load offset=48 (local.get $from))))
                    (local.get $mask)))
                (i32.or
                  (i32.lt_u (local.get $before) (i32.const 0x1000000))
                  (i32.gt_u (i32.add (local.get $from) (i32.const 64)) (local.get $end)))))
            (then
              (v128.store (local.get $to) (v128.load (local.get $from)))
              (v128.store offset=16 (local.get $to) (v128.load offset=16 (local.get $from)))
              (v128.store offset=32 (local.get $to) (v128.load offset=32 (local.get $from)))
              (v128.store offset=48 (local.get $to) (v128.load offset=48 (local.get $from)))
              (local.set $from (i32.add (local.get $from) (i32.const 64)))
              (local.set $to (i32.add (local.get $to) (i32.const 64)))
              (br $next)))

          ;; Up to sixty-four others, with a bit for each that has all groups of the one before. Behind the end is room for what is
          ;; read and written too much.
          (local.set $stop (i32.add (local.get $from) (i32.const 128)))
          (if (i32.gt_u (local.get $stop) (local.get $end)) (then (local.set $stop (local.get $end))))
          (local.set $at (local.get $from))
          (local.set $delta (i32.sub (local.get $to) (local.get $from)))
          (local.set $last (i16x8.splat (i32.shr_u (local.get $before) (i32.const 16))))
          (local.set $bits (i64.const 0))
          (local.set $shift (i32.const 0))
          (loop $sixteen
            (local.set $some (v128.load32_zero (i32.shl (i32.load16_u offset=0 (local.get $from)) (i32.const 2))))
            (local.set $some
              (v128.load32_lane 1 (i32.shl (i32.load16_u offset=2 (local.get $from)) (i32.const 2)) (local.get $some)))
            (local.set $some
              (v128.load32_lane 2 (i32.shl (i32.load16_u offset=4 (local.get $from)) (i32.const 2)) (local.get $some)))
            (local.set $some
              (v128.load32_lane 3 (i32.shl (i32.load16_u offset=6 (local.get $from)) (i32.const 2)) (local.get $some)))
            (local.set $more (v128.load32_zero (i32.shl (i32.load16_u offset=8 (local.get $from)) (i32.const 2))))
            (local.set $more
              (v128.load32_lane 1 (i32.shl (i32.load16_u offset=10 (local.get $from)) (i32.const 2)) (local.get $more)))
            (local.set $more
              (v128.load32_lane 2 (i32.shl (i32.load16_u offset=12 (local.get $from)) (i32.const 2)) (local.get $more)))
            (local.set $more
              (v128.load32_lane 3 (i32.shl (i32.load16_u offset=14 (local.get $from)) (i32.const 2)) (local.get $more)))
            (v128.store offset=0 (local.get $to)
              (i8x16.shuffle 0 1 4 5 8 9 12 13 16 17 20 21 24 25 28 29 (local.get $some) (local.get $more)))
            (local.set $flags
              (i8x16.shuffle 2 3 6 7 10 11 14 15 18 19 22 23 26 27 30 31 (local.get $some) (local.get $more)))
            (local.set $some (v128.load32_zero (i32.shl (i32.load16_u offset=16 (local.get $from)) (i32.const 2))))
            (local.set $some
              (v128.load32_lane 1 (i32.shl (i32.load16_u offset=18 (local.get $from)) (i32.const 2)) (local.get $some)))
            (local.set $some
              (v128.load32_lane 2 (i32.shl (i32.load16_u offset=20 (local.get $from)) (i32.const 2)) (local.get $some)))
            (local.set $some
              (v128.load32_lane 3 (i32.shl (i32.load16_u offset=22 (local.get $from)) (i32.const 2)) (local.get $some)))
            (local.set $more (v128.load32_zero (i32.shl (i32.load16_u offset=24 (local.get $from)) (i32.const 2))))
            (local.set $more
              (v128.load32_lane 1 (i32.shl (i32.load16_u offset=26 (local.get $from)) (i32.const 2)) (local.get $more)))
            (local.set $more
              (v128.load32_lane 2 (i32.shl (i32.load16_u offset=28 (local.get $from)) (i32.const 2)) (local.get $more)))
            (local.set $more
              (v128.load32_lane 3 (i32.shl (i32.load16_u offset=30 (local.get $from)) (i32.const 2)) (local.get $more)))
            (v128.store offset=16 (local.get $to)
              (i8x16.shuffle 0 1 4 5 8 9 12 13 16 17 20 21 24 25 28 29 (local.get $some) (local.get $more)))
            (local.set $others
              (i8x16.shuffle 2 3 6 7 10 11 14 15 18 19 22 23 26 27 30 31 (local.get $some) (local.get $more)))
            (local.set $last
              (i8x16.narrow_i16x8_u
                (v128.andnot
                  (i16x8.shr_u
                    (i8x16.shuffle 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 (local.get $last) (local.get $flags))
                    (i32.const 8))
                  (local.get $flags))
                (v128.andnot
                  (i16x8.shr_u
                    (i8x16.shuffle 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 (local.get $flags) (local.get $others))
                    (i32.const 8))
                  (local.get $others))))
            (local.set $bits
              (i64.or
                (local.get $bits)
                (i64.shl
                  (i64.extend_i32_u
                    (i8x16.bitmask (i8x16.eq (local.get $last) (v128.const i64x2 0 0))))
                  (i64.extend_i32_u (local.get $shift)))))
            (local.set $last (local.get $others))
            (local.set $shift (i32.add (local.get $shift) (i32.const 16)))
            (local.set $from (i32.add (local.get $from) (i32.const 32)))
            (local.set $to (i32.add (local.get $to) (i32.const 32)))
            (br_if $sixteen (i32.lt_u (local.get $from) (local.get $stop))))
          (br_if $next (i64.eqz (local.get $bits)))
          (if (i32.gt_u (local.get $from) (local.get $end))
            (then
              (local.set $bits
                (i64.and
                  (local.get $bits)
                  (i64.sub
                    (i64.shl
                      (i64.const 1)
                      (i64.extend_i32_u (i32.shr_u (i32.sub (local.get $end) (local.get $at)) (i32.const 1))))
                    (i64.const 1))))))

          ;; The longest phrase that begins at each of these places, or one unit before it where that may be.
          (local.set $before (i32.sub (local.get $at) (i32.const 2)))
          (block $through
            (loop $place
              (br_if $through (i64.eqz (local.get $bits)))
              (local.set $at
                (i32.add
                  (local.get $before)
                  (i32.shl (i32.wrap_i64 (i64.ctz (local.get $bits))) (i32.const 1))))
              (local.set $bits (i64.and (local.get $bits) (i64.sub (local.get $bits) (i64.const 1))))
              (br_if $place (i32.lt_u (local.get $at) (local.get $open)))
              (local.set $bound (local.get $open))
              (local.set $back (i32.const 0))
              ;; No phrase goes on behind the end: phrases have 32 units at most.
              (if (i32.gt_u (i32.add (local.get $at) (i32.const 64)) (local.get $end))
                (then (v128.store (local.get $end) (v128.const i64x2 0 0))))
              (block $isPhrase
                (loop $begin
                  (block $none
                    (local.set $closer
                      (i32.lt_u (i32.load (i32.shl (i32.load16_u (local.get $at)) (i32.const 2))) (i32.const 0x1000000)))
                    (if (local.get $closer)
                      (then
                        (local.set $key (i32.or (i32.const 0xffff) (i32.shl (i32.load16_u (local.get $at)) (i32.const 16))))
                        (local.set $behind (i32.add (local.get $at) (i32.const 2))))
                      (else
                        (local.set $key (i32.load (local.get $at)))
                        (local.set $behind (i32.add (local.get $at) (i32.const 4)))))
                    (local.set $slot
                      (i32.shl
                        (i32.shr_u (i32.mul (local.get $key) (i32.const 0x9e3779b1)) (i32.const 18))
                        (i32.const 3)))
                    (loop $probe
                      (local.set $found (i32.load offset=262144 (local.get $slot)))
                      (if (i32.ne (local.get $found) (local.get $key))
                        (then
                          (br_if $none (i32.eqz (local.get $found)))
                          (local.set $slot (i32.and (i32.add (local.get $slot) (i32.const 8)) (i32.const 0x1fff8)))
                          (br $probe))))
                    (local.set $found (i32.load offset=262148 (local.get $slot)))
                    ;; Before a pair by which a phrase is found late may stand a unit that has the number of a node.
                    (br_if $none
                      (i32.gt_u (local.get $back) (i32.shr_u (i32.and (local.get $found) (i32.const 0x8000)) (i32.const 15))))
                    (if (i32.lt_s (local.get $found) (i32.const 0))
                      (then
                        (if (i32.gt_u (local.get $at) (local.get $bound))
                          (then
                            (local.set $at (i32.sub (local.get $at) (i32.const 2)))
                            (local.set $bound (local.get $at))
                            (local.set $back (i32.const 1))
                            (br $begin)))))
                    (local.set $found (i32.and (local.get $found) (i32.const 0x7fff7fff)))
                    (local.set $phrase (i32.shr_u (local.get $found) (i32.const 16)))
                    ;; The third unit is looked up whether or not a phrase goes on, and nothing branches on what is found: which of two
                    ;; hundred phrases stands there can't be foretold.
                    (local.set $next (i32.add (local.get $behind) (i32.const 2)))
                    (local.set $key
                      (i32.or
                        (i32.and (local.get $found) (i32.const 0xffff))
                        (i32.shl (i32.load16_u (local.get $behind)) (i32.const 16))))
                    (local.set $slot
                      (i32.shl
                        (i32.shr_u (i32.mul (local.get $key) (i32.const 0x9e3779b1)) (i32.const 18))
                        (i32.const 3)))
                    (local.set $found
                      (i32.and
                        (i32.load offset=262148 (local.get $slot))
                        (i32.sub
                          (i32.const 0)
                          (i32.eq (i32.load offset=262144 (local.get $slot)) (local.get $key)))))
                    (local.set $longer (i32.shr_u (local.get $found) (i32.const 16)))
                    (local.set $phrase
                      (i32.or
                        (local.get $longer)
                        (i32.and (local.get $phrase) (i32.sub (i32.const 0) (i32.eqz (local.get $longer))))))
                    (local.set $behind
                      (i32.add (local.get $behind) (i32.shl (i32.ne (local.get $longer) (i32.const 0)) (i32.const 1))))
                    (block $longest
                      (loop $step
                        (br_if $longest (i32.eqz (i32.and (local.get $found) (i32.const 0xffff))))
                        (local.set $key
                          (i32.or
                            (i32.and (local.get $found) (i32.const 0xffff))
                            (i32.shl (i32.load16_u (local.get $next)) (i32.const 16))))
                        (local.set $slot
                          (i32.shl
                            (i32.shr_u (i32.mul (local.get $key) (i32.const 0x9e3779b1)) (i32.const 18))
                            (i32.const 3)))
                        (local.set $found
                          (i32.and
                            (i32.load offset=262148 (local.get $slot))
                            (i32.sub
                              (i32.const 0)
                              (i32.eq (i32.load offset=262144 (local.get $slot)) (local.get $key)))))
                        (local.set $next (i32.add (local.get $next) (i32.const 2)))
                        (if (i32.gt_u (local.get $found) (i32.const 0xffff))
                          (then
                            (local.set $phrase (i32.shr_u (local.get $found) (i32.const 16)))
                            (local.set $behind (local.get $next))))
                        (br $step)))
                    (br_if $isPhrase (local.get $phrase)))
                  (if (local.get $back)
                    (then
                      (local.set $at (i32.add (local.get $at) (i32.const 2)))
                      (local.set $bound (local.get $at))
                      (local.set $back (i32.const 0))
                      (br $begin)))
                  (br_if $ask (local.get $closer))
                  (br $place)))

              (local.set $phrase (i32.sub (local.get $phrase) (i32.const 1)))
              (local.set $record (i32.add (i32.const 393216) (i32.shl (local.get $phrase) (i32.const 5))))
              (local.set $found (i32.load offset=24 (local.get $record)))
              ;; At both ends of the text a unit that is not of it is looked at: the chain is asked once too often then.
              (br_if $ask
                (i32.or
                  (i32.eq (i32.and (local.get $found) (i32.const 255)) (i32.const 255))
                  (i32.lt_u (i32.load (i32.shl (i32.load16_u (local.get $behind)) (i32.const 2))) (i32.const 0x1000000))))
              (if
                (i32.wrap_i64
                  (i64.and
                    (i64.or
                      (i64.shr_u
                        (i64.load offset=8 (local.get $record))
                        (i64.extend_i32_u
                          (i32.shr_u
                            (i32.mul (i32.load16_u (i32.sub (local.get $at) (i32.const 2))) (i32.const 0x9e3779b1))
                            (i32.const 26))))
                      (i64.shr_u
                        (i64.load offset=16 (local.get $record))
                        (i64.extend_i32_u
                          (i32.shr_u
                            (i32.mul (i32.load16_u (local.get $behind)) (i32.const 0x9e3779b1))
                            (i32.const 26)))))
                    (i64.const 1)))
                (then
                  (br_if $ask
                    (i32.or
                      (call $isNeighbour (local.get $phrase) (i32.const 0)
                        (i32.load16_u (i32.sub (local.get $at) (i32.const 2))))
                      (call $isNeighbour (local.get $phrase) (i32.const 1) (i32.load16_u (local.get $behind)))))))

              (local.set $to (i32.add (local.get $at) (local.get $delta)))
              (local.set $bytes (i32.shl (i32.and (local.get $found) (i32.const 255)) (i32.const 1)))
              (local.set $longer (i32.sub (local.get $bytes) (i32.sub (local.get $behind) (local.get $at))))
              (if (i32.and (i32.ne (local.get $longer) (i32.const 0)) (i32.gt_u (local.get $from) (local.get $behind)))
                (then
                  (memory.copy
                    (i32.add (local.get $to) (local.get $bytes))
                    (i32.add (local.get $behind) (local.get $delta))
                    (i32.sub (local.get $from) (local.get $behind)))))
              (local.set $delta (i32.add (local.get $delta) (local.get $longer)))
              (local.set $open (local.get $behind))
              (local.set $settled (local.get $behind))
              ;; Two to four units, nearly all there are: the first two and the last two.
              (if (i32.le_u (i32.sub (local.get $bytes) (i32.const 4)) (i32.const 4))
                (then
                  (i32.store (local.get $to) (i32.load (local.get $record)))
                  (local.set $bytes (i32.sub (local.get $bytes) (i32.const 4)))
                  (i32.store
                    (i32.add (local.get $to) (local.get $bytes))
                    (i32.load (i32.add (local.get $record) (local.get $bytes))))
                  (br $place)))
              (if (i32.le_u (local.get $bytes) (i32.const 2))
                (then
                  (if (local.get $bytes) (then (i32.store16 (local.get $to) (i32.load16_u (local.get $record)))))
                  (br $place)))
              ;; More: four at a time, at last the last four.
              (local.set $record
                (i32.add
                  (i32.const 655376)
                  (i32.and (i32.shr_u (local.get $found) (i32.const 7)) (i32.const 0x7ffffe))))
              (local.set $stop (i32.sub (i32.add (local.get $to) (local.get $bytes)) (i32.const 8)))
              (i64.store (local.get $stop)
                (i64.load (i32.sub (i32.add (local.get $record) (local.get $bytes)) (i32.const 8))))
              (loop $four
                (i64.store (local.get $to) (i64.load (local.get $record)))
                (local.set $to (i32.add (local.get $to) (i32.const 8)))
                (local.set $record (i32.add (local.get $record) (i32.const 8)))
                (br_if $four (i32.lt_u (local.get $to) (local.get $stop))))
              (br $place)))
          ;; A phrase that reaches further than these units was written there, too.
          (if (i32.gt_u (local.get $open) (local.get $from)) (then (local.set $from (local.get $open))))
          (local.set $to (i32.add (local.get $from) (local.get $delta)))
          (br $next)))
      ;; The last unit has none behind it that tells of it.
      (local.set $delta (i32.sub (local.get $to) (local.get $from)))
      (local.set $at (i32.sub (local.get $end) (i32.const 2)))
      (br_if $ask
        (i32.and
          (i32.ge_u (local.get $at) (local.get $open))
          (i32.lt_u (i32.load (i32.shl (i32.load16_u (local.get $at)) (i32.const 2))) (i32.const 0x1000000))))
      (i32.store offset=655360 (i32.const 0) (i32.add (local.get $end) (local.get $delta)))
      (return (local.get $end)))
    (i32.store offset=655360 (i32.const 0) (i32.add (local.get $at) (local.get $delta)))
    (i32.store offset=655364 (i32.const 0) (local.get $settled))
    (local.get $at))

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
