;; Cuts text into words by the patterns of cl100k, Llama 3 and Qwen, a window at a time: the machine of `cl100k-machine.ts`, which says what its
;; states and marks mean. The reference is `cl100k-scanner.ts`. Drawn in `bpe/chunks.wat`: the transitions (at 7680), the units
;; (at 1327104), their classes (at 212992) and where words start (at 1335424).
;;
;; Each unit is one step, with no branch that depends on the text: a loop over runs would be predicted wrongly at the end of each run, which
;; costs more than everything else.
(module
  (memory (import "kernel" "memory") 1)

  ;; Marks where the words of `units[0, length)` start, and returns where the last one ends that is whole.
  ;;   isLast   0: the text goes on behind the window, and so may its last word
  (func (export "scan") (param $length i32) (param $isLast i32) (result i32)
    (local $at i32) (local $width i32) (local $class i32) (local $step i32) (local $starts i32) (local $line i32) (local $end i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $length)))
        (local.set $class
          (i32.load8_u offset=212992
            (i32.load16_u offset=1327104 (i32.shl (local.get $at) (i32.const 1)))))
        (local.set $width (i32.const 1))
        (if (i32.eq (local.get $class) (i32.const 5))
          (then
            (local.set $width (call $widthOfPair (local.get $at) (local.get $length)))
            (local.set $class
              (i32.load8_u offset=212992 (call $characterAt (local.get $at) (local.get $width))))))
        (local.set $step
          (i32.load16_u offset=7680
            (i32.or
              (i32.and (local.get $step) (i32.const 0xf0))
              (i32.shl (local.get $class) (i32.const 1)))))
        ;; Only now is it known whether the unit before starts a word.
        (i32.store8 offset=1335423 (local.get $at)
          (i32.or (local.get $starts) (i32.and (i32.shr_u (local.get $step) (i32.const 1)) (i32.const 1))))
        (local.set $starts (i32.and (local.get $step) (i32.const 1)))
        (local.set $line
          (select (local.get $at) (local.get $line) (i32.and (local.get $step) (i32.const 4))))
        (if (i32.and (local.get $step) (i32.const 8))
          (then
            (if (i32.eq (local.get $class) (i32.const 4))
              (then (i32.store8 offset=1335424 (local.get $line) (i32.const 0)))
              (else
                (local.set $end (call $endOfContraction (local.get $at) (local.get $length)))
                (if (local.get $end)
                  (then
                    (local.set $width (i32.sub (local.get $end) (local.get $at)))
                    (local.set $step (i32.const 0))))))))
        (if (i32.gt_u (local.get $width) (i32.const 1))
          (then
            (i32.store16 offset=1335424 (local.get $at) (local.get $starts))
            (local.set $starts (i32.const 0))))
        (local.set $at (i32.add (local.get $at) (local.get $width)))
        (br $next)))
    (i32.store8 offset=1335423 (local.get $at) (local.get $starts))
    (if (local.get $isLast) (then (return (local.get $length))))
    ;; White space behind a line may still end with another one.
    (if (i32.ge_u (i32.and (local.get $step) (i32.const 0xf0)) (i32.const 0xc0))
      (then (i32.store8 offset=1335424 (local.get $line) (i32.const 0))))
    (loop $back
      (local.set $at (i32.sub (local.get $at) (i32.const 1)))
      (br_if $back
        (i32.and
          (i32.gt_s (local.get $at) (i32.const 0))
          (i32.eqz (i32.load8_u offset=1335424 (local.get $at))))))
    (local.get $at))

  ;; Units of the character that begins with a first half: 1 where that stands alone.
  (func $widthOfPair (param $at i32) (param $length i32) (result i32)
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (if (i32.ge_u (local.get $at) (local.get $length)) (then (return (i32.const 1))))
    (i32.add
      (i32.const 1)
      (i32.eq (i32.and (call $unitAt (local.get $at)) (i32.const 0xfc00)) (i32.const 0xdc00))))

  ;; Its code point; U+FFFD for a first half that stands alone.
  (func $characterAt (param $at i32) (param $width i32) (result i32)
    (if (i32.eq (local.get $width) (i32.const 1)) (then (return (i32.const 0xfffd))))
    (i32.or
      (i32.shl (i32.sub (call $unitAt (local.get $at)) (i32.const 0xd7c0)) (i32.const 10))
      (i32.and (call $unitAt (i32.add (local.get $at) (i32.const 1))) (i32.const 0x3ff))))

  (func $unitAt (param $at i32) (result i32)
    (i32.load16_u offset=1327104 (i32.shl (local.get $at) (i32.const 1))))

  ;; `'s|'t|'re|'ve|'m|'ll|'d` at an apostrophe in any case, else 0: `contractions.ts`.
  (func $endOfContraction (param $start i32) (param $length i32) (result i32)
    (local $first i32) (local $second i32)
    (if (i32.ge_u (i32.add (local.get $start) (i32.const 1)) (local.get $length))
      (then (return (i32.const 0))))
    (local.set $first (call $unitAt (i32.add (local.get $start) (i32.const 1))))
    ;; Long s.
    (if (i32.eq (local.get $first) (i32.const 0x17f))
      (then (return (i32.add (local.get $start) (i32.const 2)))))
    (local.set $first (i32.or (local.get $first) (i32.const 0x20)))
    (if
      (i32.or
        (i32.or
          (i32.eq (local.get $first) (i32.const 0x73))
          (i32.eq (local.get $first) (i32.const 0x74)))
        (i32.or
          (i32.eq (local.get $first) (i32.const 0x6d))
          (i32.eq (local.get $first) (i32.const 0x64))))
      (then (return (i32.add (local.get $start) (i32.const 2)))))
    (if (i32.ge_u (i32.add (local.get $start) (i32.const 2)) (local.get $length))
      (then (return (i32.const 0))))
    (local.set $second
      (i32.or (call $unitAt (i32.add (local.get $start) (i32.const 2))) (i32.const 0x20)))
    (select
      (i32.add (local.get $start) (i32.const 3))
      (i32.const 0)
      (i32.or
        (i32.and
          (i32.or
            (i32.eq (local.get $first) (i32.const 0x72))
            (i32.eq (local.get $first) (i32.const 0x76)))
          (i32.eq (local.get $second) (i32.const 0x65)))
        (i32.and
          (i32.eq (local.get $first) (i32.const 0x6c))
          (i32.eq (local.get $second) (i32.const 0x6c)))))))
