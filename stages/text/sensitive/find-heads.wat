;; Finds where words of a dictionary may begin: `word-heads.ts` makes the tables and drives it, `word-finder.ts` looks closer.
;;
;;     0        entries   65,536 of 32 bits: unit -> hash of the folded unit, its lowest bit set for a word of one; 0 for what is left out
;;     262144   pairs     8,192 words of 32 bits: words of two
;;     294912   threes    16,384 words of 32 bits: words of three
;;     360448   fours     65,536 words of 32 bits: what longer words begin with
;;     622592   masks     1,024 words of 32 bits: the two bits of a hash by its lowest ten
;;     626688   hashes    2,051 of 32 bits: the last three of the block before, and those of this one that are not left out
;;     634896   places    2,051 of 32 bits: addresses of their units
;;     643104   the text
;;
;; Each table is a Bloom filter with two bits in one word (Putze, Sanders, Singler 2007): a place costs three loads, whatever the
;; number of words. Written by hand because the same loops in JavaScript take twice the time; `npm run build` makes a module of
;; it with wat2wasm.
(module
  (memory (import "kernel" "memory") 1)

  ;; Takes the hashes of the units of a block that are not left out, behind the last three of the block before.
  ;;   from, end   addresses, at most 2,048 units
  ;;   before      hashes that the block before had, with the three
  ;; Returns the number of hashes with the three.
  (func (export "takeBlock") (param $from i32) (param $end i32) (param $before i32) (result i32)
    (local $at i32) (local $hash i32)
    (local.set $at (i32.shl (i32.sub (local.get $before) (i32.const 3)) (i32.const 2)))
    (i64.store offset=626688 (i32.const 0) (i64.load offset=626688 (local.get $at)))
    (i32.store offset=626696 (i32.const 0) (i32.load offset=626696 (local.get $at)))
    (i64.store offset=634896 (i32.const 0) (i64.load offset=634896 (local.get $at)))
    (i32.store offset=634904 (i32.const 0) (i32.load offset=634904 (local.get $at)))
    (local.set $at (i32.const 12))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
        (local.set $hash (i32.load (i32.shl (i32.load16_u (local.get $from)) (i32.const 2))))
        (i32.store offset=626688 (local.get $at) (local.get $hash))
        (i32.store offset=634896 (local.get $at) (local.get $from))
        (local.set $at (i32.add (local.get $at) (i32.shl (i32.ne (local.get $hash) (i32.const 0)) (i32.const 2))))
        (local.set $from (i32.add (local.get $from) (i32.const 2)))
        (br $next)))
    (i32.shr_u (local.get $at) (i32.const 2)))

  ;; Searches the hashes of the block from `index` to `count` for the last unit of a word, or the fourth of a longer one.
  ;; Returns 16 times its index and what ends there: 1 a word of one, 2 of two, 4 of three, 8 the first four of a longer one; -1 for
  ;; nothing.
  (func (export "findHead") (param $index i32) (param $count i32) (result i32)
    (local $at i32) (local $end i32) (local $mask i32)
    (local $first i32) (local $second i32) (local $third i32) (local $hash i32) (local $pair i32) (local $three i32) (local $four i32)
    (local $ofTwo i32) (local $ofThree i32) (local $ofFour i32)
    (local.set $at (i32.shl (local.get $index) (i32.const 2)))
    (local.set $end (i32.shl (local.get $count) (i32.const 2)))
    (local.set $first (i32.load offset=626676 (local.get $at)))
    (local.set $second (i32.load offset=626680 (local.get $at)))
    (local.set $third (i32.load offset=626684 (local.get $at)))
    (block $none
      (loop $next
        (br_if $none (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $hash (i32.load offset=626688 (local.get $at)))
        (local.set $pair (i32.xor (local.get $hash) (i32.rotl (local.get $third) (i32.const 7))))
        (local.set $three (i32.xor (local.get $pair) (i32.rotl (local.get $second) (i32.const 14))))
        (local.set $four (i32.xor (local.get $three) (i32.rotl (local.get $first) (i32.const 21))))
        (local.set $ofTwo
          (i32.eq
            (local.tee $mask
              (i32.load offset=622592 (i32.and (i32.shl (local.get $pair) (i32.const 2)) (i32.const 0xffc))))
            (i32.and
              (local.get $mask)
              (i32.load offset=262144 (i32.and (i32.shr_u (local.get $pair) (i32.const 17)) (i32.const -4))))))
        (local.set $ofThree
          (i32.eq
            (local.tee $mask
              (i32.load offset=622592 (i32.and (i32.shl (local.get $three) (i32.const 2)) (i32.const 0xffc))))
            (i32.and
              (local.get $mask)
              (i32.load offset=294912 (i32.and (i32.shr_u (local.get $three) (i32.const 16)) (i32.const -4))))))
        (local.set $ofFour
          (i32.eq
            (local.tee $mask
              (i32.load offset=622592 (i32.and (i32.shl (local.get $four) (i32.const 2)) (i32.const 0xffc))))
            (i32.and
              (local.get $mask)
              (i32.load offset=360448 (i32.and (i32.shr_u (local.get $four) (i32.const 14)) (i32.const -4))))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (local.set $first (local.get $second))
        (local.set $second (local.get $third))
        (local.set $third (local.get $hash))
        (br_if $next
          (i32.eqz
            (i32.or
              (i32.or (local.get $ofTwo) (local.get $ofThree))
              (i32.or (local.get $ofFour) (i32.and (local.get $hash) (i32.const 1))))))
        (return
          (i32.or
            (i32.shl (i32.sub (local.get $at) (i32.const 4)) (i32.const 2))
            (i32.or
              (i32.or (i32.and (local.get $hash) (i32.const 1)) (i32.shl (local.get $ofTwo) (i32.const 1)))
              (i32.or (i32.shl (local.get $ofThree) (i32.const 2)) (i32.shl (local.get $ofFour) (i32.const 3))))))))
    (i32.const -1)))
