;; Looks at the units of a text many at a time: `units.ts` makes the memory, `unit-kinds.ts` drives it and says what each loop is for.
;;
;;     0        kinds     65,536 bytes: unit -> its kind, so that a unit is the address of its kind
;;     65536    counts    128 of 32 bits: units of the text by kind
;;     66048    sets      64 of 16 bytes: of kinds
;;     67072    pairs     16,448 bytes: of units (see nextPair)
;;     83520    the text, and zeros behind it
;;     output   64 zeros, the kind of each unit of the text in a byte, 64 zeros
;;
;; A kind is a class of `charclass.ts` written so that one look-up tells whether a set holds it: in bits 0 to 3 the lower half of the
;; class, in bits 4 to 6 one bit for what the upper half is, 0 to 2. A set has a byte for each lower half, with a bit for each upper
;; half; 0 is no kind, and in no set.
;;
;; Written by hand because JavaScript looks at one unit at a time and compiles each of its loops anew; `npm run build` makes a module
;; of it with wat2wasm. Figures: `npm run bench -- cleaning`.
(module
  (memory (import "kernel" "memory") 1)

  ;; Writes the kinds of `length` units and counts them. The ten that most text consists of are counted sixteen
  ;; units at a time.
  (func (export "classify") (param $text i32) (param $length i32) (param $kinds i32)
    (local $end i32) (local $kind v128) (local $is v128) (local $known v128) (local $others i32) (local $one i32)
    (local $han i32) (local $traditional i32) (local $latin i32) (local $digit i32)
    (local $space i32) (local $newline i32) (local $ascii i32) (local $cjk i32) (local $rule i32) (local $point i32)
    (memory.fill (i32.const 65536) (i32.const 0) (i32.const 512))
    (memory.fill (i32.sub (local.get $kinds) (i32.const 64)) (i32.const 0) (i32.const 64))
    (local.set $end (i32.add (local.get $kinds) (i32.and (local.get $length) (i32.const -16))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $kinds) (local.get $end)))
        (local.set $kind
          (v128.load8_lane 15 (i32.load16_u offset=30 (local.get $text))
          (v128.load8_lane 14 (i32.load16_u offset=28 (local.get $text))
          (v128.load8_lane 13 (i32.load16_u offset=26 (local.get $text))
          (v128.load8_lane 12 (i32.load16_u offset=24 (local.get $text))
          (v128.load8_lane 11 (i32.load16_u offset=22 (local.get $text))
          (v128.load8_lane 10 (i32.load16_u offset=20 (local.get $text))
          (v128.load8_lane 9 (i32.load16_u offset=18 (local.get $text))
          (v128.load8_lane 8 (i32.load16_u offset=16 (local.get $text))
          (v128.load8_lane 7 (i32.load16_u offset=14 (local.get $text))
          (v128.load8_lane 6 (i32.load16_u offset=12 (local.get $text))
          (v128.load8_lane 5 (i32.load16_u offset=10 (local.get $text))
          (v128.load8_lane 4 (i32.load16_u offset=8 (local.get $text))
          (v128.load8_lane 3 (i32.load16_u offset=6 (local.get $text))
          (v128.load8_lane 2 (i32.load16_u offset=4 (local.get $text))
          (v128.load8_lane 1 (i32.load16_u offset=2 (local.get $text))
          (v128.load8_lane 0 (i32.load16_u (local.get $text))
            (v128.const i64x2 0 0))))))))))))))))))
        (v128.store (local.get $kinds) (local.get $kind))
        (local.set $known (local.tee $is (i8x16.eq (local.get $kind) (i8x16.splat (i32.const 17)))))
        (local.set $han (i32.add (local.get $han) (i32.popcnt (i8x16.bitmask (local.get $is)))))
        (local.set $known (v128.or (local.get $known) (local.tee $is (i8x16.eq (local.get $kind) (i8x16.splat (i32.const 21))))))
        (local.set $latin (i32.add (local.get $latin) (i32.popcnt (i8x16.bitmask (local.get $is)))))
        (local.set $known (v128.or (local.get $known) (local.tee $is (i8x16.eq (local.get $kind) (i8x16.splat (i32.const 25))))))
        (local.set $space (i32.add (local.get $space) (i32.popcnt (i8x16.bitmask (local.get $is)))))
        (local.set $known (v128.or (local.get $known) (local.tee $is (i8x16.eq (local.get $kind) (i8x16.splat (i32.const 30))))))
        (local.set $ascii (i32.add (local.get $ascii) (i32.popcnt (i8x16.bitmask (local.get $is)))))
        (local.set $known (v128.or (local.get $known) (local.tee $is (i8x16.eq (local.get $kind) (i8x16.splat (i32.const 35))))))
        (local.set $cjk (i32.add (local.get $cjk) (i32.popcnt (i8x16.bitmask (local.get $is)))))
        (local.set $known (v128.or (local.get $known) (local.tee $is (i8x16.eq (local.get $kind) (i8x16.splat (i32.const 26))))))
        (local.set $newline (i32.add (local.get $newline) (i32.popcnt (i8x16.bitmask (local.get $is)))))
        (local.set $known (v128.or (local.get $known) (local.tee $is (i8x16.eq (local.get $kind) (i8x16.splat (i32.const 24))))))
        (local.set $digit (i32.add (local.get $digit) (i32.popcnt (i8x16.bitmask (local.get $is)))))
        (local.set $known (v128.or (local.get $known) (local.tee $is (i8x16.eq (local.get $kind) (i8x16.splat (i32.const 18))))))
        (local.set $traditional (i32.add (local.get $traditional) (i32.popcnt (i8x16.bitmask (local.get $is)))))
        (local.set $known (v128.or (local.get $known) (local.tee $is (i8x16.eq (local.get $kind) (i8x16.splat (i32.const 72))))))
        (local.set $rule (i32.add (local.get $rule) (i32.popcnt (i8x16.bitmask (local.get $is)))))
        (local.set $known (v128.or (local.get $known) (local.tee $is (i8x16.eq (local.get $kind) (i8x16.splat (i32.const 73))))))
        (local.set $point (i32.add (local.get $point) (i32.popcnt (i8x16.bitmask (local.get $is)))))
        (local.set $others (i32.xor (i8x16.bitmask (local.get $known)) (i32.const 0xffff)))
        (block $counted
          (loop $other
            (br_if $counted (i32.eqz (local.get $others)))
            (call $count (i32.load8_u (i32.add (local.get $kinds) (i32.ctz (local.get $others)))) (i32.const 1))
            (local.set $others (i32.and (local.get $others) (i32.sub (local.get $others) (i32.const 1))))
            (br $other)))
        (local.set $text (i32.add (local.get $text) (i32.const 32)))
        (local.set $kinds (i32.add (local.get $kinds) (i32.const 16)))
        (br $next)))
    (local.set $end (i32.add (local.get $kinds) (i32.and (local.get $length) (i32.const 15))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $kinds) (local.get $end)))
        (local.set $one (i32.load8_u (i32.load16_u (local.get $text))))
        (i32.store8 (local.get $kinds) (local.get $one))
        (call $count (local.get $one) (i32.const 1))
        (local.set $text (i32.add (local.get $text) (i32.const 2)))
        (local.set $kinds (i32.add (local.get $kinds) (i32.const 1)))
        (br $next)))
    (memory.fill (local.get $kinds) (i32.const 0) (i32.const 64))
    (call $count (i32.const 17) (local.get $han))
    (call $count (i32.const 18) (local.get $traditional))
    (call $count (i32.const 21) (local.get $latin))
    (call $count (i32.const 24) (local.get $digit))
    (call $count (i32.const 25) (local.get $space))
    (call $count (i32.const 26) (local.get $newline))
    (call $count (i32.const 30) (local.get $ascii))
    (call $count (i32.const 35) (local.get $cjk))
    (call $count (i32.const 72) (local.get $rule))
    (call $count (i32.const 73) (local.get $point)))

  (func $count (param $kind i32) (param $by i32)
    (local $at i32)
    (local.set $at (i32.shl (local.get $kind) (i32.const 2)))
    (i32.store offset=65536 (local.get $at) (i32.add (i32.load offset=65536 (local.get $at)) (local.get $by))))

  ;; The first address in [from, to) whose kind the set holds, or `to`.
  (func (export "nextKind") (param $set i32) (param $from i32) (param $to i32) (result i32)
    (local $holds v128) (local $first v128) (local $second v128)
    (local.set $holds (v128.load (local.get $set)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $from) (local.get $to)))
        (local.set $first (v128.load (local.get $from)))
        (local.set $first
          (v128.and
            (local.get $first)
            (i8x16.swizzle (local.get $holds) (v128.and (local.get $first) (i8x16.splat (i32.const 15))))))
        (local.set $second (v128.load offset=16 (local.get $from)))
        (local.set $second
          (v128.and
            (local.get $second)
            (i8x16.swizzle (local.get $holds) (v128.and (local.get $second) (i8x16.splat (i32.const 15))))))
        (if (v128.any_true (v128.or (local.get $first) (local.get $second)))
          (then
            (local.set $from
              (i32.add
                (local.get $from)
                (i32.ctz
                  (i32.xor
                    (i32.or
                      (i8x16.bitmask (i8x16.eq (local.get $first) (v128.const i64x2 0 0)))
                      (i32.shl (i8x16.bitmask (i8x16.eq (local.get $second) (v128.const i64x2 0 0))) (i32.const 16)))
                    (i32.const -1)))))
            (br $done)))
        (local.set $from (i32.add (local.get $from) (i32.const 32)))
        (br $next)))
    (select (local.get $from) (local.get $to) (i32.lt_u (local.get $from) (local.get $to))))

  ;; The first address in [from, to) whose kind the set holds, behind one of `before` and in front of one of `after`, or `to`.
  (func (export "nextBetween")
    (param $before i32) (param $set i32) (param $after i32) (param $from i32) (param $to i32) (result i32)
    (local $kind v128) (local $left v128) (local $right v128) (local $found i32)
    (local $ofKind v128) (local $ofLeft v128) (local $ofRight v128)
    (local.set $ofKind (v128.load (local.get $set)))
    (local.set $ofLeft (v128.load (local.get $before)))
    (local.set $ofRight (v128.load (local.get $after)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $from) (local.get $to)))
        (local.set $kind (v128.load (local.get $from)))
        (local.set $left (v128.load (i32.sub (local.get $from) (i32.const 1))))
        (local.set $right (v128.load offset=1 (local.get $from)))
        (local.set $kind
          (v128.and
            (local.get $kind)
            (i8x16.swizzle (local.get $ofKind) (v128.and (local.get $kind) (i8x16.splat (i32.const 15))))))
        (local.set $left
          (v128.and
            (local.get $left)
            (i8x16.swizzle (local.get $ofLeft) (v128.and (local.get $left) (i8x16.splat (i32.const 15))))))
        (local.set $right
          (v128.and
            (local.get $right)
            (i8x16.swizzle (local.get $ofRight) (v128.and (local.get $right) (i8x16.splat (i32.const 15))))))
        (local.set $found
          (i32.xor
            (i8x16.bitmask
              (v128.or
                (i8x16.eq (local.get $kind) (v128.const i64x2 0 0))
                (v128.or
                  (i8x16.eq (local.get $left) (v128.const i64x2 0 0))
                  (i8x16.eq (local.get $right) (v128.const i64x2 0 0)))))
            (i32.const 0xffff)))
        (if (local.get $found)
          (then
            (local.set $from (i32.add (local.get $from) (i32.ctz (local.get $found))))
            (br $done)))
        (local.set $from (i32.add (local.get $from) (i32.const 16)))
        (br $next)))
    (select (local.get $from) (local.get $to) (i32.lt_u (local.get $from) (local.get $to))))

  ;; The first address from which on `least` kinds, 2 to 32, are in the set, or `to`, the end of the text. Bit i of `run` says that the
  ;; set holds the kinds i to i + have - 1 of 64; it is shifted over itself until that are enough.
  (func (export "nextRun") (param $set i32) (param $least i32) (param $from i32) (param $to i32) (result i32)
    (local $holds v128) (local $run i64) (local $have i32) (local $step i32)
    (local.set $holds (v128.load (local.get $set)))
    (block $none
      (loop $next
        (br_if $none (i32.ge_u (local.get $from) (local.get $to)))
        (local.set $run
          (i64.or
            (i64.or
              (i64.extend_i32_u (call $outside (local.get $holds) (v128.load (local.get $from))))
              (i64.shl
                (i64.extend_i32_u (call $outside (local.get $holds) (v128.load offset=16 (local.get $from))))
                (i64.const 16)))
            (i64.or
              (i64.shl
                (i64.extend_i32_u (call $outside (local.get $holds) (v128.load offset=32 (local.get $from))))
                (i64.const 32))
              (i64.shl
                (i64.extend_i32_u (call $outside (local.get $holds) (v128.load offset=48 (local.get $from))))
                (i64.const 48)))))
        (local.set $run (i64.xor (local.get $run) (i64.const -1)))
        (local.set $have (i32.const 1))
        (block $enough
          (loop $more
            (br_if $enough (i32.ge_u (local.get $have) (local.get $least)))
            (local.set $step (i32.sub (local.get $least) (local.get $have)))
            (local.set $step
              (select (local.get $have) (local.get $step) (i32.lt_u (local.get $have) (local.get $step))))
            (local.set $run
              (i64.and (local.get $run) (i64.shr_u (local.get $run) (i64.extend_i32_u (local.get $step)))))
            (local.set $have (i32.add (local.get $have) (local.get $step)))
            (br $more)))
        (if (i64.ne (local.get $run) (i64.const 0))
          (then (return (i32.add (local.get $from) (i32.wrap_i64 (i64.ctz (local.get $run)))))))
        (local.set $from (i32.add (local.get $from) (i32.sub (i32.const 65) (local.get $least))))
        (br $next)))
    (local.get $to))

  ;; How many kinds in [from, to) the set holds.
  (func (export "countOf") (param $set i32) (param $from i32) (param $to i32) (result i32)
    (local $holds v128) (local $held i32) (local $count i32)
    (local.set $holds (v128.load (local.get $set)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $from) (local.get $to)))
        (local.set $held
          (i32.xor (call $outside (local.get $holds) (v128.load (local.get $from))) (i32.const 0xffff)))
        (if (i32.lt_u (i32.sub (local.get $to) (local.get $from)) (i32.const 16))
          (then
            (local.set $held
              (i32.and
                (local.get $held)
                (i32.sub
                  (i32.shl (i32.const 1) (i32.sub (local.get $to) (local.get $from)))
                  (i32.const 1))))))
        (local.set $count (i32.add (local.get $count) (i32.popcnt (local.get $held))))
        (local.set $from (i32.add (local.get $from) (i32.const 16)))
        (br $next)))
    (local.get $count))

  ;; A bit for each of sixteen kinds that a set does not hold.
  (func $outside (param $holds v128) (param $kind v128) (result i32)
    (i8x16.bitmask
      (i8x16.eq
        (v128.and
          (local.get $kind)
          (i8x16.swizzle (local.get $holds) (v128.and (local.get $kind) (i8x16.splat (i32.const 15)))))
        (v128.const i64x2 0 0))))

  ;; The first of two neighbouring units, the first within [from, to), that are of the two sets of a pair; `to` for none.
  ;;     0     for the first: four tables of sixteen bytes. Each unit of the set is in one of eight groups, a bit each; the tables say
  ;;           which groups have units with these four lowest bits, the next four, and so on: most other units are in no group
  ;;     64    for the first, and 8256 for the second: a bit for each of 65,536 units
  (func (export "nextPair") (param $pair i32) (param $from i32) (param $to i32) (result i32)
    (local $found i32) (local $unit i32) (local $at i32)
    (local $first v128) (local $second v128) (local $low v128) (local $high v128)
    (local $t0 v128) (local $t1 v128) (local $t2 v128) (local $t3 v128)
    (local.set $t0 (v128.load (local.get $pair)))
    (local.set $t1 (v128.load offset=16 (local.get $pair)))
    (local.set $t2 (v128.load offset=32 (local.get $pair)))
    (local.set $t3 (v128.load offset=48 (local.get $pair)))
    (block $none
      (loop $next
        (br_if $none (i32.ge_u (local.get $from) (local.get $to)))
        (local.set $first (v128.load (local.get $from)))
        (local.set $second (v128.load offset=16 (local.get $from)))
        (local.set $low
          (i8x16.shuffle 0 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30 (local.get $first) (local.get $second)))
        (local.set $high
          (i8x16.shuffle 1 3 5 7 9 11 13 15 17 19 21 23 25 27 29 31 (local.get $first) (local.get $second)))
        (local.set $found
          (i32.xor
            (i8x16.bitmask
              (i8x16.eq
                (v128.const i64x2 0 0)
                (v128.and
                  (v128.and
                    (i8x16.swizzle (local.get $t0) (v128.and (local.get $low) (i8x16.splat (i32.const 15))))
                    (i8x16.swizzle (local.get $t1) (i8x16.shr_u (local.get $low) (i32.const 4))))
                  (v128.and
                    (i8x16.swizzle (local.get $t2) (v128.and (local.get $high) (i8x16.splat (i32.const 15))))
                    (i8x16.swizzle (local.get $t3) (i8x16.shr_u (local.get $high) (i32.const 4)))))))
            (i32.const 0xffff)))
        (block $looked
          (loop $candidate
            (br_if $looked (i32.eqz (local.get $found)))
            (local.set $at (i32.add (local.get $from) (i32.shl (i32.ctz (local.get $found)) (i32.const 1))))
            (local.set $found (i32.and (local.get $found) (i32.sub (local.get $found) (i32.const 1))))
            (local.set $unit (i32.load16_u (local.get $at)))
            (br_if $candidate
              (i32.eqz
                (i32.and
                  (i32.load8_u offset=64 (i32.add (local.get $pair) (i32.shr_u (local.get $unit) (i32.const 3))))
                  (i32.shl (i32.const 1) (i32.and (local.get $unit) (i32.const 7))))))
            (local.set $unit (i32.load16_u offset=2 (local.get $at)))
            (br_if $candidate
              (i32.eqz
                (i32.and
                  (i32.load8_u offset=8256 (i32.add (local.get $pair) (i32.shr_u (local.get $unit) (i32.const 3))))
                  (i32.shl (i32.const 1) (i32.and (local.get $unit) (i32.const 7))))))
            (return (select (local.get $at) (local.get $to) (i32.lt_u (local.get $at) (local.get $to))))))
        (local.set $from (i32.add (local.get $from) (i32.const 32)))
        (br $next)))
    (local.get $to)))
