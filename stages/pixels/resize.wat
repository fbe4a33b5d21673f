;; The two passes of resize.ts over one memory. Sums are 32 bits wide and wrap, as Math.imul does; 22 of them are the fraction. Loads and
;; stores may reach 16 bytes beyond a picture: kernel-memory.ts leaves that room, and each store overwrites what the one before it wrote too
;; far.
(module
  (import "pixels" "memory" (memory 1))

  ;; Across: pixels of three channels, one written pixel at a time, its channels in three of four lanes.
  (func (export "rows")
    (param $in i32) (param $inStride i32) (param $height i32)
    (param $first i32) (param $count i32) (param $weights i32) (param $taps i32)
    (param $out i32) (param $width i32)
    (local $x i32) (local $at i32) (local $weight i32) (local $end i32) (local $sum v128)
    (block $done
      (loop $row
        (br_if $done (i32.eqz (local.get $height)))
        (local.set $x (i32.const 0))
        (loop $pixel
          (local.set $sum (v128.const i32x4 2097152 2097152 2097152 2097152))
          (local.set $at
            (i32.add (local.get $in)
              (i32.mul (i32.load (i32.add (local.get $first) (i32.shl (local.get $x) (i32.const 2)))) (i32.const 3))))
          (local.set $weight
            (i32.add (local.get $weights) (i32.shl (i32.mul (local.get $x) (local.get $taps)) (i32.const 2))))
          (local.set $end
            (i32.add (local.get $weight)
              (i32.shl (i32.load (i32.add (local.get $count) (i32.shl (local.get $x) (i32.const 2)))) (i32.const 2))))
          (loop $tap
            (local.set $sum
              (i32x4.add (local.get $sum)
                (i32x4.mul
                  (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $at))))
                  (v128.load32_splat (local.get $weight)))))
            (local.set $at (i32.add (local.get $at) (i32.const 3)))
            (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
            (br_if $tap (i32.lt_u (local.get $weight) (local.get $end))))
          (local.set $sum (i32x4.shr_s (local.get $sum) (i32.const 22)))
          (local.set $sum (i16x8.narrow_i32x4_s (local.get $sum) (local.get $sum)))
          (v128.store32_lane 0 (local.get $out) (i8x16.narrow_i16x8_u (local.get $sum) (local.get $sum)))
          (local.set $out (i32.add (local.get $out) (i32.const 3)))
          (local.set $x (i32.add (local.get $x) (i32.const 1)))
          (br_if $pixel (i32.lt_u (local.get $x) (local.get $width))))
        (local.set $in (i32.add (local.get $in) (local.get $inStride)))
        (local.set $height (i32.sub (local.get $height) (i32.const 1)))
        (br $row))))

  ;; Down: bytes of a row whatever they mean, sixteen at a time.
  (func (export "columns")
    (param $in i32) (param $stride i32)
    (param $first i32) (param $count i32) (param $weights i32) (param $taps i32)
    (param $out i32) (param $height i32)
    (local $x i32) (local $y i32) (local $at i32) (local $start i32) (local $weight i32) (local $begin i32) (local $end i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local $bytes v128) (local $low v128) (local $high v128) (local $factor v128)
    (block $done
      (loop $row
        (br_if $done (i32.ge_u (local.get $y) (local.get $height)))
        (local.set $start
          (i32.add (local.get $in)
            (i32.mul (i32.load (i32.add (local.get $first) (i32.shl (local.get $y) (i32.const 2)))) (local.get $stride))))
        (local.set $begin
          (i32.add (local.get $weights) (i32.shl (i32.mul (local.get $y) (local.get $taps)) (i32.const 2))))
        (local.set $end
          (i32.add (local.get $begin)
            (i32.shl (i32.load (i32.add (local.get $count) (i32.shl (local.get $y) (i32.const 2)))) (i32.const 2))))
        (local.set $x (i32.const 0))
        (loop $sixteen
          (local.set $a (v128.const i32x4 2097152 2097152 2097152 2097152))
          (local.set $b (local.get $a))
          (local.set $c (local.get $a))
          (local.set $d (local.get $a))
          (local.set $at (i32.add (local.get $start) (local.get $x)))
          (local.set $weight (local.get $begin))
          (loop $tap
            (local.set $bytes (v128.load (local.get $at)))
            (local.set $factor (v128.load32_splat (local.get $weight)))
            (local.set $low (i16x8.extend_low_i8x16_u (local.get $bytes)))
            (local.set $high (i16x8.extend_high_i8x16_u (local.get $bytes)))
            (local.set $a (i32x4.add (local.get $a) (i32x4.mul (i32x4.extend_low_i16x8_u (local.get $low)) (local.get $factor))))
            (local.set $b (i32x4.add (local.get $b) (i32x4.mul (i32x4.extend_high_i16x8_u (local.get $low)) (local.get $factor))))
            (local.set $c (i32x4.add (local.get $c) (i32x4.mul (i32x4.extend_low_i16x8_u (local.get $high)) (local.get $factor))))
            (local.set $d (i32x4.add (local.get $d) (i32x4.mul (i32x4.extend_high_i16x8_u (local.get $high)) (local.get $factor))))
            (local.set $at (i32.add (local.get $at) (local.get $stride)))
            (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
            (br_if $tap (i32.lt_u (local.get $weight) (local.get $end))))
          (v128.store
            (i32.add (local.get $out) (local.get $x))
            (i8x16.narrow_i16x8_u
              (i16x8.narrow_i32x4_s
                (i32x4.shr_s (local.get $a) (i32.const 22))
                (i32x4.shr_s (local.get $b) (i32.const 22)))
              (i16x8.narrow_i32x4_s
                (i32x4.shr_s (local.get $c) (i32.const 22))
                (i32x4.shr_s (local.get $d) (i32.const 22)))))
          (local.set $x (i32.add (local.get $x) (i32.const 16)))
          (br_if $sixteen (i32.lt_u (local.get $x) (local.get $stride))))
        (local.set $out (i32.add (local.get $out) (local.get $stride)))
        (local.set $y (i32.add (local.get $y) (i32.const 1)))
        (br $row)))))
