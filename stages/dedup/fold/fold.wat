;; Folds a text and hashes what is left of it: `fold.ts` makes the memory and says what folding is, `shingles.ts` and `hash.ts` what
;; is hashed.
;;
;;     0        plane    65,536 of 16 bits: unit -> folded unit, 0 where it is removed; surrogates stand for themselves
;;     131072   closing  256 of 16 bytes: for a bit each of eight units, those with a bit behind each other (for swizzle)
;;     135168   hash     4 words
;;     135184   astral   pairs of words, sorted: code point beyond U+FFFF -> what it folds to, 0 where it is removed
;;              alone    for `words` 65,536 bytes: unit -> whether it is a token of its own
;;              the text, and zeros behind it
;;              points   a word each; room for eight more than the text has units
;;
;; Written by hand because it closes up eight units at a time, without a branch that the processor would often predict wrongly where spaces
;; are, and hashes four windows at a time; a loop in JavaScript takes them one by one. Figures: `npm run bench -- minhash`.
(module
  (memory (import "kernel" "memory") 1)

  ;; Folds the units in [at, end) to code points from `to` on and returns the address behind them. Lone surrogates are kept.
  (func (export "fold") (param $at i32) (param $end i32) (param $to i32) (param $astralEnd i32) (result i32)
    (local $eight v128) (local $top v128) (local $surrogate v128) (local $kept i32) (local $stop i32) (local $point i32) (local $next i32)
    (local.set $top (i16x8.splat (i32.const 0xf800)))
    (local.set $surrogate (i16x8.splat (i32.const 0xd800)))
    (block $done
      (loop $block
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (if (i32.le_u (i32.add (local.get $at) (i32.const 16)) (local.get $end))
          (then
            (local.set $eight
              (v128.load16_lane 7 (i32.shl (i32.load16_u offset=14 (local.get $at)) (i32.const 1))
              (v128.load16_lane 6 (i32.shl (i32.load16_u offset=12 (local.get $at)) (i32.const 1))
              (v128.load16_lane 5 (i32.shl (i32.load16_u offset=10 (local.get $at)) (i32.const 1))
              (v128.load16_lane 4 (i32.shl (i32.load16_u offset=8 (local.get $at)) (i32.const 1))
              (v128.load16_lane 3 (i32.shl (i32.load16_u offset=6 (local.get $at)) (i32.const 1))
              (v128.load16_lane 2 (i32.shl (i32.load16_u offset=4 (local.get $at)) (i32.const 1))
              (v128.load16_lane 1 (i32.shl (i32.load16_u offset=2 (local.get $at)) (i32.const 1))
              (v128.load16_lane 0 (i32.shl (i32.load16_u (local.get $at)) (i32.const 1))
                (v128.const i64x2 0 0))))))))))
            (if
              (i32.eqz
                (v128.any_true
                  (i16x8.eq
                    (v128.and (local.get $eight) (local.get $top))
                    (local.get $surrogate))))
              (then
                (local.set $kept (i16x8.bitmask (i16x8.ne (local.get $eight) (v128.const i64x2 0 0))))
                (local.set $eight
                  (i8x16.swizzle
                    (local.get $eight)
                    (v128.load offset=131072 (i32.shl (local.get $kept) (i32.const 4)))))
                (v128.store (local.get $to) (i32x4.extend_low_i16x8_u (local.get $eight)))
                (v128.store offset=16 (local.get $to) (i32x4.extend_high_i16x8_u (local.get $eight)))
                (local.set $to
                  (i32.add (local.get $to) (i32.shl (i32.popcnt (local.get $kept)) (i32.const 2))))
                (local.set $at (i32.add (local.get $at) (i32.const 16)))
                (br $block)))))
        ;; One by one: a surrogate is among the eight, or fewer are left.
        (local.set $stop (i32.add (local.get $at) (i32.const 16)))
        (local.set $stop
          (select (local.get $stop) (local.get $end) (i32.lt_u (local.get $stop) (local.get $end))))
        (loop $one
          (local.set $point (i32.load16_u (i32.shl (i32.load16_u (local.get $at)) (i32.const 1))))
          (local.set $at (i32.add (local.get $at) (i32.const 2)))
          (local.set $next (i32.load16_u (local.get $at)))
          (if
            (i32.and
              (i32.eq (i32.and (local.get $point) (i32.const 0xfc00)) (i32.const 0xd800))
              (i32.eq (i32.and (local.get $next) (i32.const 0xfc00)) (i32.const 0xdc00)))
            (then
              (local.set $at (i32.add (local.get $at) (i32.const 2)))
              (local.set $point
                (call $foldAstral
                  (i32.add
                    (i32.shl (i32.sub (local.get $point) (i32.const 0xd7c0)) (i32.const 10))
                    (i32.sub (local.get $next) (i32.const 0xdc00)))
                  (local.get $astralEnd)))))
          (i32.store (local.get $to) (local.get $point))
          (local.set $to
            (i32.add (local.get $to) (i32.shl (i32.ne (local.get $point) (i32.const 0)) (i32.const 2))))
          (br_if $one (i32.lt_u (local.get $at) (local.get $stop))))
        (br $block)))
    (local.get $to))

  ;; Looks a code point up by halving what is left of the pairs.
  (func $foldAstral (param $point i32) (param $to i32) (result i32)
    (local $from i32) (local $middle i32) (local $here i32)
    (local.set $from (i32.const 135184))
    (block $unchanged
      (loop $half
        (br_if $unchanged (i32.ge_u (local.get $from) (local.get $to)))
        (local.set $middle
          (i32.add
            (local.get $from)
            (i32.and (i32.shr_u (i32.sub (local.get $to) (local.get $from)) (i32.const 1)) (i32.const -8))))
        (local.set $here (i32.load (local.get $middle)))
        (if (i32.eq (local.get $here) (local.get $point))
          (then (return (i32.load offset=4 (local.get $middle)))))
        (if (i32.lt_u (local.get $here) (local.get $point))
          (then (local.set $from (i32.add (local.get $middle) (i32.const 8))))
          (else (local.set $to (local.get $middle))))
        (br $half)))
    (local.get $point))

  ;; Replaces the points in [at, end) by a hash for each token, and returns the address behind the last; see `shingles.ts`. 1 stands
  ;; between words.
  (func (export "cutTokens") (param $at i32) (param $end i32) (param $alone i32) (result i32)
    (local $to i32) (local $point i32) (local $word i32) (local $isAlone i32)
    (local.set $to (local.get $at))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $point (i32.load (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (local.set $isAlone (i32.const 1))
        (if (i32.le_u (local.get $point) (i32.const 0xffff))
          (then
            (local.set $isAlone (i32.load8_u (i32.add (local.get $alone) (local.get $point))))
            (if (i32.eqz (i32.or (local.get $isAlone) (i32.eq (local.get $point) (i32.const 1))))
              (then
                (local.set $word
                  (i32.add (i32.mul (local.get $word) (i32.const 0x9e3779b1)) (local.get $point)))
                (br $next)))))
        (if (local.get $word)
          (then
            (i32.store (local.get $to) (call $mix (local.get $word)))
            (local.set $to (i32.add (local.get $to) (i32.const 4)))
            (local.set $word (i32.const 0))))
        (if (local.get $isAlone)
          (then
            (i32.store (local.get $to) (call $mix (local.get $point)))
            (local.set $to (i32.add (local.get $to) (i32.const 4)))))
        (br $next)))
    (if (local.get $word)
      (then
        (i32.store (local.get $to) (call $mix (local.get $word)))
        (local.set $to (i32.add (local.get $to) (i32.const 4)))))
    (local.get $to))

  ;; Replaces the points from `at` on by the hashes of the windows of `size` that begin there, up to `end`; see `shingles.ts`. Of up to
  ;; seven windows more, which nothing asks for, what stands behind the points is hashed.
  (func (export "hashWindows") (param $at i32) (param $end i32) (param $size i32)
    (local $first v128) (local $second v128) (local $base v128) (local $place i32) (local $stop i32)
    (if (i32.gt_u (local.get $size) (i32.const 10))
      (then
        (call $rollWindows (local.get $at) (local.get $end) (i32.shl (local.get $size) (i32.const 2)))
        (return)))
    (local.set $base (i32x4.splat (i32.const 0x9e3779b1)))
    (block $done
      (loop $eight
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $first (v128.load (local.get $at)))
        (local.set $second (v128.load offset=16 (local.get $at)))
        (local.set $place (local.get $at))
        (local.set $stop
          (i32.add (local.get $at) (i32.shl (i32.sub (local.get $size) (i32.const 1)) (i32.const 2))))
        (block $hashed
          (loop $point
            (br_if $hashed (i32.ge_u (local.get $place) (local.get $stop)))
            (local.set $first
              (i32x4.add
                (i32x4.mul (local.get $first) (local.get $base))
                (v128.load offset=4 (local.get $place))))
            (local.set $second
              (i32x4.add
                (i32x4.mul (local.get $second) (local.get $base))
                (v128.load offset=20 (local.get $place))))
            (local.set $place (i32.add (local.get $place) (i32.const 4)))
            (br $point)))
        (v128.store (local.get $at) (local.get $first))
        (v128.store offset=16 (local.get $at) (local.get $second))
        (local.set $at (i32.add (local.get $at) (i32.const 32)))
        (br $eight))))

  ;; The same for long windows, each from the one before, which takes a time that does not depend on their length.
  (func $rollWindows (param $at i32) (param $end i32) (param $bytes i32)
    (local $hash i32) (local $power i32) (local $place i32) (local $leaving i32)
    (if (i32.ge_u (local.get $at) (local.get $end)) (then (return)))
    (local.set $power (i32.const 1))
    (loop $point
      (local.set $power (i32.mul (local.get $power) (i32.const 0x9e3779b1)))
      (local.set $hash
        (i32.add
          (i32.mul (local.get $hash) (i32.const 0x9e3779b1))
          (i32.load (i32.add (local.get $at) (local.get $place)))))
      (local.set $place (i32.add (local.get $place) (i32.const 4)))
      (br_if $point (i32.lt_u (local.get $place) (local.get $bytes))))
    (loop $window
      (local.set $leaving (i32.load (local.get $at)))
      (i32.store (local.get $at) (local.get $hash))
      (local.set $hash
        (i32.sub
          (i32.add
            (i32.mul (local.get $hash) (i32.const 0x9e3779b1))
            (i32.load (i32.add (local.get $at) (local.get $bytes))))
          (i32.mul (local.get $leaving) (local.get $power))))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $window (i32.lt_u (local.get $at) (local.get $end)))))

  ;; Writes the hash of the words in [at, end) to its place: `hash128` of `hash.ts`. In the loop nothing is called, since Node 20 inlines
  ;; no calls.
  (func (export "hash") (param $at i32) (param $end i32)
    (local $a i32) (local $b i32) (local $c i32) (local $d i32) (local $bytes i32) (local $whole i32)
    (local.set $bytes (i32.sub (local.get $end) (local.get $at)))
    (local.set $whole (i32.add (local.get $at) (i32.and (local.get $bytes) (i32.const -16))))
    (block $done
      (loop $four
        (br_if $done (i32.ge_u (local.get $at) (local.get $whole)))
        (local.set $a (i32.xor (local.get $a) (i32.mul
            (i32.rotl (i32.mul (i32.load (local.get $at)) (i32.const 0x239b961b)) (i32.const 15))
            (i32.const 0xab0e9789))))
        (local.set $a (i32.add (i32.rotl (local.get $a) (i32.const 19)) (local.get $b)))
        (local.set $a (i32.add (i32.mul (local.get $a) (i32.const 5)) (i32.const 0x561ccd1b)))
        (local.set $b (i32.xor (local.get $b) (i32.mul
            (i32.rotl (i32.mul (i32.load offset=4 (local.get $at)) (i32.const 0xab0e9789)) (i32.const 16))
            (i32.const 0x38b34ae5))))
        (local.set $b (i32.add (i32.rotl (local.get $b) (i32.const 17)) (local.get $c)))
        (local.set $b (i32.add (i32.mul (local.get $b) (i32.const 5)) (i32.const 0x0bcaa747)))
        (local.set $c (i32.xor (local.get $c) (i32.mul
            (i32.rotl (i32.mul (i32.load offset=8 (local.get $at)) (i32.const 0x38b34ae5)) (i32.const 17))
            (i32.const 0xa1e38b93))))
        (local.set $c (i32.add (i32.rotl (local.get $c) (i32.const 15)) (local.get $d)))
        (local.set $c (i32.add (i32.mul (local.get $c) (i32.const 5)) (i32.const 0x96cd1c35)))
        (local.set $d (i32.xor (local.get $d) (i32.mul
            (i32.rotl (i32.mul (i32.load offset=12 (local.get $at)) (i32.const 0xa1e38b93)) (i32.const 18))
            (i32.const 0x239b961b))))
        (local.set $d (i32.add (i32.rotl (local.get $d) (i32.const 13)) (local.get $a)))
        (local.set $d (i32.add (i32.mul (local.get $d) (i32.const 5)) (i32.const 0x32ac3b17)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $four)))
    (if (i32.gt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 8))
      (then (local.set $c (i32.xor (local.get $c) (call $scatterC (i32.load offset=8 (local.get $at)))))))
    (if (i32.gt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 4))
      (then (local.set $b (i32.xor (local.get $b) (call $scatterB (i32.load offset=4 (local.get $at)))))))
    (if (i32.gt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 0))
      (then (local.set $a (i32.xor (local.get $a) (call $scatterA (i32.load (local.get $at)))))))
    (local.set $b (i32.xor (local.get $b) (local.get $bytes)))
    (local.set $c (i32.xor (local.get $c) (local.get $bytes)))
    (local.set $d (i32.xor (local.get $d) (local.get $bytes)))
    (local.set $a
      (i32.add
        (i32.add (i32.xor (local.get $a) (local.get $bytes)) (local.get $b))
        (i32.add (local.get $c) (local.get $d))))
    (local.set $b (call $mix (i32.add (local.get $b) (local.get $a))))
    (local.set $c (call $mix (i32.add (local.get $c) (local.get $a))))
    (local.set $d (call $mix (i32.add (local.get $d) (local.get $a))))
    (local.set $a
      (i32.add
        (i32.add (call $mix (local.get $a)) (local.get $b))
        (i32.add (local.get $c) (local.get $d))))
    (i32.store offset=135168 (i32.const 0) (local.get $a))
    (i32.store offset=135172 (i32.const 0) (i32.add (local.get $b) (local.get $a)))
    (i32.store offset=135176 (i32.const 0) (i32.add (local.get $c) (local.get $a)))
    (i32.store offset=135180 (i32.const 0) (i32.add (local.get $d) (local.get $a))))

  (func $scatterA (param $word i32) (result i32)
    (i32.mul
      (i32.rotl (i32.mul (local.get $word) (i32.const 0x239b961b)) (i32.const 15))
      (i32.const 0xab0e9789)))
  (func $scatterB (param $word i32) (result i32)
    (i32.mul
      (i32.rotl (i32.mul (local.get $word) (i32.const 0xab0e9789)) (i32.const 16))
      (i32.const 0x38b34ae5)))
  (func $scatterC (param $word i32) (result i32)
    (i32.mul
      (i32.rotl (i32.mul (local.get $word) (i32.const 0x38b34ae5)) (i32.const 17))
      (i32.const 0xa1e38b93)))

  ;; `mix32` of `hash.ts`.
  (func $mix (param $x i32) (result i32)
    (local.set $x
      (i32.mul
        (i32.xor (local.get $x) (i32.shr_u (local.get $x) (i32.const 16)))
        (i32.const 0x85ebca6b)))
    (local.set $x
      (i32.mul
        (i32.xor (local.get $x) (i32.shr_u (local.get $x) (i32.const 13)))
        (i32.const 0xc2b2ae35)))
    (i32.xor (local.get $x) (i32.shr_u (local.get $x) (i32.const 16)))))
