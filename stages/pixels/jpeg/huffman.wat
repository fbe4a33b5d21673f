;; Quantised blocks -> the scan of a baseline JPEG (ITU-T T.81, F.1.2) with chroma halved both ways. A code is kept as code << 8 | bits.
(module
  (import "pixels" "memory" (memory 1))

  ;; Bits that wait for a whole byte, their number, and where the next byte goes.
  (global $waiting (mut i64) (i64.const 0))
  (global $count (mut i32) (i32.const 0))
  (global $out (mut i32) (i32.const 0))
  ;; $zigzag: place of each frequency in a block, in bytes. Codes: 16 of luma's and 16 of chroma's DC, 256 of luma's and 256 of chroma's AC.
  (global $zigzag (mut i32) (i32.const 0))
  (global $codes (mut i32) (i32.const 0))

  ;; Luma has $across x $down blocks of its own; what stands beyond them in the last units is empty. Returns where the scan ends.
  (func (export "scan")
    (param $y i32) (param $cb i32) (param $cr i32) (param $across i32) (param $down i32) (param $unitsAcross i32) (param $unitsDown i32)
    (param $tables i32) (param $out i32) (result i32)
    (local $row i32) (local $column i32) (local $part i32) (local $x i32) (local $line i32)
    (local $lastY i32) (local $lastCb i32) (local $lastCr i32)
    (global.set $waiting (i64.const 0))
    (global.set $count (i32.const 0))
    (global.set $out (local.get $out))
    (global.set $zigzag (local.get $tables))
    (global.set $codes (i32.add (local.get $tables) (i32.const 64)))
    (block $done
      (loop $unitRow
        (br_if $done (i32.ge_u (local.get $row) (local.get $unitsDown)))
        (local.set $column (i32.const 0))
        (loop $unit
          (local.set $part (i32.const 0))
          (loop $luma
            (local.set $x (i32.add (i32.shl (local.get $column) (i32.const 1)) (i32.and (local.get $part) (i32.const 1))))
            (local.set $line (i32.add (i32.shl (local.get $row) (i32.const 1)) (i32.shr_u (local.get $part) (i32.const 1))))
            (if (i32.and (i32.lt_u (local.get $x) (local.get $across)) (i32.lt_u (local.get $line) (local.get $down)))
              (then
                (local.set $lastY
                  (call $block
                    (i32.add (local.get $y)
                      (i32.shl
                        (i32.add (i32.mul (local.get $line) (i32.shl (local.get $unitsAcross) (i32.const 1))) (local.get $x))
                        (i32.const 7)))
                    (local.get $lastY) (i32.const 0) (i32.const 128))))
              (else
                (call $symbol (i32.const 0))
                (call $symbol (i32.const 128))))
            (local.set $part (i32.add (local.get $part) (i32.const 1)))
            (br_if $luma (i32.lt_u (local.get $part) (i32.const 4))))
          (local.set $lastCb (call $block (local.get $cb) (local.get $lastCb) (i32.const 64) (i32.const 1152)))
          (local.set $lastCr (call $block (local.get $cr) (local.get $lastCr) (i32.const 64) (i32.const 1152)))
          (local.set $cb (i32.add (local.get $cb) (i32.const 128)))
          (local.set $cr (i32.add (local.get $cr) (i32.const 128)))
          (local.set $column (i32.add (local.get $column) (i32.const 1)))
          (br_if $unit (i32.lt_u (local.get $column) (local.get $unitsAcross))))
        (local.set $row (i32.add (local.get $row) (i32.const 1)))
        (br $unitRow)))
    ;; The last byte is filled with ones.
    (call $put (i32.const 127) (i32.const 7))
    (global.get $out))

  ;; One block; $dc and $ac are where its codes begin. Returns its mean, from which the next one differs.
  (func $block (param $at i32) (param $last i32) (param $dc i32) (param $ac i32) (result i32)
    (local $k i32) (local $run i32) (local $value i32) (local $mean i32)
    (local.set $mean (i32.load16_s (local.get $at)))
    (call $number (local.get $dc) (i32.const 0) (i32.sub (local.get $mean) (local.get $last)))
    (if (call $isFlat (local.get $at))
      (then
        (call $symbol (local.get $ac))
        (return (local.get $mean))))
    (local.set $k (i32.const 1))
    (loop $next
      (local.set $value
        (i32.load16_s (i32.add (local.get $at) (i32.load8_u (i32.add (global.get $zigzag) (local.get $k))))))
      (if (local.get $value)
        (then
          (block $short
            (loop $sixteen
              (br_if $short (i32.lt_u (local.get $run) (i32.const 16)))
              ;; Sixteen zeros: symbol F0.
              (call $symbol (i32.add (local.get $ac) (i32.const 960)))
              (local.set $run (i32.sub (local.get $run) (i32.const 16)))
              (br $sixteen)))
          (call $number (local.get $ac) (i32.shl (local.get $run) (i32.const 4)) (local.get $value))
          (local.set $run (i32.const 0)))
        (else (local.set $run (i32.add (local.get $run) (i32.const 1)))))
      (local.set $k (i32.add (local.get $k) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $k) (i32.const 64))))
    (if (local.get $run) (then (call $symbol (local.get $ac))))
    (local.get $mean))

  ;; Whether a block has nothing but its mean.
  (func $isFlat (param $at i32) (result i32)
    (i32.eqz
      (v128.any_true
        (v128.or
          (v128.or
            (v128.or
              (v128.and (v128.load (local.get $at)) (v128.const i16x8 0 -1 -1 -1 -1 -1 -1 -1))
              (v128.load offset=16 (local.get $at)))
            (v128.or (v128.load offset=32 (local.get $at)) (v128.load offset=48 (local.get $at))))
          (v128.or
            (v128.or (v128.load offset=64 (local.get $at)) (v128.load offset=80 (local.get $at)))
            (v128.or (v128.load offset=96 (local.get $at)) (v128.load offset=112 (local.get $at))))))))

  ;; The code of how many bits a number has (beside $high), and these bits; those of a negative one are inverted.
  (func $number (param $table i32) (param $high i32) (param $value i32)
    (local $bits i32) (local $code i32) (local $sign i32)
    (local.set $sign (i32.shr_s (local.get $value) (i32.const 31)))
    (local.set $bits
      (i32.sub (i32.const 32)
        (i32.clz (i32.sub (i32.xor (local.get $value) (local.get $sign)) (local.get $sign)))))
    (local.set $code
      (i32.load
        (i32.add (i32.add (global.get $codes) (local.get $table))
          (i32.shl (i32.or (local.get $high) (local.get $bits)) (i32.const 2)))))
    (call $put
      (i32.or
        (i32.shl (i32.shr_u (local.get $code) (i32.const 8)) (local.get $bits))
        (i32.and
          (i32.add (local.get $value) (local.get $sign))
          (i32.sub (i32.shl (i32.const 1) (local.get $bits)) (i32.const 1))))
      (i32.add (i32.and (local.get $code) (i32.const 255)) (local.get $bits))))

  (func $symbol (param $at i32)
    (local $code i32)
    (local.set $code (i32.load (i32.add (global.get $codes) (local.get $at))))
    (call $put (i32.shr_u (local.get $code) (i32.const 8)) (i32.and (local.get $code) (i32.const 255))))

  ;; Whole bytes go out; 0 follows 255, so that no marker arises.
  (func $put (param $bits i32) (param $length i32)
    (local $byte i32)
    (global.set $waiting
      (i64.or
        (i64.shl (global.get $waiting) (i64.extend_i32_u (local.get $length)))
        (i64.extend_i32_u (local.get $bits))))
    (global.set $count (i32.add (global.get $count) (local.get $length)))
    (block $done
      (loop $next
        (br_if $done (i32.lt_u (global.get $count) (i32.const 8)))
        (global.set $count (i32.sub (global.get $count) (i32.const 8)))
        (local.set $byte (i32.and (i32.wrap_i64 (i64.shr_u (global.get $waiting) (i64.extend_i32_u (global.get $count)))) (i32.const 255)))
        (i32.store16 (global.get $out) (local.get $byte))
        (global.set $out
          (i32.add (global.get $out) (i32.add (i32.const 1) (i32.eq (local.get $byte) (i32.const 255)))))
        (br $next)))))
