;; Adds up how much the trigrams of a text speak for each language; `trigram-sums.ts` drives it.
;;
;;     0         sums       16 words, one a language
;;     64        trigrams   2,048 words
;;     8256      rowOf      262,144 of 16 bits: trigram -> its row
;;     532544    rows       16 signed bytes each, one a language
;;
;; Written by hand because it adds a row of bytes, all languages at once; JavaScript adds them one by one, and each thread compiles its loop
;; anew.
(module
  (memory (import "kernel" "memory") 1)

  ;; Sums of the trigrams up to `end`. Lanes of 16 bits hold those of 256 bytes.
  (func (export "addUp") (param $end i32)
    (local $at i32) (local $stop i32) (local $row v128) (local $low v128) (local $high v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local.set $at (i32.const 64))
    (loop $block
      (local.set $stop (i32.add (local.get $at) (i32.const 1024)))
      (local.set $stop
        (select (local.get $stop) (local.get $end) (i32.lt_u (local.get $stop) (local.get $end))))
      (local.set $low (v128.const i64x2 0 0))
      (local.set $high (v128.const i64x2 0 0))
      (block $added
        (loop $next
          (br_if $added (i32.ge_u (local.get $at) (local.get $stop)))
          (local.set $row
            (v128.load offset=532544
              (i32.shl
                (i32.load16_u offset=8256 (i32.shl (i32.load (local.get $at)) (i32.const 1)))
                (i32.const 4))))
          (local.set $low (i16x8.add (local.get $low) (i16x8.extend_low_i8x16_s (local.get $row))))
          (local.set $high (i16x8.add (local.get $high) (i16x8.extend_high_i8x16_s (local.get $row))))
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (br $next)))
      (local.set $a (i32x4.add (local.get $a) (i32x4.extend_low_i16x8_s (local.get $low))))
      (local.set $b (i32x4.add (local.get $b) (i32x4.extend_high_i16x8_s (local.get $low))))
      (local.set $c (i32x4.add (local.get $c) (i32x4.extend_low_i16x8_s (local.get $high))))
      (local.set $d (i32x4.add (local.get $d) (i32x4.extend_high_i16x8_s (local.get $high))))
      (br_if $block (i32.lt_u (local.get $at) (local.get $end))))
    (v128.store (i32.const 0) (local.get $a))
    (v128.store (i32.const 16) (local.get $b))
    (v128.store (i32.const 32) (local.get $c))
    (v128.store (i32.const 48) (local.get $d))))
