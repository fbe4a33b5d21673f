;; Cuts words into chunks and writes the tokens of those that were met before: `chunk-kernel.ts` drives it.
;;
;;     0        mask       16 units of ones, 16 of zeros: at 32 - 2 n begins what keeps n units
;;     64       unknown    the chunk that is not in the cache: its key (16 bytes), its head, the address of its line; where ids end
;;     92       number of the last slot of pairs
;;     128      merged     16 tokens, the rank of the merge of each with the next one, what that makes
;;     1024     unit junctions, 2^20 bits (seam-filter.ts)
;;     132096   byte junctions, 2^16 bits
;;     140288   units      2,048 and 32 more that may be read
;;     144448   word ends  2,049 of 32 bits: units from the start of the window; ascending
;;     152704   starts     2,049 of 32 bits: where chunks begin, the last one ends
;;     160960   ids        room for three a unit, and four more that may be written
;;     185600   cache      65,536 lines of 64 bytes
;;     4379904  characters unit -> its token; -1 where it has none that merging arrives at
;;     4642048  pair bits, 2^21 bits, and behind them the pairs (merge-table.ts)
;;
;; A line holds two chunks, so that finding one costs one access to memory:
;;
;;     0   key of the chunk, zeros behind its end: up to 8 units of 16 bits, or up to 16 of 8 bits where all are below 0x100
;;     16  head << 25 | number of tokens << 22 | first token; three more tokens
;;     32  the same of another chunk, which was put there earlier
;;
;; The head is 32 where units have 8 bits, plus the number of units; 0: free. Both loops are free of branches that depend on the text,
;; save one for a chunk that is unknown: guessing wrong costs more than the work, and waits for memory overlap.
(module
  (memory (import "kernel" "memory") 1)

  ;; Writes where the chunks of `units[0, length)` begin, and returns how many there are. A word end is a boundary, and so is a seam that
  ;; no merge reaches across; between two letters of ASCII only when the chunk has 64 units.
  (func (export "cut") (param $length i32) (result i32)
    (local $at i32) (local $start i32) (local $chunk i32)
    (local $word i32) (local $wordEnd i32) (local $left i32) (local $right i32)
    (local $isEnd i32) (local $is i32)
    (i32.store offset=152704 (i32.const 0) (i32.const 0))
    (local.set $chunk (i32.const 4))
    (local.set $wordEnd (i32.load offset=144448 (i32.const 0)))
    (local.set $left (i32.load16_u offset=140288 (i32.const 0)))
    (local.set $at (i32.const 1))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $length)))
        (local.set $right (i32.load16_u offset=140288 (i32.shl (local.get $at) (i32.const 1))))
        (local.set $isEnd (i32.eq (local.get $at) (local.get $wordEnd)))
        (local.set $is (local.get $isEnd))
        ;; Nearly all units of a text are in runs of one kind or the other.
        (if
          (i32.or
            (i32.ge_u (i32.or (local.get $left) (local.get $right)) (i32.const 0x80))
            (i32.ge_u (i32.sub (local.get $at) (local.get $start)) (i32.const 64)))
          (then
            (local.set $is
              (i32.or
                (local.get $isEnd)
                (i32.and
                  (i32.and
                    (i32.ne (i32.and (local.get $left) (i32.const 0xf800)) (i32.const 0xd800))
                    (i32.ne (i32.and (local.get $right) (i32.const 0xf800)) (i32.const 0xd800)))
                  (i32.eqz
                    (i32.or
                      (call $isJunction (local.get $left) (local.get $right))
                      (call $mayCrossBytes (local.get $left) (local.get $right)))))))))
        (i32.store offset=152704 (local.get $chunk) (local.get $at))
        (local.set $chunk (i32.add (local.get $chunk) (i32.shl (local.get $is) (i32.const 2))))
        (local.set $start (select (local.get $at) (local.get $start) (local.get $is)))
        (local.set $word (i32.add (local.get $word) (i32.shl (local.get $isEnd) (i32.const 2))))
        (local.set $wordEnd (i32.load offset=144448 (local.get $word)))
        (local.set $left (local.get $right))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (i32.store offset=152704 (local.get $chunk) (local.get $length))
    (i32.shr_u (local.get $chunk) (i32.const 2)))

  ;; Writes the tokens of the chunks from `chunk` on to `ids`, an address. Returns the first chunk that is not in the cache, or `chunks`;
  ;; the word at 88 says where the ids end.
  (func (export "findKnown") (param $chunk i32) (param $chunks i32) (param $ids i32) (result i32)
    (local $end i32) (local $from i32) (local $to i32) (local $length i32) (local $mask i32)
    (local $first v128) (local $second v128) (local $key v128) (local $narrow i32) (local $head i32)
    (local $hash i64) (local $line i32) (local $inOlder i32) (local $entry i32) (local $tokens i32)
    (local.set $chunk (i32.shl (local.get $chunk) (i32.const 2)))
    (local.set $end (i32.shl (local.get $chunks) (i32.const 2)))
    (local.set $to (i32.load offset=152704 (local.get $chunk)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $chunk) (local.get $end)))
        (local.set $from (local.get $to))
        (local.set $to (i32.load offset=152708 (local.get $chunk)))
        (local.set $length (i32.sub (local.get $to) (local.get $from)))
        (local.set $head (i32.const 0))
        (br_if $done (i32.gt_u (local.get $length) (i32.const 16)))
        (local.set $from (i32.shl (local.get $from) (i32.const 1)))
        (local.set $mask (i32.sub (i32.const 32) (i32.shl (local.get $length) (i32.const 1))))
        (local.set $first
          (v128.and (v128.load offset=140288 (local.get $from)) (v128.load (local.get $mask))))
        (local.set $second
          (v128.and (v128.load offset=140304 (local.get $from)) (v128.load offset=16 (local.get $mask))))
        (local.set $narrow
          (i32.eqz
            (v128.any_true
              (v128.and
                (v128.or (local.get $first) (local.get $second))
                (v128.const i32x4 0xff00ff00 0xff00ff00 0xff00ff00 0xff00ff00)))))
        (br_if $done
          (i32.gt_u (local.get $length) (i32.shl (i32.const 8) (local.get $narrow))))
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
          (i32.wrap_i64
            (i64.shr_u
              (i64.and (local.get $hash) (i64.const 0xffff000000000000))
              (i64.const 42))))
        (local.set $inOlder
          (i32.and
            (i8x16.all_true (i8x16.eq (v128.load offset=185632 (local.get $line)) (local.get $key)))
            (i32.eq (i32.shr_u (i32.load offset=185648 (local.get $line)) (i32.const 25)) (local.get $head))))
        (if
          (i32.eqz
            (i32.or
              (local.get $inOlder)
              (i32.and
                (i8x16.all_true (i8x16.eq (v128.load offset=185600 (local.get $line)) (local.get $key)))
                (i32.eq
                  (i32.shr_u (i32.load offset=185616 (local.get $line)) (i32.const 25))
                  (local.get $head)))))
          (then
            (v128.store (i32.const 64) (local.get $key))
            (i32.store (i32.const 80) (local.get $head))
            (i32.store (i32.const 84) (local.get $line))
            (local.set $tokens (call $merge (local.get $from) (local.get $length) (local.get $ids)))
            (br_if $done (i32.eqz (local.get $tokens)))
            (call $remember (local.get $ids) (local.get $tokens))
            (local.set $ids (local.get $tokens))
            (local.set $chunk (i32.add (local.get $chunk) (i32.const 4)))
            (br $next)))
        (local.set $entry (i32.add (local.get $line) (i32.shl (local.get $inOlder) (i32.const 5))))
        (v128.store (local.get $ids)
          (v128.and
            (v128.load offset=185616 (local.get $entry))
            (v128.const i32x4 0x3fffff -1 -1 -1)))
        (local.set $ids
          (i32.add
            (local.get $ids)
            (i32.and
              (i32.shr_u (i32.load offset=185616 (local.get $entry)) (i32.const 20))
              (i32.const 0x1c))))
        (local.set $chunk (i32.add (local.get $chunk) (i32.const 4)))
        (br $next)))
    (i32.store (i32.const 80) (local.get $head))
    (i32.store (i32.const 88) (local.get $ids))
    (i32.shr_u (local.get $chunk) (i32.const 2)))

  ;; Remembers that the chunk which `findKnown` did not know has the tokens in [ids, end); the older chunk of its line goes.
  (func $remember (export "remember") (param $ids i32) (param $end i32)
    (local $head i32) (local $count i32) (local $line i32)
    (local.set $head (i32.load (i32.const 80)))
    (local.set $count (i32.shr_u (i32.sub (local.get $end) (local.get $ids)) (i32.const 2)))
    (if (i32.and (i32.ne (local.get $head) (i32.const 0)) (i32.le_u (local.get $count) (i32.const 4)))
      (then
        (local.set $line (i32.load (i32.const 84)))
        (v128.store offset=185632 (local.get $line) (v128.load offset=185600 (local.get $line)))
        (v128.store offset=185648 (local.get $line) (v128.load offset=185616 (local.get $line)))
        (v128.store offset=185600 (local.get $line) (v128.load (i32.const 64)))
        (v128.store offset=185616 (local.get $line) (v128.load (local.get $ids)))
        (i32.store offset=185616 (local.get $line)
          (i32.or
            (i32.load (local.get $ids))
            (i32.or
              (i32.shl (local.get $head) (i32.const 25))
              (i32.shl (local.get $count) (i32.const 22))))))))

  ;; BPE of a chunk of 16 units at most, as it is defined, from characters on: no merge reaches across a seam with a piece of a character.
  ;; Writes the tokens to `ids` and returns where they end; 0 where the chunk is not of that kind.
  ;;   from   twice the place of its first unit
  (func $merge (param $from i32) (param $length i32) (param $ids i32) (result i32)
    (local $at i32) (local $end i32) (local $token i32) (local $left i32) (local $right i32)
    (local $best i32) (local $rank i32)
    (local.set $end (i32.shl (local.get $length) (i32.const 2)))
    (loop $next
      (local.set $right (i32.load16_u offset=140288 (local.get $from)))
      (local.set $token (i32.load offset=4379904 (i32.shl (local.get $right) (i32.const 2))))
      (if (i32.lt_s (local.get $token) (i32.const 0)) (then (return (i32.const 0))))
      (i32.store offset=128 (local.get $at) (local.get $token))
      (if (local.get $at)
        (then
          (if (call $mayCrossBytes (local.get $left) (local.get $right)) (then (return (i32.const 0))))
          (call $weigh (i32.sub (local.get $at) (i32.const 4)))))
      (local.set $left (local.get $right))
      (local.set $from (i32.add (local.get $from) (i32.const 2)))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    ;; From here on `end` is the last token.
    (local.set $end (i32.sub (local.get $end) (i32.const 4)))
    (block $merged
      (loop $again
        (local.set $rank (i32.const 0x7fffffff))
        (local.set $at (i32.const 0))
        (block $found
          (loop $compare
            (br_if $found (i32.ge_u (local.get $at) (local.get $end)))
            (if (i32.lt_s (i32.load offset=192 (local.get $at)) (local.get $rank))
              (then
                (local.set $rank (i32.load offset=192 (local.get $at)))
                (local.set $best (local.get $at))))
            (local.set $at (i32.add (local.get $at) (i32.const 4)))
            (br $compare)))
        (br_if $merged (i32.eq (local.get $rank) (i32.const 0x7fffffff)))
        (i32.store offset=128 (local.get $best) (i32.load offset=256 (local.get $best)))
        (local.set $end (i32.sub (local.get $end) (i32.const 4)))
        (local.set $at (local.get $best))
        (block $moved
          (loop $move
            (br_if $moved (i32.ge_u (local.get $at) (local.get $end)))
            (i32.store offset=132 (local.get $at) (i32.load offset=136 (local.get $at)))
            (i32.store offset=196 (local.get $at) (i32.load offset=200 (local.get $at)))
            (i32.store offset=260 (local.get $at) (i32.load offset=264 (local.get $at)))
            (local.set $at (i32.add (local.get $at) (i32.const 4)))
            (br $move)))
        (if (i32.lt_u (local.get $best) (local.get $end)) (then (call $weigh (local.get $best))))
        (if (local.get $best) (then (call $weigh (i32.sub (local.get $best) (i32.const 4)))))
        (br $again)))
    (local.set $at (i32.const 0))
    (loop $write
      (i32.store (i32.add (local.get $ids) (local.get $at)) (i32.load offset=128 (local.get $at)))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $write (i32.le_u (local.get $at) (local.get $end))))
    (i32.add (local.get $ids) (local.get $at)))

  ;; Looks up the merge of the token at `at` with the one behind it.
  (func $weigh (param $at i32)
    (local $left i32) (local $right i32) (local $hash i32) (local $slot i32) (local $entry i32)
    (local.set $left (i32.load offset=128 (local.get $at)))
    (local.set $right (i32.load offset=132 (local.get $at)))
    (i32.store offset=192 (local.get $at) (i32.const 0x7fffffff))
    (local.set $hash (call $hashPair (local.get $left) (local.get $right)))
    (if
      (i32.eqz
        (i32.and
          (i32.shr_u
            (i32.load offset=4642048
              (i32.shl (i32.shr_u (local.get $hash) (i32.const 16)) (i32.const 2)))
            (i32.shr_u (local.get $hash) (i32.const 11)))
          (i32.const 1)))
      (then (return)))
    (local.set $slot (local.get $hash))
    (loop $probe
      (local.set $slot (i32.and (local.get $slot) (i32.load (i32.const 92))))
      (local.set $entry (i32.shl (local.get $slot) (i32.const 4)))
      (if
        (i32.and
          (i32.eq (i32.load offset=4904192 (local.get $entry)) (local.get $left))
          (i32.eq (i32.load offset=4904196 (local.get $entry)) (local.get $right)))
        (then
          (i32.store offset=192 (local.get $at) (i32.load offset=4904200 (local.get $entry)))
          (i32.store offset=256 (local.get $at) (i32.load offset=4904204 (local.get $entry)))
          (return)))
      (local.set $slot (i32.add (local.get $slot) (i32.const 1)))
      (br_if $probe (i32.ge_s (i32.load offset=4904192 (local.get $entry)) (i32.const 0)))))

  ;; As in merge-table.ts.
  (func $hashPair (param $left i32) (param $right i32) (result i32)
    (local $hash i32)
    (local.set $hash
      (i32.xor
        (i32.mul (local.get $left) (i32.const 0x9e3779b1))
        (i32.mul (i32.add (local.get $right) (i32.const 1)) (i32.const 0x85ebca6b))))
    (local.set $hash
      (i32.mul
        (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 15)))
        (i32.const 0x2c1b3c6d)))
    (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 13))))

  ;; 1 where a merge with a piece of a character may reach across the seam between two units: as in seam-filter.ts.
  (func $mayCrossBytes (param $left i32) (param $right i32) (result i32)
    (local $bytes i32) (local $last i32) (local $first i32)
    (local.set $bytes
      (i32.or
        (i32.shl
          (select
            (local.get $left)
            (i32.or (i32.const 0x80) (i32.and (local.get $left) (i32.const 0x3f)))
            (i32.lt_u (local.get $left) (i32.const 0x80)))
          (i32.const 8))
        (select
          (select
            (local.get $right)
            (i32.or (i32.const 0xc0) (i32.shr_u (local.get $right) (i32.const 6)))
            (i32.lt_u (local.get $right) (i32.const 0x80)))
          (select
            (i32.or
              (i32.const 0xf0)
              (i32.shr_u (i32.sub (local.get $right) (i32.const 0xd7c0)) (i32.const 8)))
            (i32.or (i32.const 0xe0) (i32.shr_u (local.get $right) (i32.const 12)))
            (i32.eq (i32.and (local.get $right) (i32.const 0xfc00)) (i32.const 0xd800)))
          (i32.lt_u (local.get $right) (i32.const 0x800)))))
    (if
      (i32.eqz
        (i32.and
          (i32.shr_u
            (i32.load offset=132096 (i32.shl (i32.shr_u (local.get $bytes) (i32.const 5)) (i32.const 2)))
            (local.get $bytes))
          (i32.const 1)))
      (then (return (i32.const 0))))
    (local.set $last (i32.or (i32.const 0x10000) (i32.shr_u (local.get $bytes) (i32.const 8))))
    (local.set $first (i32.or (i32.const 0x10000) (i32.and (local.get $bytes) (i32.const 0xff))))
    (i32.or
      (i32.or
        (call $isJunction (local.get $left) (local.get $first))
        (call $isJunction (local.get $last) (local.get $right)))
      (call $isJunction (local.get $last) (local.get $first))))

  (func $isJunction (param $left i32) (param $right i32) (result i32)
    (local $junction i32)
    (local.set $junction
      (i32.shr_u (call $hashPair (local.get $left) (local.get $right)) (i32.const 12)))
    (i32.and
      (i32.shr_u
        (i32.load offset=1024 (i32.shl (i32.shr_u (local.get $junction) (i32.const 5)) (i32.const 2)))
        (local.get $junction))
      (i32.const 1))))
