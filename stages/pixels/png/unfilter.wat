;; Undoes the filters of PNG's rows (W3C PNG, 9.2). The input holds the number of a row's filter and then its bytes; the output holds the
;; bytes alone. A row of zeros stands before the first one written. One pixel at a time, its bytes in the lowest of 16 lanes: a store of
;; four bytes writes too far for smaller pixels, and the next store overwrites the surplus.
(module
  (import "pixels" "memory" (memory 1))

  ;; 0 where a row names a filter that does not exist, else 1.
  (func (export "unfilter")
    (param $in i32) (param $out i32) (param $rowBytes i32) (param $height i32) (param $step i32) (result i32)
    (local $filter i32) (local $end i32) (local $raw v128)
    (local $left v128) (local $above v128) (local $corner v128)
    (local $toLeft v128) (local $toAbove v128) (local $toCorner v128)
    (block $done
      (loop $row
        (br_if $done (i32.eqz (local.get $height)))
        (local.set $filter (i32.load8_u (local.get $in)))
        (local.set $in (i32.add (local.get $in) (i32.const 1)))
        (local.set $end (i32.add (local.get $out) (local.get $rowBytes)))
        (local.set $left (v128.const i32x4 0 0 0 0))
        (local.set $corner (local.get $left))
        (block $filtered
          (block $paeth (block $average (block $up (block $sub (block $none
            (br_table $none $sub $up $average $paeth $done (local.get $filter)))
            ;; none
            (memory.copy (local.get $out) (local.get $in) (local.get $rowBytes))
            (local.set $in (i32.add (local.get $in) (local.get $rowBytes)))
            (local.set $out (local.get $end))
            (br $filtered))
            ;; sub: the pixel on the left
            (loop $pixel
              (local.set $left (i8x16.add (local.get $left) (v128.load32_zero (local.get $in))))
              (v128.store32_lane 0 (local.get $out) (local.get $left))
              (local.set $in (i32.add (local.get $in) (local.get $step)))
              (local.set $out (i32.add (local.get $out) (local.get $step)))
              (br_if $pixel (i32.lt_u (local.get $out) (local.get $end))))
            (br $filtered))
            ;; up: the row above, sixteen bytes at once
            (loop $sixteen
              (v128.store (local.get $out)
                (i8x16.add
                  (v128.load (local.get $in))
                  (v128.load (i32.sub (local.get $out) (local.get $rowBytes)))))
              (local.set $in (i32.add (local.get $in) (i32.const 16)))
              (local.set $out (i32.add (local.get $out) (i32.const 16)))
              (br_if $sixteen (i32.lt_u (local.get $out) (local.get $end))))
            (local.set $in (i32.sub (local.get $in) (i32.sub (local.get $out) (local.get $end))))
            (local.set $out (local.get $end))
            (br $filtered))
          ;; average of left and above, rounded down: avgr_u rounds up where their lowest bits differ
          (loop $pixel
            (local.set $above (v128.load32_zero (i32.sub (local.get $out) (local.get $rowBytes))))
            (local.set $left
              (i8x16.add
                (v128.load32_zero (local.get $in))
                (i8x16.sub
                  (i8x16.avgr_u (local.get $left) (local.get $above))
                  (v128.and
                    (v128.xor (local.get $left) (local.get $above))
                    (v128.const i8x16 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1)))))
            (v128.store32_lane 0 (local.get $out) (local.get $left))
            (local.set $in (i32.add (local.get $in) (local.get $step)))
            (local.set $out (i32.add (local.get $out) (local.get $step)))
            (br_if $pixel (i32.lt_u (local.get $out) (local.get $end))))
          (br $filtered))
          ;; Paeth: whichever of left, above and corner is nearest to left + above - corner; in 16 bits
          (loop $pixel
            (local.set $raw (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $in))))
            (local.set $above
              (i16x8.extend_low_i8x16_u (v128.load32_zero (i32.sub (local.get $out) (local.get $rowBytes)))))
            (local.set $toLeft (i16x8.sub (local.get $above) (local.get $corner)))
            (local.set $toAbove (i16x8.sub (local.get $left) (local.get $corner)))
            (local.set $toCorner (i16x8.abs (i16x8.add (local.get $toLeft) (local.get $toAbove))))
            (local.set $toLeft (i16x8.abs (local.get $toLeft)))
            (local.set $toAbove (i16x8.abs (local.get $toAbove)))
            (local.set $left
              (v128.and
                (i16x8.add
                  (local.get $raw)
                  (v128.bitselect
                    (local.get $left)
                    (v128.bitselect (local.get $above) (local.get $corner)
                      (i16x8.le_s (local.get $toAbove) (local.get $toCorner)))
                    (v128.and
                      (i16x8.le_s (local.get $toLeft) (local.get $toAbove))
                      (i16x8.le_s (local.get $toLeft) (local.get $toCorner)))))
                (v128.const i16x8 255 255 255 255 255 255 255 255)))
            (local.set $corner (local.get $above))
            (v128.store32_lane 0 (local.get $out) (i8x16.narrow_i16x8_u (local.get $left) (local.get $left)))
            (local.set $in (i32.add (local.get $in) (local.get $step)))
            (local.set $out (i32.add (local.get $out) (local.get $step)))
            (br_if $pixel (i32.lt_u (local.get $out) (local.get $end)))))
        (local.set $height (i32.sub (local.get $height) (i32.const 1)))
        (br $row)))
    (i32.eqz (local.get $height))))
