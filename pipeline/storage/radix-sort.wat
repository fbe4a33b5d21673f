;; Sorts numbers of 32 bits with what belongs to them: three stable passes of 11 bits. `radix-sort.ts` makes the memory.
;;
;;     0        places    3 of 2,048 words: how often each digit occurs, then where the next one goes
;;     24576    keys, order, and room for both once more
;;
;; Keys move along, so that each pass reads in order and only writes scatter. Written by hand because most sorts of a small run are over
;; before a loop in JavaScript is compiled.
(module
  (memory (import "kernel" "memory") 1)

  (func (export "sort") (param $keys i32) (param $order i32) (param $nextKeys i32) (param $nextOrder i32) (param $count i32)
    (local $bytes i32) (local $at i32) (local $key i32) (local $place i32)
    (local $shift i32) (local $table i32) (local $digit i32) (local $sum i32) (local $swap i32) (local $isMoved i32)
    (local.set $bytes (i32.shl (local.get $count) (i32.const 2)))
    (memory.fill (i32.const 0) (i32.const 0) (i32.const 24576))
    (loop $next
      (local.set $key (i32.load (i32.add (local.get $keys) (local.get $at))))
      (local.set $place (i32.shl (i32.and (local.get $key) (i32.const 2047)) (i32.const 2)))
      (i32.store (local.get $place) (i32.add (i32.load (local.get $place)) (i32.const 1)))
      (local.set $place
        (i32.shl (i32.and (i32.shr_u (local.get $key) (i32.const 11)) (i32.const 2047)) (i32.const 2)))
      (i32.store offset=8192 (local.get $place) (i32.add (i32.load offset=8192 (local.get $place)) (i32.const 1)))
      (local.set $place (i32.shl (i32.shr_u (local.get $key) (i32.const 22)) (i32.const 2)))
      (i32.store offset=16384 (local.get $place) (i32.add (i32.load offset=16384 (local.get $place)) (i32.const 1)))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $bytes))))
    (loop $pass
      ;; Where all have the same digit nothing moves.
      (local.set $digit
        (i32.and (i32.shr_u (i32.load (local.get $keys)) (local.get $shift)) (i32.const 2047)))
      (if
        (i32.ne
          (i32.load (i32.add (local.get $table) (i32.shl (local.get $digit) (i32.const 2))))
          (local.get $count))
        (then
          (local.set $sum (i32.const 0))
          (local.set $place (local.get $table))
          (loop $digits
            (local.set $swap (i32.load (local.get $place)))
            (i32.store (local.get $place) (local.get $sum))
            (local.set $sum (i32.add (local.get $sum) (i32.shl (local.get $swap) (i32.const 2))))
            (local.set $place (i32.add (local.get $place) (i32.const 4)))
            (br_if $digits
              (i32.lt_u (local.get $place) (i32.add (local.get $table) (i32.const 8192)))))
          (local.set $at (i32.const 0))
          (loop $next
            (local.set $key (i32.load (i32.add (local.get $keys) (local.get $at))))
            (local.set $place
              (i32.add
                (local.get $table)
                (i32.shl
                  (i32.and (i32.shr_u (local.get $key) (local.get $shift)) (i32.const 2047))
                  (i32.const 2))))
            (local.set $sum (i32.load (local.get $place)))
            (i32.store (local.get $place) (i32.add (local.get $sum) (i32.const 4)))
            (i32.store (i32.add (local.get $nextKeys) (local.get $sum)) (local.get $key))
            (i32.store
              (i32.add (local.get $nextOrder) (local.get $sum))
              (i32.load (i32.add (local.get $order) (local.get $at))))
            (local.set $at (i32.add (local.get $at) (i32.const 4)))
            (br_if $next (i32.lt_u (local.get $at) (local.get $bytes))))
          (local.set $swap (local.get $keys))
          (local.set $keys (local.get $nextKeys))
          (local.set $nextKeys (local.get $swap))
          (local.set $swap (local.get $order))
          (local.set $order (local.get $nextOrder))
          (local.set $nextOrder (local.get $swap))
          (local.set $isMoved (i32.eqz (local.get $isMoved)))))
      (local.set $table (i32.add (local.get $table) (i32.const 8192)))
      (local.set $shift (i32.add (local.get $shift) (i32.const 11)))
      (br_if $pass (i32.lt_u (local.get $shift) (i32.const 33))))
    (if (local.get $isMoved)
      (then
        (memory.copy (local.get $nextKeys) (local.get $keys) (local.get $bytes))
        (memory.copy (local.get $nextOrder) (local.get $order) (local.get $bytes))))))
