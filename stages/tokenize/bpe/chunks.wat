;; Cuts words into chunks and writes the tokens of those that were met before; `merge.wat` makes those of the others. `chunk-kernel.ts`
;; drives all three modules, which share one memory:
;;
;;     0        mask       16 units of ones, 16 of zeros: at 32 - 2 n begins what keeps n units
;;     64       unknown    the chunk that is not in the cache: its key (16 bytes), its head, the address of its line; where ids end
;;     92       number of the last slot of pairs
;;     96       the same chunk where it is short: its key (8 bytes), its head, 0 where it is not, the address of its line
;;     128      bytes      256 of 32 bits: the token of each byte, where the alphabet is one of bytes; else -1
;;     1152     merging    528 tokens; the rank of the merge of each with the next one (at 3264); what that makes (at 5376)
;;     7488     packed   the units of a chunk of more than 16, a byte each, zeros behind them; 96 bytes
;;     7680     machine    128 of 16 bits: transitions (cl100k-machine.ts)
;;     8192     unit junctions, 2^20 bits (seam-filter.ts)
;;     139264   byte junctions, 2^16 bits
;;     147456   edges      unit -> bit n: some byte junction has the last byte of its character on the left, and on the right one that
;;                         begins a unit of which n is bits 12 to 14
;;     212992   classes    code point -> its class (cl100k-machine.ts)
;;     1327104  units      4,096 and 32 more that may be read
;;     1335424  words      4,096 bytes: unit of the window -> 1 where a word starts
;;     1339584  starts     4,097 of 32 bits: where chunks begin, the last one ends
;;     1356032  ids        room for three a unit, and eight more that may be written
;;     1405248  lines of short chunks, 32,768 of 64 bytes
;;     3502400  lines of long chunks, 16,384 of 64 bytes
;;     4550976  characters unit -> its token; -1 where it has none that merging arrives at
;;     4813120  pair bits, 2^21 bits (merge-table.ts)
;;     5075264  lines of the longest chunks, 1,024 of 128 bytes
;;     5206336  near pairs, 16,384 of 16 bytes, and behind them all pairs (merge-table.ts)
;;
;; A line holds four short chunks or two long ones, the latest first, so that finding one costs a single access to memory.
;;
;; A short chunk has up to 4 units of 16 bits, or up to 8 of 8 bits where all are below 0x100, and up to three tokens below 2^18:
;;
;;     0   four keys of 64 bits: the units, zeros behind their end
;;     32  for each: head << 59 | number of tokens << 54 | three tokens of 18 bits, the first lowest
;;
;; The head is the number of units, plus 16 where units have 8 bits; 0: free. A long chunk has twice as many units and one token more:
;;
;;     0   key
;;     16  head << 25 | number of tokens << 22 | first token; three more tokens
;;     32  the same of the other chunk
;;
;; Here the head is the number of units, plus 32 where units have 8 bits. A short chunk of four tokens is remembered as a long one. The
;; longest chunks are rules of dashes, deep indents and the like, which take long to merge and recur; their units have 8 bits, and they have
;; up to seven tokens:
;;
;;     0   key, 96 bytes
;;     96  number of units << 24 | number of tokens; seven tokens
;;
;; Hardly a branch in the loops depends on the text, apart from the one for an unknown chunk: a wrong prediction costs more than the work
;; itself, and without branches the waits for memory overlap.
(module
  (memory (import "kernel" "memory") 1)
  (func $merge (import "kernel" "merge") (param i32) (param i32) (param i32) (result i32))
  (func $mayCrossBytes (import "kernel" "mayCrossBytes") (param i32) (param i32) (result i32))

  ;; Writes where the chunks of `units[0, length)` begin, and returns how many there are. A word end is a boundary, and so is a seam that
  ;; no merge reaches across; between two letters of ASCII only when the chunk has 64 units.
  (func (export "cut") (param $length i32) (result i32)
    (local $at i32) (local $start i32) (local $chunk i32) (local $hash i32) (local $is i32)
    (local $left i32) (local $right i32) (local $leftIsHalf i32) (local $isHalf i32)
    (i32.store offset=1339584 (i32.const 0) (i32.const 0))
    (local.set $chunk (i32.const 4))
    (local.set $left (i32.load16_u offset=1327104 (i32.const 0)))
    (local.set $leftIsHalf (i32.eq (i32.and (local.get $left) (i32.const 0xf800)) (i32.const 0xd800)))
    (local.set $at (i32.const 1))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $length)))
        ;; Eight letters of ASCII behind one, in a chunk that stays below 64 units: words alone count.
        (if
          (i32.and
            (i32.and
              (i32.lt_u (local.get $left) (i32.const 0x80))
              (i32.eqz
                (v128.any_true
                  (v128.and
                    (v128.load offset=1327104 (i32.shl (local.get $at) (i32.const 1)))
                    (v128.const i32x4 0xff80ff80 0xff80ff80 0xff80ff80 0xff80ff80)))))
            (i32.and
              (i32.le_u (i32.sub (local.get $at) (local.get $start)) (i32.const 56))
              (i32.le_u (i32.add (local.get $at) (i32.const 8)) (local.get $length))))
          (then
            (i32.store offset=1339584 (local.get $chunk) (local.get $at))
            (local.set $chunk
              (i32.add (local.get $chunk) (i32.shl (i32.load8_u offset=1335424 (local.get $at)) (i32.const 2))))
            (i32.store offset=1339584 (local.get $chunk) (i32.add (local.get $at) (i32.const 1)))
            (local.set $chunk
              (i32.add (local.get $chunk) (i32.shl (i32.load8_u offset=1335425 (local.get $at)) (i32.const 2))))
            (i32.store offset=1339584 (local.get $chunk) (i32.add (local.get $at) (i32.const 2)))
            (local.set $chunk
              (i32.add (local.get $chunk) (i32.shl (i32.load8_u offset=1335426 (local.get $at)) (i32.const 2))))
            (i32.store offset=1339584 (local.get $chunk) (i32.add (local.get $at) (i32.const 3)))
            (local.set $chunk
              (i32.add (local.get $chunk) (i32.shl (i32.load8_u offset=1335427 (local.get $at)) (i32.const 2))))
            (i32.store offset=1339584 (local.get $chunk) (i32.add (local.get $at) (i32.const 4)))
            (local.set $chunk
              (i32.add (local.get $chunk) (i32.shl (i32.load8_u offset=1335428 (local.get $at)) (i32.const 2))))
            (i32.store offset=1339584 (local.get $chunk) (i32.add (local.get $at) (i32.const 5)))
            (local.set $chunk
              (i32.add (local.get $chunk) (i32.shl (i32.load8_u offset=1335429 (local.get $at)) (i32.const 2))))
            (i32.store offset=1339584 (local.get $chunk) (i32.add (local.get $at) (i32.const 6)))
            (local.set $chunk
              (i32.add (local.get $chunk) (i32.shl (i32.load8_u offset=1335430 (local.get $at)) (i32.const 2))))
            (i32.store offset=1339584 (local.get $chunk) (i32.add (local.get $at) (i32.const 7)))
            (local.set $chunk
              (i32.add (local.get $chunk) (i32.shl (i32.load8_u offset=1335431 (local.get $at)) (i32.const 2))))
            (local.set $start (i32.load offset=1339580 (local.get $chunk)))
            (local.set $left (i32.load16_u offset=1327118 (i32.shl (local.get $at) (i32.const 1))))
            (local.set $at (i32.add (local.get $at) (i32.const 8)))
            (br $next)))
        (local.set $right (i32.load16_u offset=1327104 (i32.shl (local.get $at) (i32.const 1))))
        (local.set $isHalf (i32.eq (i32.and (local.get $right) (i32.const 0xf800)) (i32.const 0xd800)))
        ;; As isSafe in seam-filter.ts.
        (local.set $hash
          (i32.add
            (i32.mul (local.get $left) (i32.const 0x9e3779b1))
            (i32.mul (local.get $right) (i32.const 0x85ebca6b))))
        (local.set $is
          (i32.and
            (i32.or
              (i32.ge_u (i32.or (local.get $left) (local.get $right)) (i32.const 0x80))
              (i32.ge_u (i32.sub (local.get $at) (local.get $start)) (i32.const 64)))
            (i32.eqz
              (i32.or
                (i32.or (local.get $leftIsHalf) (local.get $isHalf))
                (i32.and
                  (i32.shr_u
                    (i32.load offset=8192
                      (i32.shl (i32.shr_u (local.get $hash) (i32.const 17)) (i32.const 2)))
                    (i32.shr_u (local.get $hash) (i32.const 12)))
                  (i32.const 1))))))
        (if
          (i32.and
            (local.get $is)
            (i32.shr_u
              (i32.load8_u offset=147456 (local.get $left))
              (i32.and (i32.shr_u (local.get $right) (i32.const 12)) (i32.const 7))))
          (then (local.set $is (i32.eqz (call $mayCrossBytes (local.get $left) (local.get $right))))))
        (local.set $is (i32.or (local.get $is) (i32.load8_u offset=1335424 (local.get $at))))
        (i32.store offset=1339584 (local.get $chunk) (local.get $at))
        (local.set $chunk (i32.add (local.get $chunk) (i32.shl (local.get $is) (i32.const 2))))
        (local.set $start (select (local.get $at) (local.get $start) (local.get $is)))
        (local.set $left (local.get $right))
        (local.set $leftIsHalf (local.get $isHalf))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (i32.store offset=1339584 (local.get $chunk) (local.get $length))
    (i32.shr_u (local.get $chunk) (i32.const 2)))

  ;; Writes the tokens of the chunks from `chunk` on to `ids`, an address. Returns the first chunk that the kernel has no tokens for, or
  ;; `chunks`; the word at 88 says where the ids end.
  (func (export "encode") (param $chunk i32) (param $chunks i32) (param $ids i32) (result i32)
    (local $end i32) (local $from i32) (local $to i32) (local $length i32) (local $narrow i32) (local $head i64)
    (local $units v128) (local $key i64) (local $line i32) (local $keys v128)
    (local $heads v128) (local $found v128) (local $value i64) (local $tokens i32)
    (local.set $chunk (i32.shl (local.get $chunk) (i32.const 2)))
    (local.set $end (i32.shl (local.get $chunks) (i32.const 2)))
    (local.set $to (i32.load offset=1339584 (local.get $chunk)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $chunk) (local.get $end)))
        (local.set $from (local.get $to))
        (local.set $to (i32.load offset=1339588 (local.get $chunk)))
        (local.set $length (i32.sub (local.get $to) (local.get $from)))
        (local.set $from (i32.shl (local.get $from) (i32.const 1)))
        (block $isShort
          (block $isLong
            (br_if $isLong (i32.gt_u (local.get $length) (i32.const 8)))
            (local.set $units
              (v128.and
                (v128.load offset=1327104 (local.get $from))
                (v128.load (i32.sub (i32.const 32) (i32.shl (local.get $length) (i32.const 1))))))
            (local.set $narrow
              (i32.eqz
                (v128.any_true
                  (v128.and
                    (local.get $units)
                    (v128.const i32x4 0xff00ff00 0xff00ff00 0xff00ff00 0xff00ff00)))))
            (br_if $isShort
              (i32.le_u (local.get $length) (i32.shl (i32.const 4) (local.get $narrow)))))
          (i32.store (i32.const 104) (i32.const 0))
          (local.set $tokens (call $encodeLong (local.get $from) (local.get $length) (local.get $ids)))
          (br_if $done (i32.eqz (local.get $tokens)))
          (local.set $ids (local.get $tokens))
          (local.set $chunk (i32.add (local.get $chunk) (i32.const 4)))
          (br $next))
        (local.set $key
          (select
            (i64x2.extract_lane 0 (i8x16.narrow_i16x8_u (local.get $units) (local.get $units)))
            (i64x2.extract_lane 0 (local.get $units))
            (local.get $narrow)))
        (local.set $head
          (i64.extend_i32_u (i32.or (local.get $length) (i32.shl (local.get $narrow) (i32.const 4)))))
        (local.set $line
          (i32.shl
            (i32.wrap_i64
              (i64.shr_u
                (i64.mul
                  (i64.xor (local.get $key) (i64.shl (local.get $head) (i64.const 7)))
                  (i64.const 0x9e3779b97f4a7c15))
                (i64.const 49)))
            (i32.const 6)))
        (local.set $keys (i64x2.splat (local.get $key)))
        (local.set $heads (i64x2.splat (local.get $head)))
        (local.set $found
          (v128.or
            (v128.and
              (v128.load offset=1405280 (local.get $line))
              (v128.and
                (i64x2.eq (v128.load offset=1405248 (local.get $line)) (local.get $keys))
                (i64x2.eq
                  (i64x2.shr_u (v128.load offset=1405280 (local.get $line)) (i32.const 59))
                  (local.get $heads))))
            (v128.and
              (v128.load offset=1405296 (local.get $line))
              (v128.and
                (i64x2.eq (v128.load offset=1405264 (local.get $line)) (local.get $keys))
                (i64x2.eq
                  (i64x2.shr_u (v128.load offset=1405296 (local.get $line)) (i32.const 59))
                  (local.get $heads))))))
        (if
          (i32.eqz (v128.any_true (local.get $found)))
          (then
            (i64.store (i32.const 96) (local.get $key))
            (i32.store (i32.const 104) (i32.wrap_i64 (local.get $head)))
            (i32.store (i32.const 108) (i32.add (local.get $line) (i32.const 1405248)))
            (local.set $tokens (call $encodeLong (local.get $from) (local.get $length) (local.get $ids)))
            (br_if $done (i32.eqz (local.get $tokens)))
            (local.set $ids (local.get $tokens))
            (local.set $chunk (i32.add (local.get $chunk) (i32.const 4)))
            (br $next)))
        (local.set $value
          (i64.or (i64x2.extract_lane 0 (local.get $found)) (i64x2.extract_lane 1 (local.get $found))))
        (i32.store (local.get $ids) (i32.and (i32.wrap_i64 (local.get $value)) (i32.const 0x3ffff)))
        (i32.store offset=4 (local.get $ids)
          (i32.and (i32.wrap_i64 (i64.shr_u (local.get $value) (i64.const 18))) (i32.const 0x3ffff)))
        (i32.store offset=8 (local.get $ids)
          (i32.and (i32.wrap_i64 (i64.shr_u (local.get $value) (i64.const 36))) (i32.const 0x3ffff)))
        (local.set $ids
          (i32.add
            (local.get $ids)
            (i32.and (i32.wrap_i64 (i64.shr_u (local.get $value) (i64.const 52))) (i32.const 12))))
        (local.set $chunk (i32.add (local.get $chunk) (i32.const 4)))
        (br $next)))
    (i32.store (i32.const 88) (local.get $ids))
    (i32.shr_u (local.get $chunk) (i32.const 2)))

  ;; The same for a chunk that is not short, or is not remembered as such; returns where its tokens end, 0 where the kernel has none for it.
  ;;   from   twice the place of its first unit
  (func $encodeLong (param $from i32) (param $length i32) (param $ids i32) (result i32)
    (local $mask i32) (local $first v128) (local $second v128) (local $key v128) (local $narrow i32)
    (local $head i32) (local $hash i64) (local $line i32) (local $entry i32) (local $tokens i32)
    (i32.store (i32.const 80) (i32.const 0))
    (block $unknown
      (if (i32.gt_u (local.get $length) (i32.const 16))
        (then
          (local.set $line (call $findLongest (local.get $from) (local.get $length)))
          (br_if $unknown (i32.eqz (local.get $line)))
          (v128.store (local.get $ids) (v128.load offset=100 (local.get $line)))
          (v128.store offset=12 (local.get $ids) (v128.load offset=112 (local.get $line)))
          (return
            (i32.add
              (local.get $ids)
              (i32.shl (i32.load8_u offset=96 (local.get $line)) (i32.const 2))))))
      (local.set $mask (i32.sub (i32.const 32) (i32.shl (local.get $length) (i32.const 1))))
      (local.set $first
        (v128.and (v128.load offset=1327104 (local.get $from)) (v128.load (local.get $mask))))
      (local.set $second
        (v128.and (v128.load offset=1327120 (local.get $from)) (v128.load offset=16 (local.get $mask))))
      (local.set $narrow
        (i32.eqz
          (v128.any_true
            (v128.and
              (v128.or (local.get $first) (local.get $second))
              (v128.const i32x4 0xff00ff00 0xff00ff00 0xff00ff00 0xff00ff00)))))
      (br_if $unknown (i32.gt_u (local.get $length) (i32.shl (i32.const 8) (local.get $narrow))))
      (local.set $key
        (v128.bitselect
          (i8x16.narrow_i16x8_u (local.get $first) (local.get $second))
          (local.get $first)
          (i32x4.splat (i32.sub (i32.const 0) (local.get $narrow)))))
      (local.set $head (i32.or (local.get $length) (i32.shl (local.get $narrow) (i32.const 5))))
      (local.set $hash
        (i64.mul
          (i64.xor (i64x2.extract_lane 0 (local.get $key)) (i64.extend_i32_u (local.get $head)))
          (i64.const 0x9e3779b97f4a7c15)))
      (local.set $hash
        (i64.mul
          (i64.xor
            (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 32)))
            (i64x2.extract_lane 1 (local.get $key)))
          (i64.const 0xc2b2ae3d27d4eb4f)))
      (local.set $line
        (i32.add
          (i32.shl (i32.wrap_i64 (i64.shr_u (local.get $hash) (i64.const 50))) (i32.const 6))
          (i32.const 3502400)))
      (local.set $entry (local.get $line))
      (if (i32.eqz (call $isLong (local.get $entry) (local.get $key) (local.get $head)))
        (then
          (local.set $entry (i32.add (local.get $entry) (i32.const 32)))
          (if (i32.eqz (call $isLong (local.get $entry) (local.get $key) (local.get $head)))
            (then
              (v128.store (i32.const 64) (local.get $key))
              (i32.store (i32.const 80) (local.get $head))
              (i32.store (i32.const 84) (local.get $line))
              (br $unknown)))))
      (v128.store (local.get $ids)
        (v128.and
          (v128.load offset=16 (local.get $entry))
          (v128.const i32x4 0x3fffff -1 -1 -1)))
      (return
        (i32.add
          (local.get $ids)
          (i32.and
            (i32.shr_u (i32.load offset=16 (local.get $entry)) (i32.const 20))
            (i32.const 0x1c)))))
    (local.set $tokens (call $merge (local.get $from) (local.get $length) (local.get $ids)))
    (if (local.get $tokens) (then (call $remember (local.get $ids) (local.get $tokens))))
    (local.get $tokens))

  ;; The line that remembers a chunk of more than 16 units; 0 where none does.
  (func $findLongest (param $from i32) (param $length i32) (result i32)
    (local $at i32) (local $mask i32) (local $first v128) (local $second v128) (local $all v128) (local $hash i64) (local $line i32)
    (if (i32.gt_u (local.get $length) (i32.const 96)) (then (return (i32.const 0))))
    (loop $pack
      (local.set $mask (i32.sub (local.get $length) (local.get $at)))
      (local.set $mask
        (select
          (i32.sub (i32.const 32) (i32.shl (local.get $mask) (i32.const 1)))
          (i32.const 0)
          (i32.lt_u (local.get $mask) (i32.const 16))))
      (local.set $first
        (v128.and (v128.load offset=1327104 (local.get $from)) (v128.load (local.get $mask))))
      (local.set $second
        (v128.and (v128.load offset=1327120 (local.get $from)) (v128.load offset=16 (local.get $mask))))
      (local.set $all (v128.or (local.get $all) (v128.or (local.get $first) (local.get $second))))
      (local.set $first (i8x16.narrow_i16x8_u (local.get $first) (local.get $second)))
      (v128.store offset=7488 (local.get $at) (local.get $first))
      (local.set $hash
        (i64.mul
          (i64.xor (local.get $hash) (i64x2.extract_lane 0 (local.get $first)))
          (i64.const 0x9e3779b97f4a7c15)))
      (local.set $hash
        (i64.mul
          (i64.xor
            (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 32)))
            (i64x2.extract_lane 1 (local.get $first)))
          (i64.const 0xc2b2ae3d27d4eb4f)))
      (local.set $from (i32.add (local.get $from) (i32.const 32)))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $pack (i32.lt_u (local.get $at) (local.get $length))))
    (if
      (v128.any_true
        (v128.and (local.get $all) (v128.const i32x4 0xff00ff00 0xff00ff00 0xff00ff00 0xff00ff00)))
      (then (return (i32.const 0))))
    (local.set $line
      (i32.add
        (i32.shl (i32.wrap_i64 (i64.shr_u (local.get $hash) (i64.const 54))) (i32.const 7))
        (i32.const 5075264)))
    (local.set $all (v128.const i64x2 0 0))
    (loop $compare
      (local.set $at (i32.sub (local.get $at) (i32.const 16)))
      (local.set $all
        (v128.or
          (local.get $all)
          (v128.xor
            (v128.load offset=7488 (local.get $at))
            (v128.load (i32.add (local.get $line) (local.get $at))))))
      (br_if $compare (local.get $at)))
    (if
      (i32.and
        (i32.eq (i32.load8_u offset=99 (local.get $line)) (local.get $length))
        (i32.eqz (v128.any_true (local.get $all))))
      (then (return (local.get $line))))
    (i32.store (i32.const 80) (local.get $length))
    (i32.store (i32.const 84) (local.get $line))
    (i32.const 0))

  ;; Whether this is what half of a line of long chunks holds.
  (func $isLong (param $entry i32) (param $key v128) (param $head i32) (result i32)
    (i32.and
      (i8x16.all_true (i8x16.eq (v128.load (local.get $entry)) (local.get $key)))
      (i32.eq (i32.shr_u (i32.load offset=16 (local.get $entry)) (i32.const 25)) (local.get $head))))

  ;; Remembers that the chunk which was not known has the tokens in [ids, end); the older chunk of its line goes.
  (func $remember (export "remember") (param $ids i32) (param $end i32)
    (local $head i32) (local $count i32) (local $line i32)
    (local.set $head (i32.load (i32.const 80)))
    (local.set $line (i32.load (i32.const 84)))
    (local.set $count (i32.shr_u (i32.sub (local.get $end) (local.get $ids)) (i32.const 2)))
    (if (i32.and (i32.ne (i32.load (i32.const 104)) (i32.const 0)) (i32.le_u (local.get $count) (i32.const 3)))
      (then
        (call $rememberShort (local.get $end) (local.get $count))
        (return)))
    (if (i32.or (i32.eqz (local.get $head)) (i32.gt_u (local.get $count) (i32.const 7))) (then (return)))
    (if (i32.ge_u (local.get $line) (i32.const 5075264))
      (then
        (memory.copy (local.get $line) (i32.const 7488) (i32.const 96))
        (i32.store offset=96 (local.get $line)
          (i32.or (i32.shl (local.get $head) (i32.const 24)) (local.get $count)))
        (v128.store offset=100 (local.get $line) (v128.load (local.get $ids)))
        (v128.store offset=112 (local.get $line) (v128.load offset=12 (local.get $ids)))
        (return)))
    (if (i32.gt_u (local.get $count) (i32.const 4)) (then (return)))
    (v128.store offset=32 (local.get $line) (v128.load (local.get $line)))
    (v128.store offset=48 (local.get $line) (v128.load offset=16 (local.get $line)))
    (v128.store (local.get $line) (v128.load (i32.const 64)))
    (v128.store offset=16 (local.get $line) (v128.load (local.get $ids)))
    (i32.store offset=16 (local.get $line)
      (i32.or
        (i32.load (local.get $ids))
        (i32.or
          (i32.shl (local.get $head) (i32.const 25))
          (i32.shl (local.get $count) (i32.const 22))))))

  ;; The same for up to three tokens, which end at `end`, of a short chunk.
  (func $rememberShort (param $end i32) (param $count i32)
    (local $line i32) (local $value i64)
    (local.set $line (i32.load (i32.const 108)))
    (local.set $value
      (i64.or
        (i64.shl (i64.load32_u (i32.const 104)) (i64.const 59))
        (i64.shl (i64.extend_i32_u (local.get $count)) (i64.const 54))))
    (loop $pack
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (local.set $end (i32.sub (local.get $end) (i32.const 4)))
      (if (i32.ge_u (i32.load (local.get $end)) (i32.const 0x40000)) (then (return)))
      (local.set $value
        (i64.or
          (local.get $value)
          (i64.shl
            (i64.load32_u (local.get $end))
            (i64.extend_i32_u (i32.mul (local.get $count) (i32.const 18))))))
      (br_if $pack (local.get $count)))
    (i64.store offset=24 (local.get $line) (i64.load offset=16 (local.get $line)))
    (v128.store offset=8 (local.get $line) (v128.load (local.get $line)))
    (i64.store (local.get $line) (i64.load (i32.const 96)))
    (i64.store offset=56 (local.get $line) (i64.load offset=48 (local.get $line)))
    (v128.store offset=40 (local.get $line) (v128.load offset=32 (local.get $line)))
    (i64.store offset=32 (local.get $line) (local.get $value))))
