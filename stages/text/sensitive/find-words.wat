;; Finds words: `word-tables.ts` makes the tables, `word-finder.ts` drives it.
;;
;;     0        entries   65,536 of 32 bits: unit -> hash of the folded unit, its highest bit set, its lowest for a word of one, bit 6
;;                        for a Latin letter or digit only; 0 for what is left out
;;     262144   pairs     2,097,152 bits, one for the two characters of an anchor (`place-filter.ts`), in the second half; in the first, which
;;                        stays 0, falls what is left out
;;     524352   fold      65,536 of 16 bits: unit -> folded unit, 0 for what is left out
;;     655424   contexts  65,536 of 32 bits, by the spread hash of the same two: 16 for the one before them, 16 for the unit behind
;;     917568   state     words of 32 bits: what masks the bytes of a slot; the addresses of slots and matches; the address at which the room for
;;                        matches is taken for full; the one behind the last match
;;     917600   nodes     (`anchor-nodes.ts`) words of 32 bits: shape, number of the first form, four times their number and 1 where there
;;                        are nodes with one more unit before the anchor, 2 with one behind; of each form two more, where in it the last
;;                        character of its anchor is and its length, in bytes, the latter with 1 where Latin letters or digits beside it
;;                        make another word, and its folded units, filled up to a multiple of 4
;;     slots              of 64 bits, open addressing: hash of a node, its address
;;     matches            96 bits each: form, address of its first unit, address behind its last one
;;     the text
;;
;; A place costs three loads and no branch, whatever the number of words; what these read is small enough to stay in a cache beside the text.
;; Written by hand because an earlier form of the loop took twice the time in JavaScript (this one was not compared); `npm run build` makes a
;; module of it with wat2wasm.
(module
  (memory (import "kernel" "memory") 1)

  ;; Behind the last match.
  (global $matchTo (mut i32) (i32.const 0))

  ;; Writes the places where an anchor, or a word of one, may end: 64 bits each, the address of its last unit and the hash of both characters.
  ;;   from, end   addresses of the text
  ;;   to          where the places go
  ;; Returns the address behind the last one.
  (func (export "findPlaces") (param $from i32) (param $end i32) (param $to i32) (result i32)
    (local $last i32)
    (local.set $last (call $findPairs (local.get $from) (local.get $end) (local.get $to)))
    (call $fetchContexts (local.get $to) (local.get $last))
    (local.set $last (call $keepPlaces (local.get $from) (local.get $to) (local.get $last)))
    (call $fetchNodes (local.get $to) (local.get $last))
    (local.get $last))

  ;; The same, by two characters only.
  (func $findPairs (param $from i32) (param $end i32) (param $to i32) (result i32)
    (local $entry i32) (local $first i32) (local $pair i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
        (local.set $entry (i32.load (i32.shl (i32.load16_u (local.get $from)) (i32.const 2))))
        (local.set $pair (i32.xor (local.get $first) (local.get $entry)))
        ;; Written in any case, kept where a bit says so.
        (i32.store (local.get $to) (local.get $from))
        (i32.store offset=4 (local.get $to) (local.get $pair))
        (local.set $to
          (i32.add
            (local.get $to)
            (i32.shl
              (i32.and
                (i32.or
                  (i32.shr_u
                    (i32.load offset=262144 align=1 (i32.shr_u (local.get $pair) (i32.const 14)))
                    (local.get $pair))
                  (local.get $entry))
                (i32.const 1))
              (i32.const 3))))
        (local.set $first
          (select (i32.shr_u (local.get $entry) (i32.const 4)) (local.get $first) (local.get $entry)))
        (local.set $from (i32.add (local.get $from) (i32.const 2)))
        (br $next)))
    (local.get $to))

  ;; Spreads the hashes of places, and reads their contexts: one wait for memory does for many, since nothing here depends on what is read.
  ;; Here and in the next two no function is called for each place: no engine so far puts it in line.
  (func $fetchContexts (param $at i32) (param $last i32)
    (local $hash i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $last)))
        (local.set $hash (i32.mul (i32.load offset=4 (local.get $at)) (i32.const 0x9e3779b1)))
        (i32.store offset=4 (local.get $at) (local.get $hash))
        (drop (i32.load offset=655424 (i32.and (i32.shr_u (local.get $hash) (i32.const 14)) (i32.const 0x3fffc))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $next))))

  ;; The same for slots, and the nodes that they lead to.
  (func $fetchNodes (param $at i32) (param $last i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $last)))
        (drop
          (i32.load
            (i32.load offset=4
              (i32.add
                (i32.load offset=917572 (i32.const 0))
                (i32.and
                  (i32.shr_u (i32.load offset=4 (local.get $at)) (i32.const 5))
                  (i32.load offset=917568 (i32.const 0)))))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $next))))

  ;; Of the places in [at, last), those where the units around may be those of a word. Units that are left out say nothing.
  (func $keepPlaces (param $from i32) (param $at i32) (param $last i32) (result i32)
    (local $to i32) (local $place i32) (local $hash i32) (local $bits i32) (local $unit i32) (local $before i32) (local $behind i32)
    (local $beside i32) (local $entry i32) (local $keep i32) (local $alone i32)
    (local.set $to (local.get $at))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $last)))
        (local.set $place (i32.load (local.get $at)))
        (local.set $hash (i32.load offset=4 (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (local.set $unit (i32.sub (local.get $place) (i32.const 2)))
        (local.set $beside (i32.load (i32.shl (i32.load16_u (local.get $unit)) (i32.const 2))))
        (if (i32.eqz (local.get $beside))
          (then (local.set $unit (call $characterBefore (local.get $from) (local.get $unit)))))
        (local.set $before (i32.load (i32.shl (i32.load16_u (i32.sub (local.get $unit) (i32.const 2))) (i32.const 2))))
        (local.set $behind (i32.load (i32.shl (i32.load16_u offset=2 (local.get $place)) (i32.const 2))))
        (local.set $bits (i32.load offset=655424 (i32.and (i32.shr_u (local.get $hash) (i32.const 14)) (i32.const 0x3fffc))))
        (local.set $keep
          (i32.and
            (i32.or
              (i32.eqz (local.get $before))
              (i32.shr_u
                (local.get $bits)
                (i32.and (i32.shr_u (local.get $before) (i32.const 3)) (i32.const 15))))
            (i32.or
              (i32.eqz (local.get $behind))
              (i32.shr_u
                (i32.shr_u (local.get $bits) (i32.const 16))
                (i32.and (i32.shr_u (local.get $behind) (i32.const 3)) (i32.const 15))))))
        ;; `b` does not stand in `bc`, nor in `ｂｃ`. Around a text there are zeros.
        (local.set $entry (i32.load (i32.shl (i32.load16_u (local.get $place)) (i32.const 2))))
        (local.set $alone
          (i32.and
            (local.get $entry)
            (i32.eqz
              (i32.and
                (i32.and (local.get $entry) (i32.or (local.get $beside) (local.get $behind)))
                (i32.const 64)))))
        (i32.store (local.get $to) (local.get $place))
        (i32.store offset=4 (local.get $to) (local.get $hash))
        (local.set $to
          (i32.add
            (local.get $to)
            (i32.shl (i32.and (i32.or (local.get $keep) (local.get $alone)) (i32.const 1)) (i32.const 3))))
        (br $next)))
    (local.get $to))

  ;; Writes the words at the places in [at, last), which `findPlaces` found.
  ;; Returns `last`, or where to go on when there is no more room for words.
  (func (export "findWords") (param $from i32) (param $end i32) (param $at i32) (param $last i32) (result i32)
    (local $place i32) (local $entry i32) (local $full i32)
    (global.set $matchTo (i32.load offset=917576 (i32.const 0)))
    (local.set $full (i32.load offset=917580 (i32.const 0)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $last)))
        (br_if $done (i32.ge_u (global.get $matchTo) (local.get $full)))
        (local.set $place (i32.load (local.get $at)))
        (local.set $entry (call $entry (local.get $place)))
        (if (i32.and (local.get $entry) (i32.const 1))
          (then
            (drop
              (call $node
                (local.get $entry)
                (i32.const 0)
                (local.get $place)
                (local.get $from)
                (local.get $end)))))
        (call $look
          (i32.load offset=4 (local.get $at))
          (local.get $place)
          (local.get $from)
          (local.get $end))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $next)))
    (i32.store offset=917584 (i32.const 0) (global.get $matchTo))
    (local.get $at))

  ;; Writes the words whose anchor ends at a place: at each node, those behind it are looked at before those in front.
  (func $look (param $hash i32) (param $place i32) (param $from i32) (param $end i32)
    (local $first i32) (local $last i32) (local $shape i32) (local $more i32) (local $behindHash i32) (local $behindShape i32)
    (local.set $shape (i32.const 1))
    (block $done
      (loop $before
        (br_if $done
          (i32.eqz
            (local.tee $more
              (call $node
                (local.get $hash)
                (local.get $shape)
                (local.get $place)
                (local.get $from)
                (local.get $end)))))
        (if (i32.and (local.get $more) (i32.const 2))
          (then
            (local.set $last (local.get $place))
            (local.set $behindHash (local.get $hash))
            (local.set $behindShape (local.get $shape))
            (block $none
              (loop $behind
                (br_if $none
                  (i32.eqz (local.tee $last (call $unitBehind (local.get $last) (local.get $end)))))
                (local.set $behindHash (call $longer (local.get $behindHash) (local.get $last)))
                (local.set $behindShape (i32.add (local.get $behindShape) (i32.const 0x10000)))
                (br_if $behind
                  (i32.and
                    (call $node
                      (local.get $behindHash)
                      (local.get $behindShape)
                      (local.get $place)
                      (local.get $from)
                      (local.get $end))
                    (i32.const 2)))))))
        (br_if $done (i32.eqz (i32.and (local.get $more) (i32.const 1))))
        (if (i32.eqz (local.get $first))
          (then (local.set $first (call $characterBefore (local.get $from) (local.get $place)))))
        (br_if $done (i32.eqz (local.tee $first (call $unitBefore (local.get $first) (local.get $from)))))
        (local.set $hash (call $longer (local.get $hash) (local.get $first)))
        (local.set $shape (i32.add (local.get $shape) (i32.const 1)))
        (br $before))))

  ;; Writes the words of nodes with a hash and shape which stand at a place. Returns what more there is of such nodes.
  (func $node (param $hash i32) (param $shape i32) (param $place i32) (param $from i32) (param $end i32) (result i32)
    (local $slot i32) (local $mask i32) (local $address i32) (local $node i32) (local $more i32) (local $form i32) (local $stop i32)
    (local $begin i32) (local $formEnd i32) (local $flags i32) (local $at i32) (local $start i32) (local $last i32) (local $unit i32)
    (local $folded i32)
    (local.set $mask (i32.load offset=917568 (i32.const 0)))
    (local.set $slot (i32.and (i32.shr_u (local.get $hash) (i32.const 5)) (local.get $mask)))
    (block $done
      (loop $probe
        (local.set $address (i32.add (i32.load offset=917572 (i32.const 0)) (local.get $slot)))
        (local.set $slot (i32.and (i32.add (local.get $slot) (i32.const 8)) (local.get $mask)))
        (br_if $done (i32.eqz (local.tee $node (i32.load offset=4 (local.get $address)))))
        (br_if $probe (i32.ne (i32.load (local.get $address)) (local.get $hash)))
        (br_if $probe (i32.ne (i32.load (local.get $node)) (local.get $shape)))
        (local.set $form (i32.load offset=4 (local.get $node)))
        (local.set $stop (i32.load offset=8 (local.get $node)))
        (local.set $more (i32.or (local.get $more) (i32.and (local.get $stop) (i32.const 3))))
        (local.set $stop (i32.add (local.get $form) (i32.shr_u (local.get $stop) (i32.const 2))))
        (local.set $formEnd (i32.add (local.get $node) (i32.const 12)))
        (loop $each
          (br_if $probe (i32.ge_u (local.get $form) (local.get $stop)))
          (local.set $begin (i32.and (i32.add (local.get $formEnd) (i32.const 11)) (i32.const -4)))
          (local.set $flags (i32.load (i32.sub (local.get $begin) (i32.const 4))))
          (local.set $formEnd
            (i32.add (local.get $begin) (i32.and (local.get $flags) (i32.const 0x7ffffffe))))
          (block $differs
            ;; Behind the anchor.
            (local.set $at
              (i32.add (local.get $begin) (i32.load (i32.sub (local.get $begin) (i32.const 8)))))
            (local.set $last (local.get $place))
            (block $stands
              (loop $behind
                (local.set $at (i32.add (local.get $at) (i32.const 2)))
                (br_if $stands (i32.ge_u (local.get $at) (local.get $formEnd)))
                (local.set $unit (local.get $last))
                (local.set $last (i32.add (local.get $last) (i32.const 2)))
                (local.set $folded
                  (i32.load16_u offset=524352 (i32.shl (i32.load16_u (local.get $last)) (i32.const 1))))
                (if
                  (i32.or (i32.eqz (local.get $folded)) (i32.ge_u (local.get $last) (local.get $end)))
                  (then
                    (br_if $differs
                      (i32.eqz (local.tee $last (call $unitBehind (local.get $unit) (local.get $end)))))
                    (local.set $folded (call $folded (local.get $last)))))
                (br_if $behind (i32.eq (local.get $folded) (i32.load16_u (local.get $at))))
                (br $differs)))
            ;; It and what is before it.
            (local.set $at
              (i32.add (local.get $begin) (i32.load (i32.sub (local.get $begin) (i32.const 8)))))
            (local.set $start (local.get $place))
            (local.set $folded (call $folded (local.get $start)))
            (block $stands
              (loop $before
                (br_if $differs (i32.ne (local.get $folded) (i32.load16_u (local.get $at))))
                (br_if $stands (i32.eq (local.get $at) (local.get $begin)))
                (local.set $at (i32.sub (local.get $at) (i32.const 2)))
                (local.set $start (i32.sub (local.get $start) (i32.const 2)))
                (local.set $unit (i32.load16_u (local.get $start)))
                (local.set $folded
                  (i32.load16_u offset=524352 (i32.shl (local.get $unit) (i32.const 1))))
                (if
                  (i32.or
                    (i32.or (i32.eqz (local.get $folded)) (i32.lt_u (local.get $start) (local.get $from)))
                    (i32.eq (i32.and (local.get $unit) (i32.const 0xfc00)) (i32.const 0xdc00)))
                  (then
                    (br_if $differs
                      (i32.eqz
                        (local.tee $start
                          (call $unitBefore (i32.add (local.get $start) (i32.const 2)) (local.get $from)))))
                    (local.set $folded (call $folded (local.get $start)))))
                (br $before)))
            (if (i32.and (local.get $flags) (i32.const 1))
              (then
                (br_if $differs
                  (i32.and
                    (call $isAlnum (local.get $begin))
                    (call $isAlnumBefore (local.get $from) (local.get $start))))
                (br_if $differs
                  (i32.and
                    (call $isAlnum (i32.sub (local.get $formEnd) (i32.const 2)))
                    (call $isAlnum (i32.add (local.get $last) (i32.const 2)))))))
            (i32.store (global.get $matchTo) (local.get $form))
            (i32.store offset=4 (global.get $matchTo) (local.get $start))
            (i32.store offset=8 (global.get $matchTo) (i32.add (local.get $last) (i32.const 2)))
            (global.set $matchTo (i32.add (global.get $matchTo) (i32.const 12))))
          (local.set $form (i32.add (local.get $form) (i32.const 1)))
          (br $each))))
    (local.get $more))

  ;; The unit before one, over signs put between the characters of a word, or 0. Four of them are layout, not evasion.
  (func $unitBefore (param $at i32) (param $from i32) (result i32)
    (local $gap i32)
    (block $none
      (loop $back
        (local.set $at (i32.sub (local.get $at) (i32.const 2)))
        (br_if $none (i32.lt_u (local.get $at) (local.get $from)))
        (if (call $folded (local.get $at))
          (then
            ;; A sign of two units is told by the first.
            (if
              (i32.or
                (i32.ne (i32.and (i32.load16_u (local.get $at)) (i32.const 0xfc00)) (i32.const 0xdc00))
                (i32.eq (local.get $at) (local.get $from)))
              (then (return (local.get $at))))
            (local.set $at (i32.sub (local.get $at) (i32.const 2)))
            (if
              (i32.or
                (call $folded (local.get $at))
                (i32.ne (i32.and (i32.load16_u (local.get $at)) (i32.const 0xfc00)) (i32.const 0xd800)))
              (then (return (i32.add (local.get $at) (i32.const 2)))))))
        (br_if $back (i32.le_u (local.tee $gap (i32.add (local.get $gap) (i32.const 1))) (i32.const 3)))))
    (i32.const 0))

  ;; The unit behind one, in the same way.
  (func $unitBehind (param $at i32) (param $end i32) (result i32)
    (local $gap i32)
    (block $none
      (loop $on
        (local.set $at (i32.add (local.get $at) (i32.const 2)))
        (br_if $none (i32.ge_u (local.get $at) (local.get $end)))
        (if (call $folded (local.get $at)) (then (return (local.get $at))))
        (if (i32.eq (i32.and (i32.load16_u (local.get $at)) (i32.const 0xfc00)) (i32.const 0xd800))
          (then (local.set $at (i32.add (local.get $at) (i32.const 2)))))
        (br_if $on (i32.le_u (local.tee $gap (i32.add (local.get $gap) (i32.const 1))) (i32.const 3)))))
    (i32.const 0))

  (func $folded (param $at i32) (result i32)
    (i32.load16_u offset=524352 (i32.shl (i32.load16_u (local.get $at)) (i32.const 1))))

  ;; The hash of units with the one at an address, and what that is made of.
  (func $longer (param $hash i32) (param $at i32) (result i32)
    (i32.xor (i32.mul (local.get $hash) (i32.const 0x9e3779b1)) (call $entry (local.get $at))))

  (func $entry (param $at i32) (result i32)
    (i32.load (i32.shl (i32.load16_u (local.get $at)) (i32.const 2))))

  ;; The address of the unit before that is not left out; the one before the text for none, which costs a closer look at most.
  (func $characterBefore (param $from i32) (param $unit i32) (result i32)
    (loop $back
      (local.set $unit (i32.sub (local.get $unit) (i32.const 2)))
      (br_if $back
        (i32.and
          (i32.eqz (call $entry (local.get $unit)))
          (i32.ge_u (local.get $unit) (local.get $from)))))
    (local.get $unit))

  (func $isAlnumBefore (param $from i32) (param $unit i32) (result i32)
    (i32.and
      (i32.gt_u (local.get $unit) (local.get $from))
      (call $isAlnum (i32.sub (local.get $unit) (i32.const 2)))))

  (func $isAlnum (param $unit i32) (result i32)
    (local.set $unit (call $folded (local.get $unit)))
    (i32.or
      (i32.lt_u (i32.sub (local.get $unit) (i32.const 48)) (i32.const 10))
      (i32.lt_u (i32.sub (local.get $unit) (i32.const 97)) (i32.const 26)))))
