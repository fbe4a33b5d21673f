;; XXH64 with seed 0: four lanes of 64 bits, each fed with every fourth word. `xxh64.ts` puts the bytes into the memory.
;;
;; Written by hand because JavaScript has no integers of 64 bits: in halves of 32 bits the same sum takes fifteen times as long.
;;
;; Source: xxHash fast digest algorithm, version 0.1.1, "XXH64 algorithm description".
(module
  (memory (export "memory") 3)

  (global $prime1 i64 (i64.const 0x9e3779b185ebca87))
  (global $prime2 i64 (i64.const 0xc2b2ae3d27d4eb4f))
  (global $prime3 i64 (i64.const 0x165667b19e3779f9))
  (global $prime4 i64 (i64.const 0x85ebca77c2b2ae63))
  (global $prime5 i64 (i64.const 0x27d4eb2f165667c5))

  ;; The lanes; they begin as prime1 + prime2, prime2, 0 and -prime1.
  (global $lane1 (mut i64) (i64.const 0x60ea27eeadc0b5d6))
  (global $lane2 (mut i64) (i64.const 0xc2b2ae3d27d4eb4f))
  (global $lane3 (mut i64) (i64.const 0))
  (global $lane4 (mut i64) (i64.const 0x61c8864e7a143579))

  (func $round (param $lane i64) (param $word i64) (result i64)
    (i64.mul
      (i64.rotl
        (i64.add (local.get $lane) (i64.mul (local.get $word) (global.get $prime2)))
        (i64.const 31))
      (global.get $prime1)))

  ;; Takes the stripes of 32 bytes in [at, end).
  (func (export "stripes") (param $at i32) (param $end i32)
    (local $lane1 i64) (local $lane2 i64) (local $lane3 i64) (local $lane4 i64)
    (local.set $lane1 (global.get $lane1))
    (local.set $lane2 (global.get $lane2))
    (local.set $lane3 (global.get $lane3))
    (local.set $lane4 (global.get $lane4))
    (block $done
      (loop $stripe
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $lane1 (call $round (local.get $lane1) (i64.load (local.get $at))))
        (local.set $lane2 (call $round (local.get $lane2) (i64.load offset=8 (local.get $at))))
        (local.set $lane3 (call $round (local.get $lane3) (i64.load offset=16 (local.get $at))))
        (local.set $lane4 (call $round (local.get $lane4) (i64.load offset=24 (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 32)))
        (br $stripe)))
    (global.set $lane1 (local.get $lane1))
    (global.set $lane2 (local.get $lane2))
    (global.set $lane3 (local.get $lane3))
    (global.set $lane4 (local.get $lane4)))

  (func $merge (param $sum i64) (param $lane i64) (result i64)
    (i64.add
      (i64.mul
        (i64.xor (local.get $sum) (call $round (i64.const 0) (local.get $lane)))
        (global.get $prime1))
      (global.get $prime4)))

  ;; The lower half of the digest of `bytes` bytes, of which the fewer than 32 behind the last stripe are those in [at, end).
  (func (export "low32") (param $at i32) (param $end i32) (param $bytes f64) (result i32)
    (local $sum i64)
    (if (f64.lt (local.get $bytes) (f64.const 32))
      (then (local.set $sum (global.get $prime5)))
      (else
        (local.set $sum
          (i64.add
            (i64.add
              (i64.rotl (global.get $lane1) (i64.const 1))
              (i64.rotl (global.get $lane2) (i64.const 7)))
            (i64.add
              (i64.rotl (global.get $lane3) (i64.const 12))
              (i64.rotl (global.get $lane4) (i64.const 18)))))
        (local.set $sum (call $merge (local.get $sum) (global.get $lane1)))
        (local.set $sum (call $merge (local.get $sum) (global.get $lane2)))
        (local.set $sum (call $merge (local.get $sum) (global.get $lane3)))
        (local.set $sum (call $merge (local.get $sum) (global.get $lane4)))))
    (local.set $sum (i64.add (local.get $sum) (i64.trunc_f64_u (local.get $bytes))))
    (block $done
      (loop $eight
        (br_if $done (i32.gt_u (i32.add (local.get $at) (i32.const 8)) (local.get $end)))
        (local.set $sum
          (i64.add
            (i64.mul
              (i64.rotl
                (i64.xor (local.get $sum) (call $round (i64.const 0) (i64.load (local.get $at))))
                (i64.const 27))
              (global.get $prime1))
            (global.get $prime4)))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $eight)))
    (if (i32.le_u (i32.add (local.get $at) (i32.const 4)) (local.get $end))
      (then
        (local.set $sum
          (i64.add
            (i64.mul
              (i64.rotl
                (i64.xor (local.get $sum) (i64.mul (i64.load32_u (local.get $at)) (global.get $prime1)))
                (i64.const 23))
              (global.get $prime2))
            (global.get $prime3)))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))))
    (block $done
      (loop $one
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $sum
          (i64.mul
            (i64.rotl
              (i64.xor (local.get $sum) (i64.mul (i64.load8_u (local.get $at)) (global.get $prime5)))
              (i64.const 11))
            (global.get $prime1)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $one)))
    (local.set $sum
      (i64.mul
        (i64.xor (local.get $sum) (i64.shr_u (local.get $sum) (i64.const 33)))
        (global.get $prime2)))
    (local.set $sum
      (i64.mul
        (i64.xor (local.get $sum) (i64.shr_u (local.get $sum) (i64.const 29)))
        (global.get $prime3)))
    (i32.wrap_i64 (i64.xor (local.get $sum) (i64.shr_u (local.get $sum) (i64.const 32))))))
