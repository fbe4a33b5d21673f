;; Looks at the units of a text many at a time: `units.ts` makes the memory, `unit-kinds.ts` drives it and says what each loop is for.
;;
;;     0        kinds     65,536 bytes: unit -> its kind, so that a unit is the address of its kind
;;     65536    counts    128 of 32 bits: units of the text by kind
;;     66048    sets      64 of 16 bytes: of kinds
;;     67072    pairs     16,448 bytes: of units (see nextPair)
;;     83520    marks     65,536 bytes: of units (see nextOpenLine)
;;     149056   the text, and zeros behind it
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

  ;; Writes the kinds of `length` units and counts them, 4,080 at a time: sixteen counters in a vector, of eight bits each, hold no more.
  (func (export "classify") (param $text i32) (param $length i32) (param $kinds i32)
    (local $end i32) (local $stop i32) (local $whole i32)
    (memory.fill (i32.const 65536) (i32.const 0) (i32.const 512))
    (memory.fill (i32.sub (local.get $kinds) (i32.const 64)) (i32.const 0) (i32.const 64))
    (local.set $end (i32.add (local.get $kinds) (local.get $length)))
    (local.set $whole (local.get $kinds))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $kinds) (local.get $end)))
        (local.set $stop (i32.add (local.get $kinds) (i32.const 4080)))
        (if (i32.gt_u (local.get $stop) (local.get $end)) (then (local.set $stop (local.get $end))))
        (call $write (local.get $text) (local.get $kinds) (local.get $stop))
        (local.set $whole
          (i32.add
            (local.get $kinds)
            (i32.and (i32.sub (local.get $stop) (local.get $kinds)) (i32.const -16))))
        (call $countWords (local.get $kinds) (local.get $whole))
        (call $countSigns (local.get $kinds) (local.get $whole))
        (local.set $text
          (i32.add (local.get $text) (i32.shl (i32.sub (local.get $stop) (local.get $kinds)) (i32.const 1))))
        (local.set $kinds (local.get $stop))
        (br $next)))
    (memory.fill (local.get $kinds) (i32.const 0) (i32.const 64))
    ;; What is left of the last sixteen.
    (block $counted
      (loop $one
        (br_if $counted (i32.ge_u (local.get $whole) (local.get $end)))
        (call $count (i32.load8_u (local.get $whole)) (i32.const 1))
        (local.set $whole (i32.add (local.get $whole) (i32.const 1)))
        (br $one))))

  ;; Writes the kinds of the units from `text` on to [kinds, stop), and to less than eight bytes behind. Vectors put together of single
  ;; bytes take longer.
  (func $write (param $text i32) (param $kinds i32) (param $stop i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $kinds) (local.get $stop)))
        (i32.store8 (local.get $kinds)
          (i32.load8_u (i32.load16_u (local.get $text))))
        (i32.store8 offset=1 (local.get $kinds)
          (i32.load8_u (i32.load16_u offset=2 (local.get $text))))
        (i32.store8 offset=2 (local.get $kinds)
          (i32.load8_u (i32.load16_u offset=4 (local.get $text))))
        (i32.store8 offset=3 (local.get $kinds)
          (i32.load8_u (i32.load16_u offset=6 (local.get $text))))
        (i32.store8 offset=4 (local.get $kinds)
          (i32.load8_u (i32.load16_u offset=8 (local.get $text))))
        (i32.store8 offset=5 (local.get $kinds)
          (i32.load8_u (i32.load16_u offset=10 (local.get $text))))
        (i32.store8 offset=6 (local.get $kinds)
          (i32.load8_u (i32.load16_u offset=12 (local.get $text))))
        (i32.store8 offset=7 (local.get $kinds)
          (i32.load8_u (i32.load16_u offset=14 (local.get $text))))
        (local.set $text (i32.add (local.get $text) (i32.const 16)))
        (local.set $kinds (i32.add (local.get $kinds) (i32.const 8)))
        (br $next))))

  ;; Counts what texts mostly consist of in [kinds, stop), a multiple of sixteen: letters, Han, digits, blanks. In two functions, since all
  ;; counters together have no room in the registers.
  (func $countWords (param $kinds i32) (param $stop i32)
    (local $kind v128)
    (local $han v128) (local $traditional v128) (local $latin v128) (local $digit v128) (local $space v128) (local $newline v128)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $kinds) (local.get $stop)))
        (local.set $kind (v128.load (local.get $kinds)))
        (local.set $han
          (i8x16.sub (local.get $han) (i8x16.eq (local.get $kind) (i8x16.splat (i32.const 17)))))
        (local.set $traditional
          (i8x16.sub (local.get $traditional) (i8x16.eq (local.get $kind) (i8x16.splat (i32.const 18)))))
        (local.set $latin
          (i8x16.sub (local.get $latin) (i8x16.eq (local.get $kind) (i8x16.splat (i32.const 21)))))
        (local.set $digit
          (i8x16.sub (local.get $digit) (i8x16.eq (local.get $kind) (i8x16.splat (i32.const 24)))))
        (local.set $space
          (i8x16.sub (local.get $space) (i8x16.eq (local.get $kind) (i8x16.splat (i32.const 25)))))
        (local.set $newline
          (i8x16.sub (local.get $newline) (i8x16.eq (local.get $kind) (i8x16.splat (i32.const 26)))))
        (local.set $kinds (i32.add (local.get $kinds) (i32.const 16)))
        (br $next)))
    (call $count (i32.const 17) (call $sum (local.get $han)))
    (call $count (i32.const 18) (call $sum (local.get $traditional)))
    (call $count (i32.const 21) (call $sum (local.get $latin)))
    (call $count (i32.const 24) (call $sum (local.get $digit)))
    (call $count (i32.const 25) (call $sum (local.get $space)))
    (call $count (i32.const 26) (call $sum (local.get $newline))))

  ;; The same for punctuation, and one by one for all that is rare.
  (func $countSigns (param $kinds i32) (param $stop i32)
    (local $kind v128) (local $others i32)
    (local $ascii v128) (local $cjk v128) (local $backtick v128) (local $rule v128) (local $point v128)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $kinds) (local.get $stop)))
        (local.set $kind (v128.load (local.get $kinds)))
        (local.set $ascii
          (i8x16.sub (local.get $ascii) (i8x16.eq (local.get $kind) (i8x16.splat (i32.const 30)))))
        (local.set $cjk
          (i8x16.sub (local.get $cjk) (i8x16.eq (local.get $kind) (i8x16.splat (i32.const 35)))))
        (local.set $backtick
          (i8x16.sub (local.get $backtick) (i8x16.eq (local.get $kind) (i8x16.splat (i32.const 34)))))
        (local.set $rule
          (i8x16.sub (local.get $rule) (i8x16.eq (local.get $kind) (i8x16.splat (i32.const 72)))))
        (local.set $point
          (i8x16.sub (local.get $point) (i8x16.eq (local.get $kind) (i8x16.splat (i32.const 73)))))
        ;; The set of all kinds that are counted by vectors.
        (local.set $others
          (call $outside (v128.const i8x16 0 16 48 32 0 16 0 0 80 80 16 0 0 0 16 0) (local.get $kind)))
        (block $counted
          (loop $other
            (br_if $counted (i32.eqz (local.get $others)))
            (call $count (i32.load8_u (i32.add (local.get $kinds) (i32.ctz (local.get $others)))) (i32.const 1))
            (local.set $others (i32.and (local.get $others) (i32.sub (local.get $others) (i32.const 1))))
            (br $other)))
        (local.set $kinds (i32.add (local.get $kinds) (i32.const 16)))
        (br $next)))
    (call $count (i32.const 30) (call $sum (local.get $ascii)))
    (call $count (i32.const 35) (call $sum (local.get $cjk)))
    (call $count (i32.const 34) (call $sum (local.get $backtick)))
    (call $count (i32.const 72) (call $sum (local.get $rule)))
    (call $count (i32.const 73) (call $sum (local.get $point))))

  (func $sum (param $counters v128) (result i32)
    (local $quarters v128)
    (local.set $quarters
      (i32x4.extadd_pairwise_i16x8_u (i16x8.extadd_pairwise_i8x16_u (local.get $counters))))
    (i32.add
      (i32.add (i32x4.extract_lane 0 (local.get $quarters)) (i32x4.extract_lane 1 (local.get $quarters)))
      (i32.add (i32x4.extract_lane 2 (local.get $quarters)) (i32x4.extract_lane 3 (local.get $quarters)))))

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
    (local.get $to))

  ;; The start of the first line in [from, to), places in the text, that breaks off, or `to`; `from` is the start of a line. A unit is
  ;; marked 1 when a sentence may end with it, 2 when a line is complete with it, 4 when it is a blank, 8 when a line that begins with it
  ;; need not be complete.
  (func (export "nextOpenLine")
    (param $marks i32) (param $text i32) (param $kinds i32) (param $from i32) (param $to i32) (result i32)
    (local $end i32) (local $at i32) (local $stop i32) (local $lines i32) (local $mark i32)
    (block $none
      (loop $next
        (br_if $none (i32.ge_u (local.get $from) (local.get $to)))
        ;; The end of the line.
        (local.set $end (local.get $from))
        (block $found
          (loop $sixteen
            (br_if $found (i32.ge_u (local.get $end) (local.get $to)))
            (local.set $lines
              (i8x16.bitmask
                (i8x16.eq
                  (v128.load (i32.add (local.get $kinds) (local.get $end)))
                  (i8x16.splat (i32.const 26)))))
            (if (local.get $lines)
              (then
                (local.set $end (i32.add (local.get $end) (i32.ctz (local.get $lines))))
                (br $found)))
            (local.set $end (i32.add (local.get $end) (i32.const 16)))
            (br $sixteen)))
        (local.set $end
          (select (local.get $end) (local.get $to) (i32.lt_u (local.get $end) (local.get $to))))
        (block $whole
          (br_if $whole (i32.eq (local.get $end) (local.get $from)))
          (local.set $at (i32.add (local.get $text) (i32.shl (local.get $from) (i32.const 1))))
          (local.set $stop (i32.add (local.get $text) (i32.shl (local.get $end) (i32.const 1))))
          (br_if $whole
            (i32.and
              (i32.load8_u (i32.add (local.get $marks) (i32.load16_u (local.get $at))))
              (i32.const 8)))
          ;; The last unit that is no blank.
          (loop $blank
            (br_if $whole (i32.eq (local.get $stop) (local.get $at)))
            (local.set $stop (i32.sub (local.get $stop) (i32.const 2)))
            (local.set $mark (i32.load8_u (i32.add (local.get $marks) (i32.load16_u (local.get $stop)))))
            (br_if $blank (i32.and (local.get $mark) (i32.const 4))))
          (br_if $whole (i32.and (local.get $mark) (i32.const 2)))
          ;; An end before it.
          (loop $unit
            (br_if $whole (i32.eq (local.get $stop) (local.get $at)))
            (local.set $stop (i32.sub (local.get $stop) (i32.const 2)))
            (br_if $unit
              (i32.eqz
                (i32.and
                  (i32.load8_u (i32.add (local.get $marks) (i32.load16_u (local.get $stop))))
                  (i32.const 1)))))
          (return (local.get $from)))
        (local.set $from (i32.add (local.get $end) (i32.const 1)))
        (br $next)))
    (local.get $to)))
