;; Finds where anchors of words may end: `word-anchors.ts` makes the tables and drives it, `word-finder.ts` looks closer.
;;
;;     0        entries   65,536 of 32 bits: unit -> hash of the folded unit, its lowest bit set for a word of one; 0 for what is left out
;;     262144   thirds    262,144 of 32 bits, by hash of two units: a bit for the hash of the first of them and the one before
;;     1310720  anchors   1,048,576 bits, by hash of a whole anchor
;;     1441792  the text
;;
;; A place costs three loads and no branch, whatever the number of words and however often they stand there. Written by hand because
;; the same loop in JavaScript takes twice the time; `npm run build` makes a module of it with wat2wasm.
(module
  (memory (import "kernel" "memory") 1)

  ;; Writes the addresses of units with which an anchor may end: all anchors, and about one place in 200 where none is. Bits of
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
          (local.set $found
            (i32.or
              (local.get $found)
              (i32.and
                (local.get $flag)
                (i32.sub
                  (i32.const 0)
                  (i32.and
                    (i32.shr_u
                      (i32.load offset=1310720
                        (i32.and (i32.shr_u (local.get $hash) (i32.const 12)) (i32.const 0x1fffc)))
                      (i32.shr_u (local.get $hash) (i32.const 7)))
                    (i32.const 1))))))
          (br_if $longer (local.tee $flag (i32.shl (local.get $flag) (i32.const 1)))))
        (i32.store (local.get $to) (i32.or (local.get $place) (local.get $found)))
        (local.set $to
          (i32.add (local.get $to) (i32.shl (i32.ne (local.get $found) (i32.const 0)) (i32.const 2))))
        (br $next)))
    (local.get $to))

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
