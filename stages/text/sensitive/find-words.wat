;; Finds words: `word-anchors.ts` and `word-finder.ts` make the tables, the latter drives it.
;;
;;     0        entries   65,536 of 32 bits: unit -> hash of the folded unit, its lowest bit set for a word of one; 0 for what is left out
;;     262144   thirds    262,144 of 32 bits, by hash of two units: a bit for the hash of the first of them and the one before
;;     1310720  anchors   32,768 of 32 bits, by hash of a whole anchor: two bits by the same hash
;;     1441792  fold      65,536 of 16 bits: unit -> folded unit, 0 for what is left out
;;     1572864  state     words of 32 bits: what masks a slot; the addresses of slots and matches; the address at which the room for
;;                        matches is taken for full; the one behind the last match
;;     1572896  groups    forms of words with the same anchor, so that one line of the cache mostly has them: two words of 32 bits, the
;;                        number of the first form and of the one behind the last; of each form two more, where in it the last
;;                        character of its anchor is and its length, in bytes, and its folded units, filled up to a multiple of 4
;;     slots              of 64 bits, open addressing: hash of an anchor, address of its group
;;     matches            96 bits each: form, address of its first unit, address behind its last one
;;     the text
;;
;; A place costs three loads and no branch, whatever the number of words and however often they stand there. Written by hand because
;; the same loop in JavaScript takes twice the time; `npm run build` makes a module of it with wat2wasm.
(module
  (memory (import "kernel" "memory") 1)

  ;; Behind the last match.
  (global $matchTo (mut i32) (i32.const 0))

  ;; Writes the addresses of units with which an anchor may end: all anchors, and about one place in 300 where none is. Bits of
  ;; each say of how many units that may be: bit 0 one, bit 29 two, 30 three, 31 four.
  ;;   from, end   addresses of the text
  ;;   to          where the addresses go, 32 bits each
  ;; Returns the address behind the last one.
  (func (export "findAnchors") (param $from i32) (param $end i32) (param $to i32) (result i32)
    (call $keepAnchors
      (local.get $from)
      (local.get $end)
      (local.get $to)
      (call $findPlaces (local.get $from) (local.get $end) (local.get $to))))

  ;; The same, without bits, by two units and a bit for the third, with one place in 20 where none is.
  (func $findPlaces (param $from i32) (param $end i32) (param $to i32) (result i32)
    (local $entry i32) (local $turned i32) (local $pair i32) (local $before i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
        (local.set $entry (i32.load (i32.shl (i32.load16_u (local.get $from)) (i32.const 2))))
        (local.set $pair (i32.xor (local.get $turned) (local.get $entry)))
        ;; Written in any case, kept where a bit says so.
        (i32.store (local.get $to) (local.get $from))
        (local.set $to
          (i32.add
            (local.get $to)
            (i32.shl
              (i32.and
                (i32.or
                  (i32.shr_u
                    (i32.load offset=262144 (i32.and (local.get $pair) (i32.const 0xffffc)))
                    (local.get $before))
                  (local.get $entry))
                (i32.const 1))
              (i32.const 2))))
        (local.set $turned
          (select (i32.rotl (local.get $entry) (i32.const 7)) (local.get $turned) (local.get $entry)))
        (local.set $before (select (local.get $pair) (local.get $before) (local.get $entry)))
        (local.set $from (i32.add (local.get $from) (i32.const 2)))
        (br $next)))
    (local.get $to))

  ;; Of the addresses in [at, last), those of units with which an anchor ends by the hash of all of it, with the bits for its length.
  (func $keepAnchors (param $from i32) (param $end i32) (param $at i32) (param $last i32) (result i32)
    (local $to i32) (local $unit i32) (local $place i32) (local $entry i32) (local $hash i32) (local $flag i32) (local $found i32)
    (local $bits i32)
    (local.set $to (local.get $at))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $last)))
        (local.set $unit (i32.load (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br_if $next
          (i32.eqz (local.tee $entry (i32.load (i32.shl (i32.load16_u (local.get $unit)) (i32.const 2))))))
        (local.set $place (local.get $unit))
        (local.set $found (i32.and (local.get $entry) (i32.const 1)))
        (if (local.get $found)
          (then (local.set $found (call $isWord (local.get $from) (local.get $end) (local.get $unit)))))
        (local.set $hash (local.get $entry))
        (local.set $flag (i32.const 0x20000000))
        (loop $longer
          (local.set $unit (i32.sub (local.get $unit) (i32.const 2)))
          (local.set $entry (i32.load (i32.shl (i32.load16_u (local.get $unit)) (i32.const 2))))
          (if (i32.eqz (local.get $entry))
            (then
              (local.set $unit (call $characterBefore (local.get $from) (local.get $unit)))
              (local.set $entry (i32.load (i32.shl (i32.load16_u (local.get $unit)) (i32.const 2))))))
          (local.set $hash
            (i32.xor (i32.mul (local.get $hash) (i32.const 0x9e3779b1)) (local.get $entry)))
          (local.set $bits
            (i32.load offset=1310720 (i32.and (i32.shr_u (local.get $hash) (i32.const 12)) (i32.const 0x1fffc))))
          (local.set $found
            (i32.or
              (local.get $found)
              (i32.and
                (local.get $flag)
                (i32.sub
                  (i32.const 0)
                  (i32.and
                    (i32.and
                      (i32.shr_u (local.get $bits) (i32.shr_u (local.get $hash) (i32.const 7)))
                      (i32.shr_u (local.get $bits) (i32.shr_u (local.get $hash) (i32.const 2))))
                    (i32.const 1))))))
          (br_if $longer (local.tee $flag (i32.shl (local.get $flag) (i32.const 1)))))
        (i32.store (local.get $to) (i32.or (local.get $place) (local.get $found)))
        (local.set $to
          (i32.add (local.get $to) (i32.shl (i32.ne (local.get $found) (i32.const 0)) (i32.const 2))))
        (br $next)))
    (local.get $to))

  ;; Writes the words at the addresses in [at, last), which `findAnchors` found.
  ;; Returns `last`, or where to go on when there is no more room for words.
  (func (export "findWords") (param $from i32) (param $end i32) (param $at i32) (param $last i32) (result i32)
    (local $found i32) (local $place i32) (local $unit i32) (local $entry i32) (local $hash i32) (local $full i32)
    (global.set $matchTo (i32.load offset=1572872 (i32.const 0)))
    (local.set $full (i32.load offset=1572876 (i32.const 0)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $last)))
        (br_if $done (i32.ge_u (global.get $matchTo) (local.get $full)))
        (local.set $found (i32.load (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (local.set $place (i32.and (local.get $found) (i32.const 0x1ffffffe)))
        (local.set $unit (local.get $place))
        (local.set $hash (i32.load (i32.shl (i32.load16_u (local.get $unit)) (i32.const 2))))
        (if (i32.and (local.get $found) (i32.const 1))
          (then (call $look (local.get $hash) (local.get $place) (local.get $from) (local.get $end))))
        (local.set $found (i32.shr_u (local.get $found) (i32.const 29)))
        (loop $longer
          (br_if $next (i32.eqz (local.get $found)))
          (local.set $unit (i32.sub (local.get $unit) (i32.const 2)))
          (local.set $entry (i32.load (i32.shl (i32.load16_u (local.get $unit)) (i32.const 2))))
          (if (i32.eqz (local.get $entry))
            (then
              (local.set $unit (call $characterBefore (local.get $from) (local.get $unit)))
              (local.set $entry (i32.load (i32.shl (i32.load16_u (local.get $unit)) (i32.const 2))))))
          (local.set $hash
            (i32.xor (i32.mul (local.get $hash) (i32.const 0x9e3779b1)) (local.get $entry)))
          (if (i32.and (local.get $found) (i32.const 1))
            (then (call $look (local.get $hash) (local.get $place) (local.get $from) (local.get $end))))
          (local.set $found (i32.shr_u (local.get $found) (i32.const 1)))
          (br $longer))))
    (i32.store offset=1572880 (i32.const 0) (global.get $matchTo))
    (local.get $at))

  ;; Writes the words whose anchor has a hash and ends at a place; anchors may have the same one.
  (func $look (param $hash i32) (param $place i32) (param $from i32) (param $end i32)
    (local $slot i32) (local $mask i32) (local $slots i32) (local $address i32) (local $group i32)
    (local.set $mask (i32.load offset=1572864 (i32.const 0)))
    (local.set $slots (i32.load offset=1572868 (i32.const 0)))
    (local.set $slot (i32.shr_u (local.get $hash) (i32.const 8)))
    (block $done
      (loop $probe
        (local.set $slot (i32.and (local.get $slot) (local.get $mask)))
        (local.set $address (i32.add (local.get $slots) (i32.shl (local.get $slot) (i32.const 3))))
        (br_if $done (i32.eqz (local.tee $group (i32.load offset=4 (local.get $address)))))
        (if (i32.eq (i32.load (local.get $address)) (local.get $hash))
          (then
            (call $compareForms (local.get $group) (local.get $place) (local.get $from) (local.get $end))))
        (local.set $slot (i32.add (local.get $slot) (i32.const 1)))
        (br $probe))))

  ;; Writes those forms of a group whose anchor ends at a place which stand there.
  (func $compareForms (param $group i32) (param $place i32) (param $from i32) (param $end i32)
    (local $form i32) (local $stop i32) (local $at i32) (local $begin i32) (local $formEnd i32) (local $behind i32)
    (local $start i32) (local $last i32)
    (local.set $form (i32.load (local.get $group)))
    (local.set $stop (i32.load offset=4 (local.get $group)))
    (local.set $formEnd (i32.add (local.get $group) (i32.const 8)))
    (if (i32.lt_u (i32.add (local.get $place) (i32.const 2)) (local.get $end))
      (then (local.set $behind (call $folded (i32.add (local.get $place) (i32.const 2))))))
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $form) (local.get $stop)))
        (local.set $begin (i32.and (i32.add (local.get $formEnd) (i32.const 11)) (i32.const -4)))
        (local.set $at
          (i32.add (local.get $begin) (i32.load (i32.sub (local.get $begin) (i32.const 8)))))
        (local.set $formEnd
          (i32.add (local.get $begin) (i32.load (i32.sub (local.get $begin) (i32.const 4)))))
        (block $differs
          ;; Most words that share an anchor differ just behind it.
          (br_if $differs
            (i32.and
              (i32.and
                (i32.ne (local.get $behind) (i32.const 0))
                (i32.lt_u (i32.add (local.get $at) (i32.const 2)) (local.get $formEnd)))
              (i32.ne (i32.load16_u offset=2 (local.get $at)) (local.get $behind))))
          (br_if $differs
            (i32.eqz
              (local.tee $last
                (call $lastOf
                  (i32.add (local.get $at) (i32.const 2))
                  (local.get $formEnd)
                  (local.get $place)
                  (local.get $end)))))
          (br_if $differs
            (i32.eqz
              (local.tee $start
                (call $startOf (local.get $begin) (local.get $at) (local.get $place) (local.get $from)))))
          (i32.store (global.get $matchTo) (local.get $form))
          (i32.store offset=4 (global.get $matchTo) (local.get $start))
          (i32.store offset=8 (global.get $matchTo) (i32.add (local.get $last) (i32.const 2)))
          (global.set $matchTo (i32.add (global.get $matchTo) (i32.const 12))))
        (local.set $form (i32.add (local.get $form) (i32.const 1)))
        (br $each))))

  ;; The last unit when units [next, stop) of a form stand behind a place, or 0.
  (func $lastOf (param $next i32) (param $stop i32) (param $place i32) (param $end i32) (result i32)
    (local $folded i32)
    (block $differs
      (loop $unit
        (if (i32.ge_u (local.get $next) (local.get $stop)) (then (return (local.get $place))))
        (local.set $place (i32.add (local.get $place) (i32.const 2)))
        (local.set $folded
          (i32.load16_u offset=1441792 (i32.shl (i32.load16_u (local.get $place)) (i32.const 1))))
        (if
          (i32.or (i32.eqz (local.get $folded)) (i32.ge_u (local.get $place) (local.get $end)))
          (then
            (br_if $differs
              (i32.eqz
                (local.tee $place
                  (call $unitBehind (i32.sub (local.get $place) (i32.const 2)) (local.get $end)))))
            (local.set $folded (call $folded (local.get $place)))))
        (br_if $differs (i32.ne (local.get $folded) (i32.load16_u (local.get $next))))
        (local.set $next (i32.add (local.get $next) (i32.const 2)))
        (br $unit)))
    (i32.const 0))

  ;; The first unit when units [begin, at] of a form stand up to a place, or 0.
  (func $startOf (param $begin i32) (param $at i32) (param $place i32) (param $from i32) (result i32)
    (local $unit i32) (local $folded i32)
    (local.set $folded (call $folded (local.get $place)))
    (block $differs
      (loop $unit
        (br_if $differs (i32.ne (local.get $folded) (i32.load16_u (local.get $at))))
        (if (i32.eq (local.get $at) (local.get $begin)) (then (return (local.get $place))))
        (local.set $at (i32.sub (local.get $at) (i32.const 2)))
        (local.set $place (i32.sub (local.get $place) (i32.const 2)))
        (local.set $unit (i32.load16_u (local.get $place)))
        (local.set $folded (i32.load16_u offset=1441792 (i32.shl (local.get $unit) (i32.const 1))))
        (if
          (i32.or
            (i32.or (i32.eqz (local.get $folded)) (i32.lt_u (local.get $place) (local.get $from)))
            (i32.eq (i32.and (local.get $unit) (i32.const 0xfc00)) (i32.const 0xdc00)))
          (then
            (br_if $differs
              (i32.eqz
                (local.tee $place
                  (call $unitBefore (i32.add (local.get $place) (i32.const 2)) (local.get $from)))))
            (local.set $folded (call $folded (local.get $place)))))
        (br $unit)))
    (i32.const 0))

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
    (i32.load16_u offset=1441792 (i32.shl (i32.load16_u (local.get $at)) (i32.const 1))))

  ;; The address of the unit before that is not left out; the one before the text for none, which costs a closer look at most.
  (func $characterBefore (param $from i32) (param $unit i32) (result i32)
    (loop $back
      (local.set $unit (i32.sub (local.get $unit) (i32.const 2)))
      (br_if $back
        (i32.and
          (i32.eqz (i32.load (i32.shl (i32.load16_u (local.get $unit)) (i32.const 2))))
          (i32.ge_u (local.get $unit) (local.get $from)))))
    (local.get $unit))

  ;; Whether a unit stands alone: if it is a Latin letter or a digit, none is beside it.
  (func $isWord (param $from i32) (param $end i32) (param $unit i32) (result i32)
    (i32.eqz
      (i32.and
        (call $isAlnum (local.get $unit))
        (i32.or
          (i32.and
            (i32.gt_u (local.get $unit) (local.get $from))
            (call $isAlnum (i32.sub (local.get $unit) (i32.const 2))))
          (i32.and
            (i32.lt_u (i32.add (local.get $unit) (i32.const 2)) (local.get $end))
            (call $isAlnum (i32.add (local.get $unit) (i32.const 2))))))))

  (func $isAlnum (param $unit i32) (result i32)
    (local.set $unit (i32.load16_u (local.get $unit)))
    (i32.or
      (i32.lt_u (i32.sub (local.get $unit) (i32.const 48)) (i32.const 10))
      (i32.lt_u (i32.sub (i32.or (local.get $unit) (i32.const 32)) (i32.const 97)) (i32.const 26)))))
