;; Reads the two large tables of a `tokenizer.json`: `bulk-tables.ts` drives it, names the places in the memory and says what is read and
;; what is not. Zeros behind the file end every loop.
(module
  (memory (import "kernel" "memory") 1)
  ;; 16-bit units of the spellings, one behind the other
  (global $units (import "kernel" "units") i32)
  ;; 32-bit, by entry or merge: where it begins, counted in units, and behind the last one its end
  (global $starts (import "kernel" "starts") i32)
  ;; 32-bit: the id of an entry; where the right part of a merge begins
  (global $numbers (import "kernel" "numbers") i32)
  (global $highestId (import "kernel" "highestId") i32)

  ;; The next byte to be read, and where the next unit is put.
  (global $at (mut i32) (i32.const 0))
  (global $unit (mut i32) (i32.const 0))
  (global $count (mut i32) (i32.const 0))

  ;; `{"spelling": id, ...}` at this address: returns the address behind it, -1 where it is none.
  (func (export "readVocabulary") (param $from i32) (result i32)
    (local $id i32)
    (call $begin (local.get $from))
    (if (i32.eqz (call $take (i32.const 0x7b))) (then (return (i32.const -1))))
    (loop $each
      (if (i32.eqz (call $takeString)) (then (return (i32.const -1))))
      (if (i32.eqz (call $take (i32.const 0x3a))) (then (return (i32.const -1))))
      (local.set $id (call $takeNumber))
      (if (i32.gt_u (local.get $id) (global.get $highestId)) (then (return (i32.const -1))))
      (call $end (local.get $id))
      (br_if $each (call $take (i32.const 0x2c))))
    (if (i32.eqz (call $take (i32.const 0x7d))) (then (return (i32.const -1))))
    (global.get $at))

  ;; `["left right", ...]` or `[["left", "right"], ...]`, in the same way.
  (func (export "readMerges") (param $from i32) (result i32)
    (local $start i32) (local $seam i32)
    (call $begin (local.get $from))
    (if (i32.eqz (call $take (i32.const 0x5b))) (then (return (i32.const -1))))
    (loop $each
      (local.set $start (global.get $unit))
      (if (call $take (i32.const 0x5b))
        (then
          (if (i32.eqz (call $takeString)) (then (return (i32.const -1))))
          (if (i32.eqz (call $take (i32.const 0x2c))) (then (return (i32.const -1))))
          (local.set $seam (global.get $unit))
          (if (i32.eqz (call $takeString)) (then (return (i32.const -1))))
          (if (i32.eqz (call $take (i32.const 0x5d))) (then (return (i32.const -1)))))
        (else
          (if (i32.eqz (call $takeString)) (then (return (i32.const -1))))
          (local.set $seam (call $dropSpace (local.get $start)))
          (if (i32.lt_s (local.get $seam) (i32.const 0)) (then (return (i32.const -1))))))
      (if (i32.eq (local.get $seam) (local.get $start)) (then (return (i32.const -1))))
      (if (i32.eq (local.get $seam) (global.get $unit)) (then (return (i32.const -1))))
      (call $end (i32.shr_u (i32.sub (local.get $seam) (global.get $units)) (i32.const 1)))
      (br_if $each (call $take (i32.const 0x2c))))
    (if (i32.eqz (call $take (i32.const 0x5d))) (then (return (i32.const -1))))
    (global.get $at))

  ;; Entries or merges that were read last.
  (func (export "countRead") (result i32) (global.get $count))

  (func $begin (param $from i32)
    (global.set $at (local.get $from))
    (global.set $unit (global.get $units))
    (global.set $count (i32.const 0))
    (i32.store (global.get $starts) (i32.const 0)))

  ;; Ends an entry or a merge, which has this number.
  (func $end (param $number i32)
    (local $place i32)
    (local.set $place (i32.shl (global.get $count) (i32.const 2)))
    (i32.store (i32.add (global.get $numbers) (local.get $place)) (local.get $number))
    (i32.store offset=4
      (i32.add (global.get $starts) (local.get $place))
      (i32.shr_u (i32.sub (global.get $unit) (global.get $units)) (i32.const 1)))
    (global.set $count (i32.add (global.get $count) (i32.const 1))))

  ;; Takes the only space out of the units from `start` on, and returns where it was; -1 where there is none, or another one.
  (func $dropSpace (param $start i32) (result i32)
    (local $seam i32) (local $at i32) (local $unit i32)
    (local.set $seam (i32.const -1))
    (local.set $at (local.get $start))
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $at) (global.get $unit)))
        (local.set $unit (i32.load16_u (local.get $at)))
        (if (i32.ge_s (local.get $seam) (i32.const 0))
          (then (i32.store16 (i32.sub (local.get $at) (i32.const 2)) (local.get $unit))))
        (if (i32.eq (local.get $unit) (i32.const 0x20))
          (then
            (if (i32.ge_s (local.get $seam) (i32.const 0)) (then (return (i32.const -1))))
            (local.set $seam (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 2)))
        (br $each)))
    (if (i32.ge_s (local.get $seam) (i32.const 0))
      (then (global.set $unit (i32.sub (global.get $unit) (i32.const 2)))))
    (local.get $seam))

  (func $skipSpace
    (local $at i32) (local $byte i32)
    (local.set $at (global.get $at))
    (loop $each
      (local.set $byte (i32.load8_u (local.get $at)))
      (if
        (i32.or
          (i32.or (i32.eq (local.get $byte) (i32.const 0x20)) (i32.eq (local.get $byte) (i32.const 0x0a)))
          (i32.or (i32.eq (local.get $byte) (i32.const 0x0d)) (i32.eq (local.get $byte) (i32.const 0x09))))
        (then
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br $each))))
    (global.set $at (local.get $at)))

  ;; Takes one byte of punctuation behind any white space; 0 where it is another.
  (func $take (param $byte i32) (result i32)
    (call $skipSpace)
    (if (i32.ne (i32.load8_u (global.get $at)) (local.get $byte)) (then (return (i32.const 0))))
    (global.set $at (i32.add (global.get $at) (i32.const 1)))
    (i32.const 1))

  ;; Takes an integer of up to nine digits; -1 where there is none.
  (func $takeNumber (result i32)
    (local $from i32) (local $at i32) (local $digit i32) (local $value i32) (local $digits i32)
    (call $skipSpace)
    (local.set $from (global.get $at))
    (local.set $at (local.get $from))
    (block $done
      (loop $each
        (local.set $digit (i32.sub (i32.load8_u (local.get $at)) (i32.const 0x30)))
        (br_if $done (i32.gt_u (local.get $digit) (i32.const 9)))
        (local.set $value (i32.add (i32.mul (local.get $value) (i32.const 10)) (local.get $digit)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $each (i32.lt_u (i32.sub (local.get $at) (local.get $from)) (i32.const 10)))))
    (global.set $at (local.get $at))
    (local.set $digits (i32.sub (local.get $at) (local.get $from)))
    (if
      (i32.or
        (i32.or (i32.eqz (local.get $digits)) (i32.eq (local.get $digits) (i32.const 10)))
        (i32.and
          (i32.eq (i32.load8_u (local.get $from)) (i32.const 0x30))
          (i32.gt_u (local.get $digits) (i32.const 1))))
      (then (return (i32.const -1))))
    (local.get $value))

  ;; Takes a string; 0 where it is none, or has escapes by number or UTF-8 that is not sound.
  (func $takeString (result i32)
    (local $at i32) (local $unit i32) (local $byte i32) (local $second i32) (local $third i32) (local $point i32)
    (call $skipSpace)
    (local.set $at (global.get $at))
    (local.set $unit (global.get $unit))
    (if (i32.ne (i32.load8_u (local.get $at)) (i32.const 0x22)) (then (return (i32.const 0))))
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (block $done
      (loop $each
        (local.set $byte (i32.load8_u (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (if (i32.lt_u (local.get $byte) (i32.const 0x80))
          (then
            (if (i32.lt_u (local.get $byte) (i32.const 0x20)) (then (return (i32.const 0))))
            (br_if $done (i32.eq (local.get $byte) (i32.const 0x22)))
            (if (i32.eq (local.get $byte) (i32.const 0x5c))
              (then
                (local.set $byte (i32.load8_u (local.get $at)))
                (local.set $at (i32.add (local.get $at) (i32.const 1)))
                (if
                  (i32.and
                    (i32.ne (local.get $byte) (i32.const 0x22))
                    (i32.and
                      (i32.ne (local.get $byte) (i32.const 0x5c))
                      (i32.ne (local.get $byte) (i32.const 0x2f))))
                  (then (return (i32.const 0))))))
            (i32.store16 (local.get $unit) (local.get $byte))
            (local.set $unit (i32.add (local.get $unit) (i32.const 2)))
            (br $each)))
        ;; 0 to 63 where the byte goes on with a character.
        (local.set $second (i32.xor (i32.load8_u (local.get $at)) (i32.const 0x80)))
        (if (i32.ge_u (local.get $second) (i32.const 0x40)) (then (return (i32.const 0))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (if (i32.lt_u (local.get $byte) (i32.const 0xe0))
          (then
            (if (i32.lt_u (local.get $byte) (i32.const 0xc2)) (then (return (i32.const 0))))
            (i32.store16 (local.get $unit)
              (i32.or
                (i32.shl (i32.and (local.get $byte) (i32.const 0x1f)) (i32.const 6))
                (local.get $second)))
            (local.set $unit (i32.add (local.get $unit) (i32.const 2)))
            (br $each)))
        (local.set $third (i32.xor (i32.load8_u (local.get $at)) (i32.const 0x80)))
        (if (i32.ge_u (local.get $third) (i32.const 0x40)) (then (return (i32.const 0))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $point
          (i32.or
            (i32.shl
              (i32.or
                (i32.shl (i32.and (local.get $byte) (i32.const 0x0f)) (i32.const 6))
                (local.get $second))
              (i32.const 6))
            (local.get $third)))
        (if (i32.lt_u (local.get $byte) (i32.const 0xf0))
          (then
            (if (i32.lt_u (local.get $point) (i32.const 0x800)) (then (return (i32.const 0))))
            (if (i32.eq (i32.and (local.get $point) (i32.const 0xf800)) (i32.const 0xd800))
              (then (return (i32.const 0))))
            (i32.store16 (local.get $unit) (local.get $point))
            (local.set $unit (i32.add (local.get $unit) (i32.const 2)))
            (br $each)))
        (if (i32.gt_u (local.get $byte) (i32.const 0xf4)) (then (return (i32.const 0))))
        (local.set $third (i32.xor (i32.load8_u (local.get $at)) (i32.const 0x80)))
        (if (i32.ge_u (local.get $third) (i32.const 0x40)) (then (return (i32.const 0))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $point (i32.or (i32.shl (local.get $point) (i32.const 6)) (local.get $third)))
        (if (i32.lt_u (local.get $point) (i32.const 0x10000)) (then (return (i32.const 0))))
        (if (i32.gt_u (local.get $point) (i32.const 0x10ffff)) (then (return (i32.const 0))))
        (i32.store16 (local.get $unit)
          (i32.add (i32.const 0xd7c0) (i32.shr_u (local.get $point) (i32.const 10))))
        (i32.store16 offset=2 (local.get $unit)
          (i32.or (i32.const 0xdc00) (i32.and (local.get $point) (i32.const 0x3ff))))
        (local.set $unit (i32.add (local.get $unit) (i32.const 4)))
        (br $each)))
    (global.set $at (local.get $at))
    (global.set $unit (local.get $unit))
    (i32.const 1)))
