;; RGB -> planes of luma and halved chroma, 16 bits a value less 128, as libjpeg's jccolor.c and jcsample.c compute them: 16 binary
;; places, sums of four rounded up by 1 and 2 in turn.
(module
  (import "pixels" "memory" (memory 1))

  ;; Two rows at a time; $width is a multiple of 16, and where the rows are odd the last one stands for two.
  (func (export "planes")
    (param $rgb i32) (param $width i32) (param $height i32) (param $y i32) (param $cb i32) (param $cr i32)
    (local $row i32) (local $x i32) (local $upper i32) (local $lower i32)
    (local $r v128) (local $g v128) (local $b v128) (local $r2 v128) (local $g2 v128) (local $b2 v128)
    (block $done
      (loop $pair
        (br_if $done (i32.ge_u (local.get $row) (local.get $height)))
        (local.set $upper (i32.add (local.get $rgb) (i32.mul (local.get $row) (i32.mul (local.get $width) (i32.const 3)))))
        (local.set $lower (local.get $upper))
        (if (i32.lt_u (i32.add (local.get $row) (i32.const 1)) (local.get $height))
          (then (local.set $lower (i32.add (local.get $upper) (i32.mul (local.get $width) (i32.const 3))))))
        (local.set $x (i32.const 0))
        (loop $four
          (local.set $r (call $channel0 (v128.load (local.get $upper))))
          (local.set $g (call $channel1 (v128.load (local.get $upper))))
          (local.set $b (call $channel2 (v128.load (local.get $upper))))
          (local.set $r2 (call $channel0 (v128.load (local.get $lower))))
          (local.set $g2 (call $channel1 (v128.load (local.get $lower))))
          (local.set $b2 (call $channel2 (v128.load (local.get $lower))))
          (call $storeFour (local.get $y) (call $luma (local.get $r) (local.get $g) (local.get $b)))
          ;; Beyond an odd last row this writes the row that is repeated anyway.
          (call $storeFour
            (i32.add (local.get $y) (i32.shl (local.get $width) (i32.const 1)))
            (call $luma (local.get $r2) (local.get $g2) (local.get $b2)))
          (call $storeTwo (local.get $cb)
            (i32x4.add
              (call $chroma (local.get $r) (local.get $g) (local.get $b) (i32.const -11059) (i32.const -21709) (i32.const 32768))
              (call $chroma (local.get $r2) (local.get $g2) (local.get $b2) (i32.const -11059) (i32.const -21709) (i32.const 32768))))
          (call $storeTwo (local.get $cr)
            (i32x4.add
              (call $chroma (local.get $r) (local.get $g) (local.get $b) (i32.const 32768) (i32.const -27439) (i32.const -5329))
              (call $chroma (local.get $r2) (local.get $g2) (local.get $b2) (i32.const 32768) (i32.const -27439) (i32.const -5329))))
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
        (br $row))))

  ;; One channel of four pixels, 32 bits each.
  (func $channel0 (param $rgb v128) (result v128)
    (i8x16.shuffle 0 16 16 16 3 16 16 16 6 16 16 16 9 16 16 16 (local.get $rgb) (v128.const i32x4 0 0 0 0)))
  (func $channel1 (param $rgb v128) (result v128)
    (i8x16.shuffle 1 16 16 16 4 16 16 16 7 16 16 16 10 16 16 16 (local.get $rgb) (v128.const i32x4 0 0 0 0)))
  (func $channel2 (param $rgb v128) (result v128)
    (i8x16.shuffle 2 16 16 16 5 16 16 16 8 16 16 16 11 16 16 16 (local.get $rgb) (v128.const i32x4 0 0 0 0)))

  (func $luma (param $r v128) (param $g v128) (param $b v128) (result v128)
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

  ;; 0 to 255: 128 and just under a half in 16 binary places are added.
  (func $chroma (param $r v128) (param $g v128) (param $b v128) (param $fr i32) (param $fg i32) (param $fb i32) (result v128)
    (i32x4.shr_s
      (i32x4.add
        (i32x4.add
          (i32x4.mul (local.get $r) (i32x4.splat (local.get $fr)))
          (i32x4.mul (local.get $g) (i32x4.splat (local.get $fg))))
        (i32x4.add
          (i32x4.mul (local.get $b) (i32x4.splat (local.get $fb)))
          (v128.const i32x4 8421375 8421375 8421375 8421375)))
      (i32.const 16)))

  (func $storeFour (param $at i32) (param $values v128)
    (v128.store64_lane 0 (local.get $at) (i16x8.narrow_i32x4_s (local.get $values) (local.get $values))))

  ;; Sums of two rows -> means of two by two.
  (func $storeTwo (param $at i32) (param $sums v128)
    (local $means v128)
    (local.set $means
      (i32x4.sub
        (i32x4.shr_u
          (i32x4.add
            (i32x4.add
              (i8x16.shuffle 0 1 2 3 8 9 10 11 0 1 2 3 8 9 10 11 (local.get $sums) (local.get $sums))
              (i8x16.shuffle 4 5 6 7 12 13 14 15 4 5 6 7 12 13 14 15 (local.get $sums) (local.get $sums)))
            (v128.const i32x4 1 2 1 2))
          (i32.const 2))
        (v128.const i32x4 128 128 128 128)))
    (v128.store32_lane 0 (local.get $at) (i16x8.narrow_i32x4_s (local.get $means) (local.get $means)))))
