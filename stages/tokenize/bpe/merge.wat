;; BPE of one chunk as it is defined: merge the pair of lowest rank, the leftmost of several, until none is left. `chunks.wat` calls it
;; for chunks that it does not remember, and draws the layout of the memory. The reference is `merge-loop.ts`.
;;
;; It begins with characters where each has a token and no merge with a piece of one reaches into the chunk, else with bytes. Cost: n / 4
;; steps a merge, n tokens at most 512, so that time stays linear in the text.
(module
  (memory (import "kernel" "memory") 1)

  ;; Writes the tokens of `length` units to `ids`, an address, and returns where they end; 0 where the chunk is too long for it, or the
  ;; alphabet has no bytes to begin with. Up to three words behind the tokens are written to as well.
  ;;   from   twice the place of the first unit
  (func (export "merge") (param $from i32) (param $length i32) (param $ids i32) (result i32)
    (local $count i32) (local $end i32) (local $at i32) (local $best i32) (local $found i32)
    (local $least v128)
    (if (i32.gt_u (local.get $length) (i32.const 512)) (then (return (i32.const 0))))
    (local.set $count (call $charactersOf (local.get $from) (local.get $length)))
    (if (i32.eqz (local.get $count))
      (then
        (local.set $count (call $bytesOf (local.get $from) (local.get $length)))
        (if (i32.eqz (local.get $count)) (then (return (i32.const 0))))))
    ;; From here on `end` is the last token; it has no rank, nor has what is looked at behind it.
    (local.set $end (i32.shl (i32.sub (local.get $count) (i32.const 1)) (i32.const 2)))
    (block $weighed
      (loop $weigh
        (br_if $weighed (i32.ge_u (local.get $at) (local.get $end)))
        (call $weigh (local.get $at))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br $weigh)))
    (v128.store offset=3264 (local.get $end) (i32x4.splat (i32.const 0x7fffffff)))
    (v128.store offset=3280 (local.get $end) (i32x4.splat (i32.const 0x7fffffff)))
    (block $merged
      (loop $again
        (local.set $least (v128.load offset=3264 (i32.const 0)))
        (local.set $at (i32.const 16))
        (block $compared
          (loop $compare
            (br_if $compared (i32.ge_u (local.get $at) (local.get $end)))
            (local.set $least (i32x4.min_s (local.get $least) (v128.load offset=3264 (local.get $at))))
            (local.set $at (i32.add (local.get $at) (i32.const 16)))
            (br $compare)))
        (local.set $least
          (i32x4.min_s
            (local.get $least)
            (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $least) (local.get $least))))
        (local.set $least
          (i32x4.min_s
            (local.get $least)
            (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $least) (local.get $least))))
        (br_if $merged (i32.eq (i32x4.extract_lane 0 (local.get $least)) (i32.const 0x7fffffff)))
        (local.set $best (i32.const -16))
        (loop $search
          (local.set $best (i32.add (local.get $best) (i32.const 16)))
          (local.set $found
            (i32x4.bitmask (i32x4.eq (v128.load offset=3264 (local.get $best)) (local.get $least))))
          (br_if $search (i32.eqz (local.get $found))))
        (local.set $best (i32.add (local.get $best) (i32.shl (i32.ctz (local.get $found)) (i32.const 2))))
        (i32.store offset=1152 (local.get $best) (i32.load offset=5376 (local.get $best)))
        (local.set $end (i32.sub (local.get $end) (i32.const 4)))
        (local.set $at (local.get $best))
        (block $moved
          (loop $move
            (br_if $moved (i32.ge_u (local.get $at) (local.get $end)))
            (v128.store offset=1156 (local.get $at) (v128.load offset=1160 (local.get $at)))
            (v128.store offset=3268 (local.get $at) (v128.load offset=3272 (local.get $at)))
            (v128.store offset=5380 (local.get $at) (v128.load offset=5384 (local.get $at)))
            (local.set $at (i32.add (local.get $at) (i32.const 16)))
            (br $move)))
        (if (i32.lt_u (local.get $best) (local.get $end))
          (then (call $weigh (local.get $best)))
          (else (i32.store offset=3264 (local.get $best) (i32.const 0x7fffffff))))
        (if (local.get $best) (then (call $weigh (i32.sub (local.get $best) (i32.const 4)))))
        (br $again)))
    (local.set $at (i32.const 0))
    (loop $write
      (v128.store (i32.add (local.get $ids) (local.get $at)) (v128.load offset=1152 (local.get $at)))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $write (i32.le_u (local.get $at) (local.get $end))))
    (i32.add (i32.add (local.get $ids) (local.get $end)) (i32.const 4)))

  ;; Looks up the merge of the token at `at` with the one behind it: near, else far.
  (func $weigh (param $at i32)
    (local $hash i32) (local $entry i32) (local $pair i64) (local $is i32)
    (local.set $pair (i64.load offset=1152 (local.get $at)))
    ;; hashPair of merge-table.ts
    (local.set $hash
      (i32.xor
        (i32.mul (i32.wrap_i64 (local.get $pair)) (i32.const 0x9e3779b1))
        (i32.mul
          (i32.add (i32.wrap_i64 (i64.shr_u (local.get $pair) (i64.const 32))) (i32.const 1))
          (i32.const 0x85ebca6b))))
    (local.set $hash
      (i32.mul
        (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 15)))
        (i32.const 0x2c1b3c6d)))
    (local.set $hash (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 13))))
    (local.set $entry (i32.shl (i32.shr_u (local.get $hash) (i32.const 18)) (i32.const 4)))
    (local.set $is (i64.eq (i64.load offset=5206336 (local.get $entry)) (local.get $pair)))
    (i32.store offset=3264 (local.get $at)
      (select (i32.load offset=5206344 (local.get $entry)) (i32.const 0x7fffffff) (local.get $is)))
    (i32.store offset=5376 (local.get $at) (i32.load offset=5206348 (local.get $entry)))
    (if
      (i32.and
        (i32.shr_u
          (i32.load offset=4813120
            (i32.shl (i32.shr_u (local.get $hash) (i32.const 16)) (i32.const 2)))
          (i32.shr_u (local.get $hash) (i32.const 11)))
        (i32.eqz (local.get $is)))
      (then (call $weighFar (local.get $at) (local.get $hash) (local.get $pair)))))

  (func $weighFar (param $at i32) (param $slot i32) (param $pair i64)
    (local $entry i32)
    (loop $next
      (local.set $entry
        (i32.shl (i32.and (local.get $slot) (i32.load (i32.const 92))) (i32.const 4)))
      (if (i64.eq (i64.load offset=5468480 (local.get $entry)) (local.get $pair))
        (then
          (i32.store offset=3264 (local.get $at) (i32.load offset=5468488 (local.get $entry)))
          (i32.store offset=5376 (local.get $at) (i32.load offset=5468492 (local.get $entry)))
          (return)))
      (local.set $slot (i32.add (local.get $slot) (i32.const 1)))
      (br_if $next (i32.ge_s (i32.load offset=5468480 (local.get $entry)) (i32.const 0)))))

  ;; Writes the tokens of the characters to begin with and returns how many there are; 0 where pieces of characters play a part.
  (func $charactersOf (param $from i32) (param $length i32) (result i32)
    (local $at i32) (local $end i32) (local $token i32) (local $left i32) (local $right i32)
    (local.set $end (i32.shl (local.get $length) (i32.const 2)))
    (loop $next
      (local.set $right (i32.load16_u offset=1327104 (local.get $from)))
      (local.set $token (i32.load offset=4550976 (i32.shl (local.get $right) (i32.const 2))))
      (if (i32.lt_s (local.get $token) (i32.const 0)) (then (return (i32.const 0))))
      (i32.store offset=1152 (local.get $at) (local.get $token))
      (if (local.get $at)
        (then
          (if
            (i32.and
              (i32.shr_u
                (i32.load8_u offset=147456 (local.get $left))
                (i32.and (i32.shr_u (local.get $right) (i32.const 12)) (i32.const 7)))
              (i32.const 1))
            (then
              (if (call $mayCrossBytes (local.get $left) (local.get $right))
                (then (return (i32.const 0))))))))
      (local.set $left (local.get $right))
      (local.set $from (i32.add (local.get $from) (i32.const 2)))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    (local.get $length))

  ;; Writes the tokens of the bytes of UTF-8 to begin with and returns how many there are; 0 where they are too many or none.
  (func $bytesOf (param $from i32) (param $length i32) (result i32)
    (local $at i32) (local $end i32) (local $unit i32) (local $next i32)
    (if (i32.lt_s (i32.load offset=128 (i32.const 0)) (i32.const 0)) (then (return (i32.const 0))))
    (local.set $end (i32.add (local.get $from) (i32.shl (local.get $length) (i32.const 1))))
    (loop $each
      (if (i32.ge_u (local.get $at) (i32.const 2040)) (then (return (i32.const 0))))
      (local.set $unit (i32.load16_u offset=1327104 (local.get $from)))
      (local.set $from (i32.add (local.get $from) (i32.const 2)))
      (if (i32.lt_u (local.get $unit) (i32.const 0x80))
        (then (local.set $at (call $putByte (local.get $at) (local.get $unit))))
        (else
          (if (i32.lt_u (local.get $unit) (i32.const 0x800))
            (then
              (local.set $at
                (call $putByte
                  (local.get $at)
                  (i32.or (i32.const 0xc0) (i32.shr_u (local.get $unit) (i32.const 6))))))
            (else
              (if (i32.eq (i32.and (local.get $unit) (i32.const 0xf800)) (i32.const 0xd800))
                (then
                  (local.set $next (i32.load16_u offset=1327104 (local.get $from)))
                  (if
                    (i32.and
                      (i32.and
                        (i32.lt_u (local.get $unit) (i32.const 0xdc00))
                        (i32.lt_u (local.get $from) (local.get $end)))
                      (i32.eq (i32.and (local.get $next) (i32.const 0xfc00)) (i32.const 0xdc00)))
                    (then
                      (local.set $from (i32.add (local.get $from) (i32.const 2)))
                      (local.set $unit
                        (i32.or
                          (i32.shl (i32.sub (local.get $unit) (i32.const 0xd7c0)) (i32.const 10))
                          (i32.and (local.get $next) (i32.const 0x3ff))))
                      (local.set $at
                        (call $putByte
                          (local.get $at)
                          (i32.or (i32.const 0xf0) (i32.shr_u (local.get $unit) (i32.const 18)))))
                      (local.set $at
                        (call $putTail (local.get $at) (i32.shr_u (local.get $unit) (i32.const 12)))))
                    (else
                      ;; A lone surrogate is U+FFFD.
                      (local.set $unit (i32.const 0xfffd))
                      (local.set $at (call $putByte (local.get $at) (i32.const 0xef))))))
                (else
                  (local.set $at
                    (call $putByte
                      (local.get $at)
                      (i32.or (i32.const 0xe0) (i32.shr_u (local.get $unit) (i32.const 12)))))))
              (local.set $at (call $putTail (local.get $at) (i32.shr_u (local.get $unit) (i32.const 6))))))
          (local.set $at (call $putTail (local.get $at) (local.get $unit)))))
      (br_if $each (i32.lt_u (local.get $from) (local.get $end))))
    (i32.shr_u (local.get $at) (i32.const 2)))

  ;; The lower six bits, as a byte that goes on with a character.
  (func $putTail (param $at i32) (param $bits i32) (result i32)
    (call $putByte (local.get $at) (i32.or (i32.const 0x80) (i32.and (local.get $bits) (i32.const 0x3f)))))

  (func $putByte (param $at i32) (param $byte i32) (result i32)
    (i32.store offset=1152 (local.get $at)
      (i32.load offset=128 (i32.shl (local.get $byte) (i32.const 2))))
    (i32.add (local.get $at) (i32.const 4)))

  ;; 1 where a merge with a piece of a character may reach across the seam between two units: as in seam-filter.ts.
  (func $mayCrossBytes (export "mayCrossBytes") (param $left i32) (param $right i32) (result i32)
    (local $bytes i32) (local $last i32) (local $first i32)
    (local.set $bytes
      (i32.or
        (i32.shl
          (select
            (local.get $left)
            (i32.or (i32.const 0x80) (i32.and (local.get $left) (i32.const 0x3f)))
            (i32.lt_u (local.get $left) (i32.const 0x80)))
          (i32.const 8))
        (select
          (select
            (local.get $right)
            (i32.or (i32.const 0xc0) (i32.shr_u (local.get $right) (i32.const 6)))
            (i32.lt_u (local.get $right) (i32.const 0x80)))
          (select
            (i32.or
              (i32.const 0xf0)
              (i32.shr_u (i32.sub (local.get $right) (i32.const 0xd7c0)) (i32.const 8)))
            (i32.or (i32.const 0xe0) (i32.shr_u (local.get $right) (i32.const 12)))
            (i32.eq (i32.and (local.get $right) (i32.const 0xfc00)) (i32.const 0xd800)))
          (i32.lt_u (local.get $right) (i32.const 0x800)))))
    (if
      (i32.eqz
        (i32.and
          (i32.shr_u
            (i32.load offset=139264 (i32.shl (i32.shr_u (local.get $bytes) (i32.const 5)) (i32.const 2)))
            (local.get $bytes))
          (i32.const 1)))
      (then (return (i32.const 0))))
    (local.set $last (i32.or (i32.const 0x10000) (i32.shr_u (local.get $bytes) (i32.const 8))))
    (local.set $first (i32.or (i32.const 0x10000) (i32.and (local.get $bytes) (i32.const 0xff))))
    (i32.or
      (i32.or
        (call $isJunction (local.get $left) (local.get $first))
        (call $isJunction (local.get $last) (local.get $right)))
      (call $isJunction (local.get $last) (local.get $first))))

  (func $isJunction (param $left i32) (param $right i32) (result i32)
    (local $hash i32)
    (local.set $hash
      (i32.add
        (i32.mul (local.get $left) (i32.const 0x9e3779b1))
        (i32.mul (local.get $right) (i32.const 0x85ebca6b))))
    (i32.and
      (i32.shr_u
        (i32.load offset=8192 (i32.shl (i32.shr_u (local.get $hash) (i32.const 17)) (i32.const 2)))
        (i32.shr_u (local.get $hash) (i32.const 12)))
      (i32.const 1))))
