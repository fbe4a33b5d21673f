;; RGB -> planes of luma and halved chroma, each value less 128 in 16 bits, as libjpeg's jccolor.c and jcsample.c compute them: 16 binary
;; places, sums of four rounded up by 1 and 2 in turn. Nothing is called: V8 inlines no functions of WebAssembly.
(module
  (import "pixels" "memory" (memory 1))

  ;; Two rows at a time; $width is a multiple of 16, and where the rows are odd the last one stands for two.
  (func (export "planes")
    (param $rgb i32) (param $width i32) (param $height i32) (param $y i32) (param $cb i32) (param $cr i32)
    (local $row i32) (local $x i32) (local $upper i32) (local $lower i32)
    (local $r v128) (local $g v128) (local $b v128) (local $r2 v128) (local $g2 v128) (local $b2 v128)
    (local $four v128) (local $zero v128)
    (block $done
      (loop $pair
        (br_if $done (i32.ge_u (local.get $row) (local.get $height)))
        (local.set $upper (i32.add (local.get $rgb) (i32.mul (local.get $row) (i32.mul (local.get $width) (i32.const 3)))))
        (local.set $lower (local.get $upper))
        (if (i32.lt_u (i32.add (local.get $row) (i32.const 1)) (local.get $height))
          (then (local.set $lower (i32.add (local.get $upper) (i32.mul (local.get $width) (i32.const 3))))))
        (local.set $x (i32.const 0))
        (loop $four
          (local.set $four (v128.load (local.get $upper)))
          (local.set $r (i8x16.shuffle 0 16 16 16 3 16 16 16 6 16 16 16 9 16 16 16 (local.get $four) (local.get $zero)))
          (local.set $g (i8x16.shuffle 1 16 16 16 4 16 16 16 7 16 16 16 10 16 16 16 (local.get $four) (local.get $zero)))
          (local.set $b (i8x16.shuffle 2 16 16 16 5 16 16 16 8 16 16 16 11 16 16 16 (local.get $four) (local.get $zero)))
          (local.set $four (v128.load (local.get $lower)))
          (local.set $r2 (i8x16.shuffle 0 16 16 16 3 16 16 16 6 16 16 16 9 16 16 16 (local.get $four) (local.get $zero)))
          (local.set $g2 (i8x16.shuffle 1 16 16 16 4 16 16 16 7 16 16 16 10 16 16 16 (local.get $four) (local.get $zero)))
          (local.set $b2 (i8x16.shuffle 2 16 16 16 5 16 16 16 8 16 16 16 11 16 16 16 (local.get $four) (local.get $zero)))
          (local.set $four
            (i32x4.sub
              (i32x4.shr_u
                (i32x4.add
                  (i32x4.add
                    (i32x4.mul (local.get $r) (v128.const i32x4 19595 19595 19595 19595))
                    (i32x4.mul (local.get $g) (v128.const i32x4 38470 38470 38470 38470)))
                  (i32x4.add
                    (i32x4.mul (local.get $b) (v128.const i32x4 7471 7471 7471 7471))
                    (v128.const i32x4 32768 32768 32768 32768)))
                (i32.const 16))
              (v128.const i32x4 128 128 128 128)))
          (v128.store64_lane 0
            (local.get $y)
            (i16x8.narrow_i32x4_s (local.get $four) (local.get $four)))
          ;; Beyond an odd last row this writes the row that is repeated anyway.
          (local.set $four
            (i32x4.sub
              (i32x4.shr_u
                (i32x4.add
                  (i32x4.add
                    (i32x4.mul (local.get $r2) (v128.const i32x4 19595 19595 19595 19595))
                    (i32x4.mul (local.get $g2) (v128.const i32x4 38470 38470 38470 38470)))
                  (i32x4.add
                    (i32x4.mul (local.get $b2) (v128.const i32x4 7471 7471 7471 7471))
                    (v128.const i32x4 32768 32768 32768 32768)))
                (i32.const 16))
              (v128.const i32x4 128 128 128 128)))
          (v128.store64_lane 0
            (i32.add (local.get $y) (i32.shl (local.get $width) (i32.const 1)))
            (i16x8.narrow_i32x4_s (local.get $four) (local.get $four)))
          ;; 128 and just under a half in 16 binary places; then means of two by two.
          (local.set $four
            (i32x4.add
              (i32x4.shr_s
                (i32x4.add
                  (i32x4.add
                    (i32x4.mul (local.get $r) (v128.const i32x4 -11059 -11059 -11059 -11059))
                    (i32x4.mul (local.get $g) (v128.const i32x4 -21709 -21709 -21709 -21709)))
                  (i32x4.add
                    (i32x4.mul (local.get $b) (v128.const i32x4 32768 32768 32768 32768))
                    (v128.const i32x4 8421375 8421375 8421375 8421375)))
                (i32.const 16))
              (i32x4.shr_s
                (i32x4.add
                  (i32x4.add
                    (i32x4.mul (local.get $r2) (v128.const i32x4 -11059 -11059 -11059 -11059))
                    (i32x4.mul (local.get $g2) (v128.const i32x4 -21709 -21709 -21709 -21709)))
                  (i32x4.add
                    (i32x4.mul (local.get $b2) (v128.const i32x4 32768 32768 32768 32768))
                    (v128.const i32x4 8421375 8421375 8421375 8421375)))
                (i32.const 16))))
          (local.set $four
            (i32x4.sub
              (i32x4.shr_u
                (i32x4.add
                  (i32x4.add
                    (local.get $four)
                    (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $four) (local.get $four)))
                  (v128.const i32x4 1 1 2 2))
                (i32.const 2))
              (v128.const i32x4 128 128 128 128)))
          (local.set $four (i16x8.narrow_i32x4_s (local.get $four) (local.get $four)))
          ;; Lanes 0 and 2 hold the two means.
          (v128.store32_lane 0
            (local.get $cb)
            (i8x16.shuffle 0 1 4 5 0 1 4 5 0 1 4 5 0 1 4 5 (local.get $four) (local.get $four)))
          (local.set $four
            (i32x4.add
              (i32x4.shr_s
                (i32x4.add
                  (i32x4.add
                    (i32x4.mul (local.get $r) (v128.const i32x4 32768 32768 32768 32768))
                    (i32x4.mul (local.get $g) (v128.const i32x4 -27439 -27439 -27439 -27439)))
                  (i32x4.add
                    (i32x4.mul (local.get $b) (v128.const i32x4 -5329 -5329 -5329 -5329))
                    (v128.const i32x4 8421375 8421375 8421375 8421375)))
                (i32.const 16))
              (i32x4.shr_s
                (i32x4.add
                  (i32x4.add
                    (i32x4.mul (local.get $r2) (v128.const i32x4 32768 32768 32768 32768))
                    (i32x4.mul (local.get $g2) (v128.const i32x4 -27439 -27439 -27439 -27439)))
                  (i32x4.add
                    (i32x4.mul (local.get $b2) (v128.const i32x4 -5329 -5329 -5329 -5329))
                    (v128.const i32x4 8421375 8421375 8421375 8421375)))
                (i32.const 16))))
          (local.set $four
            (i32x4.sub
              (i32x4.shr_u
                (i32x4.add
                  (i32x4.add
                    (local.get $four)
                    (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $four) (local.get $four)))
                  (v128.const i32x4 1 1 2 2))
                (i32.const 2))
              (v128.const i32x4 128 128 128 128)))
          (local.set $four (i16x8.narrow_i32x4_s (local.get $four) (local.get $four)))
          ;; Lanes 0 and 2 hold the two means.
          (v128.store32_lane 0
            (local.get $cr)
            (i8x16.shuffle 0 1 4 5 0 1 4 5 0 1 4 5 0 1 4 5 (local.get $four) (local.get $four)))
          (local.set $upper (i32.add (local.get $upper) (i32.const 12)))
          (local.set $lower (i32.add (local.get $lower) (i32.const 12)))
          (local.set $y (i32.add (local.get $y) (i32.const 8)))
          (local.set $cb (i32.add (local.get $cb) (i32.const 4)))
          (local.set $cr (i32.add (local.get $cr) (i32.const 4)))
          (local.set $x (i32.add (local.get $x) (i32.const 4)))
          (br_if $four (i32.lt_u (local.get $x) (local.get $width))))
        (local.set $y (i32.add (local.get $y) (i32.shl (local.get $width) (i32.const 1))))
        (local.set $row (i32.add (local.get $row) (i32.const 2)))
        (br $pair))))

  ;; Fills a plane from $have to $want rows with its last one.
  (func (export "repeat") (param $plane i32) (param $rowBytes i32) (param $have i32) (param $want i32)
    (local $to i32)
    (local.set $to (i32.add (local.get $plane) (i32.mul (local.get $have) (local.get $rowBytes))))
    (block $done
      (loop $row
        (br_if $done (i32.ge_u (local.get $have) (local.get $want)))
        (memory.copy (local.get $to) (i32.sub (local.get $to) (local.get $rowBytes)) (local.get $rowBytes))
        (local.set $to (i32.add (local.get $to) (local.get $rowBytes)))
        (local.set $have (i32.add (local.get $have) (i32.const 1)))
        (br $row)))))
