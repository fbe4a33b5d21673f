;; RGB and alpha, four bytes a pixel -> RGB on one background tone, three bytes a pixel. Four pixels at a time; the last ones may
;; read and write beyond their places, which kernel-memory.ts leaves room for. The plain form stands in flatten.ts.
(module
  (import "pixels" "memory" (memory 1))

  (func (export "flatten") (param $in i32) (param $out i32) (param $pixels i32) (param $background i32)
    (local $end i32) (local $four v128) (local $alpha v128) (local $tone v128) (local $low v128) (local $high v128)
    (local.set $end (i32.add (local.get $in) (i32.shl (local.get $pixels) (i32.const 2))))
    (local.set $tone (i16x8.splat (local.get $background)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $in) (local.get $end)))
        (local.set $four (v128.load (local.get $in)))
        (local.set $alpha
          (i8x16.shuffle 3 3 3 3 7 7 7 7 11 11 11 11 15 15 15 15 (local.get $four) (local.get $four)))
        ;; Most pixels are opaque.
        (if (i32.eqz (i8x16.all_true (i8x16.eq (local.get $alpha) (v128.const i32x4 -1 -1 -1 -1))))
          (then
            (local.set $low
              (call $mixed
                (i16x8.extend_low_i8x16_u (local.get $four))
                (i16x8.extend_low_i8x16_u (local.get $alpha))
                (local.get $tone)))
            (local.set $high
              (call $mixed
                (i16x8.extend_high_i8x16_u (local.get $four))
                (i16x8.extend_high_i8x16_u (local.get $alpha))
                (local.get $tone)))
            (local.set $four (i8x16.narrow_i16x8_u (local.get $low) (local.get $high)))))
        (v128.store (local.get $out)
          (i8x16.shuffle 0 1 2 4 5 6 8 9 10 12 13 14 15 15 15 15 (local.get $four) (local.get $four)))
        (local.set $in (i32.add (local.get $in) (i32.const 16)))
        (local.set $out (i32.add (local.get $out) (i32.const 12)))
        (br $next))))

  ;; channel * alpha + tone * (255 - alpha), divided by 255 exactly: 128 for rounding; every sum fits 16 bits.
  (func $mixed (param $channel v128) (param $alpha v128) (param $tone v128) (result v128)
    (local $sum v128)
    (local.set $sum
      (i16x8.add
        (i16x8.add
          (i16x8.mul (local.get $channel) (local.get $alpha))
          (i16x8.mul (local.get $tone)
            (i16x8.sub (v128.const i16x8 255 255 255 255 255 255 255 255) (local.get $alpha))))
        (v128.const i16x8 128 128 128 128 128 128 128 128)))
    (i16x8.shr_u (i16x8.add (local.get $sum) (i16x8.shr_u (local.get $sum) (i32.const 8))) (i32.const 8))))
