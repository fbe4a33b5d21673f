;; Builds the table of merges in one round, and the index of spellings that it looks tokens up in: `merge-table-kernel.ts` and
;; `spelling-index.ts` drive it, and name the places in the memory. merge-table-builder.ts does the same in JavaScript, says what the
;; table means, and goes on where one round is not enough. Addresses are computed where they are used: in code that runs before V8 has
;; optimised it, a call costs more than the access it stands for.
(module
  (memory (import "kernel" "memory") 1)
  ;; of the vocabulary: spellings of 16-bit units, where each begins, ids, and the hash table of spelling-table.ts
  (global $units (import "kernel" "units") i32)
  (global $starts (import "kernel" "starts") i32)
  (global $ids (import "kernel" "ids") i32)
  (global $entries (import "kernel" "entries") i32)
  (global $slots (import "kernel" "slots") i32)
  (global $slotMask (import "kernel" "slotMask") i32)
  ;; of the list of merges
  (global $mergeUnits (import "kernel" "mergeUnits") i32)
  (global $mergeStarts (import "kernel" "mergeStarts") i32)
  (global $mergeSeams (import "kernel" "mergeSeams") i32)
  (global $merges (import "kernel" "merges") i32)
  ;; by merge: the tokens and the rank
  (global $lefts (import "kernel" "lefts") i32)
  (global $rights (import "kernel" "rights") i32)
  (global $products (import "kernel" "products") i32)
  (global $ranks (import "kernel" "ranks") i32)
  ;; merges that come before their parts
  (global $early (import "kernel" "early") i32)
  ;; the table (merge-table.ts)
  (global $entryOf (import "kernel" "entryOf") i32)
  (global $rankOf (import "kernel" "rankOf") i32)
  (global $leftOf (import "kernel" "leftOf") i32)
  (global $rightOf (import "kernel" "rightOf") i32)
  (global $pairs (import "kernel" "pairs") i32)
  (global $pairMask (import "kernel" "pairMask") i32)
  (global $pairBits (import "kernel" "pairBits") i32)
  (global $isOrdered (export "isOrdered") (mut i32) (i32.const 1))

  ;; Fills the hash table of the spellings; 1 where one is listed twice.
  (func (export "indexSpellings") (result i32)
    (local $entry i32) (local $slot i32) (local $hasRepeats i32) (local $from i32) (local $to i32)
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $entry) (global.get $entries)))
        (local.set $from
          (i32.add
            (global.get $units)
            (i32.shl
              (i32.load (i32.add (global.get $starts) (i32.shl (local.get $entry) (i32.const 2))))
              (i32.const 1))))
        (local.set $entry (i32.add (local.get $entry) (i32.const 1)))
        (local.set $to
          (i32.add
            (global.get $units)
            (i32.shl
              (i32.load (i32.add (global.get $starts) (i32.shl (local.get $entry) (i32.const 2))))
              (i32.const 1))))
        (local.set $slot (call $slotOf (local.get $from) (local.get $to)))
        (if
          (i32.load (local.get $slot))
          (then (local.set $hasRepeats (i32.const 1)))
          (else (i32.store (local.get $slot) (local.get $entry))))
        (br $each)))
    (local.get $hasRepeats))

  ;; The address of the slot that has the entry with the units of [from, to), or of the free one where it would be put.
  (func $slotOf (param $from i32) (param $to i32) (result i32)
    (local $at i32) (local $hash i32) (local $slot i32) (local $entry i32)
    (local.set $at (local.get $from))
    (block $hashed
      (loop $unit
        (br_if $hashed (i32.ge_u (local.get $at) (local.get $to)))
        (local.set $hash
          (i32.xor
            (i32.mul (i32.xor (local.get $hash) (i32.load16_u (local.get $at))) (i32.const 0x9e3779b1))
            (i32.shr_u (local.get $hash) (i32.const 15))))
        (local.set $at (i32.add (local.get $at) (i32.const 2)))
        (br $unit)))
    (local.set $hash
      (i32.mul (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 15))) (i32.const 0x2c1b3c6d)))
    (local.set $hash (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 13))))
    (loop $probe (result i32)
      (local.set $slot
        (i32.add (global.get $slots) (i32.shl (i32.and (local.get $hash) (global.get $slotMask)) (i32.const 2))))
      (local.set $entry (i32.load (local.get $slot)))
      (if (i32.eqz (local.get $entry)) (then (return (local.get $slot))))
      (if
        (call $isAt (i32.sub (local.get $entry) (i32.const 1)) (local.get $from) (local.get $to))
        (then (return (local.get $slot))))
      (local.set $hash (i32.add (local.get $hash) (i32.const 1)))
      (br $probe)))

  ;; Whether an entry has the units of [from, to).
  (func $isAt (param $entry i32) (param $from i32) (param $to i32) (result i32)
    (local $own i32)
    (local.set $own
      (i32.add
        (global.get $units)
        (i32.shl (i32.load (i32.add (global.get $starts) (i32.shl (local.get $entry) (i32.const 2)))) (i32.const 1))))
    (if
      (i32.ne
        (i32.sub
          (i32.add
            (global.get $units)
            (i32.shl
              (i32.load
                (i32.add (global.get $starts) (i32.shl (i32.add (local.get $entry) (i32.const 1)) (i32.const 2))))
              (i32.const 1)))
          (local.get $own))
        (i32.sub (local.get $to) (local.get $from)))
      (then (return (i32.const 0))))
    (loop $unit
      (if (i32.ge_u (local.get $from) (local.get $to)) (then (return (i32.const 1))))
      (if (i32.ne (i32.load16_u (local.get $own)) (i32.load16_u (local.get $from))) (then (return (i32.const 0))))
      (local.set $own (i32.add (local.get $own) (i32.const 2)))
      (local.set $from (i32.add (local.get $from) (i32.const 2)))
      (br $unit))
    (unreachable))

  ;; Finds the tokens of the merges; 0 where one is not in the vocabulary, or two entries have one id.
  (func (export "readMerges") (result i32)
    (local $merge i32) (local $start i32) (local $seam i32) (local $end i32) (local $product i32) (local $next i32)
    (local.set $product (i32.const -1))
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $merge) (global.get $merges)))
        (local.set $start
          (i32.add
            (global.get $mergeUnits)
            (i32.shl
              (i32.load (i32.add (global.get $mergeStarts) (i32.shl (local.get $merge) (i32.const 2))))
              (i32.const 1))))
        (local.set $seam
          (i32.add
            (global.get $mergeUnits)
            (i32.shl
              (i32.load (i32.add (global.get $mergeSeams) (i32.shl (local.get $merge) (i32.const 2))))
              (i32.const 1))))
        (local.set $end
          (i32.add
            (global.get $mergeUnits)
            (i32.shl
              (i32.load
                (i32.add (global.get $mergeStarts) (i32.shl (i32.add (local.get $merge) (i32.const 1)) (i32.const 2))))
              (i32.const 1))))
        ;; Most files list tokens and merges in one order.
        (local.set $next (i32.add (local.get $product) (i32.const 1)))
        (local.set $product (i32.const -1))
        (if
          (i32.lt_u (local.get $next) (global.get $entries))
          (then
            (if
              (call $isAt (local.get $next) (local.get $start) (local.get $end))
              (then (local.set $product (local.get $next))))))
        (if
          (i32.lt_s (local.get $product) (i32.const 0))
          (then (local.set $product (call $find (local.get $start) (local.get $end)))))
        (if
          (i32.eqz (call $put (global.get $products) (local.get $merge) (local.get $product)))
          (then (return (i32.const 0))))
        (if
          (i32.eqz
            (call $put (global.get $lefts) (local.get $merge) (call $find (local.get $start) (local.get $seam))))
          (then (return (i32.const 0))))
        (if
          (i32.eqz
            (call $put (global.get $rights) (local.get $merge) (call $find (local.get $seam) (local.get $end))))
          (then (return (i32.const 0))))
        (local.set $merge (i32.add (local.get $merge) (i32.const 1)))
        (br $each)))
    (i32.const 1))

  (func $find (param $from i32) (param $to i32) (result i32)
    (i32.sub (i32.load (call $slotOf (local.get $from) (local.get $to))) (i32.const 1)))

  ;; Writes the id of an entry as that of the merge; 0 where there is no entry, or another one has the id.
  (func $put (param $table i32) (param $merge i32) (param $entry i32) (result i32)
    (local $id i32) (local $of i32) (local $before i32)
    (if (i32.lt_s (local.get $entry) (i32.const 0)) (then (return (i32.const 0))))
    (local.set $id (i32.load (i32.add (global.get $ids) (i32.shl (local.get $entry) (i32.const 2)))))
    (local.set $of (i32.add (global.get $entryOf) (i32.shl (local.get $id) (i32.const 2))))
    (local.set $before (i32.load (local.get $of)))
    (if
      (i32.and (i32.ge_s (local.get $before) (i32.const 0)) (i32.ne (local.get $before) (local.get $entry)))
      (then (return (i32.const 0))))
    (i32.store (local.get $of) (local.get $entry))
    (i32.store (i32.add (local.get $table) (i32.shl (local.get $merge) (i32.const 2))) (local.get $id))
    (i32.const 1))

  ;; Puts the merges into the table, one after the other in time. Returns how many come before their parts.
  (func (export "arrange") (result i32)
    (local $merge i32) (local $left i32) (local $right i32) (local $rank i32) (local $product i32) (local $hash i32)
    (local $bits i32) (local $hasRepeats i32) (local $early i32) (local $before i32)
    (memory.fill
      (global.get $pairs)
      (i32.const 0xff)
      (i32.shl (i32.add (global.get $pairMask) (i32.const 1)) (i32.const 4)))
    (block $inserted
      (loop $each
        (br_if $inserted (i32.ge_u (local.get $merge) (global.get $merges)))
        (local.set $left (i32.load (i32.add (global.get $lefts) (i32.shl (local.get $merge) (i32.const 2)))))
        (local.set $right (i32.load (i32.add (global.get $rights) (i32.shl (local.get $merge) (i32.const 2)))))
        (if
          (call $insertPair
            (local.get $left)
            (local.get $right)
            (i32.load (i32.add (global.get $ranks) (i32.shl (local.get $merge) (i32.const 2))))
            (i32.load (i32.add (global.get $products) (i32.shl (local.get $merge) (i32.const 2)))))
          (then (local.set $hasRepeats (i32.const 1))))
        (local.set $hash (i32.shr_u (call $hashPair (local.get $left) (local.get $right)) (i32.const 11)))
        (local.set $bits
          (i32.add (global.get $pairBits) (i32.shl (i32.shr_u (local.get $hash) (i32.const 5)) (i32.const 2))))
        (i32.store (local.get $bits) (i32.or (i32.load (local.get $bits)) (i32.shl (i32.const 1) (local.get $hash))))
        (local.set $merge (i32.add (local.get $merge) (i32.const 1)))
        (br $each)))
    (local.set $merge (i32.const 0))
    (local.set $before (i32.const -1))
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $merge) (global.get $merges)))
        (local.set $left (i32.load (i32.add (global.get $lefts) (i32.shl (local.get $merge) (i32.const 2)))))
        (local.set $right (i32.load (i32.add (global.get $rights) (i32.shl (local.get $merge) (i32.const 2)))))
        (local.set $rank (i32.load (i32.add (global.get $ranks) (i32.shl (local.get $merge) (i32.const 2)))))
        (local.set $product (i32.load (i32.add (global.get $products) (i32.shl (local.get $merge) (i32.const 2)))))
        (block $settled
          ;; The pair is listed again, further down.
          (if
            (local.get $hasRepeats)
            (then
              (br_if $settled
                (i32.ne (i32.load offset=8 (call $findPair (local.get $left) (local.get $right))) (local.get $rank)))))
          (if
            (i32.or
              (i32.ge_s
                (i32.load (i32.add (global.get $rankOf) (i32.shl (local.get $left) (i32.const 2))))
                (local.get $rank))
              (i32.ge_s
                (i32.load (i32.add (global.get $rankOf) (i32.shl (local.get $right) (i32.const 2))))
                (local.get $rank)))
            (then
              (i32.store offset=8 (call $findPair (local.get $left) (local.get $right)) (i32.const 0x7fffffff))
              (i32.store (i32.add (global.get $early) (i32.shl (local.get $early) (i32.const 2))) (local.get $merge))
              (local.set $early (i32.add (local.get $early) (i32.const 1)))
              (br $settled)))
          ;; Several merges may spell one product; the one that BPE takes is the one whose seam is never crossed before.
          (if
            (i32.eq
              (i32.load (i32.add (global.get $rankOf) (i32.shl (local.get $product) (i32.const 2))))
              (i32.const 0x7fffffff))
            (then
              (if
                (call $partsHold (local.get $left) (local.get $right) (local.get $rank))
                (then
                  (i32.store
                    (i32.add (global.get $rankOf) (i32.shl (local.get $product) (i32.const 2)))
                    (local.get $rank))
                  (i32.store
                    (i32.add (global.get $leftOf) (i32.shl (local.get $product) (i32.const 2)))
                    (local.get $left))
                  (i32.store
                    (i32.add (global.get $rightOf) (i32.shl (local.get $product) (i32.const 2)))
                    (local.get $right))))))
          ;; Two products of one rank come in the order of the text, which time does not show.
          (if
            (i32.ge_s (local.get $before) (i32.const 0))
            (then
              (if
                (i32.and
                  (i32.eq
                    (i32.load (i32.add (global.get $ranks) (i32.shl (local.get $before) (i32.const 2))))
                    (local.get $rank))
                  (i32.ne
                    (i32.load (i32.add (global.get $products) (i32.shl (local.get $before) (i32.const 2))))
                    (local.get $product)))
                (then (global.set $isOrdered (i32.const 0))))))
          (local.set $before (local.get $merge)))
        (local.set $merge (i32.add (local.get $merge) (i32.const 1)))
        (br $each)))
    (local.get $early))

  ;; Whether the two tokens of any of the first `count` early merges can ever stand side by side.
  (func (export "isAnyAlive") (param $count i32) (result i32)
    (local $index i32) (local $merge i32) (local $left i32) (local $right i32) (local $leftRank i32)
    (local $rightRank i32) (local $limit i32) (local $entry i32)
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $index) (local.get $count)))
        (local.set $merge (i32.load (i32.add (global.get $early) (i32.shl (local.get $index) (i32.const 2)))))
        (local.set $index (i32.add (local.get $index) (i32.const 1)))
        (local.set $left (i32.load (i32.add (global.get $lefts) (i32.shl (local.get $merge) (i32.const 2)))))
        (local.set $right (i32.load (i32.add (global.get $rights) (i32.shl (local.get $merge) (i32.const 2)))))
        (local.set $leftRank (i32.load (i32.add (global.get $rankOf) (i32.shl (local.get $left) (i32.const 2)))))
        (local.set $rightRank (i32.load (i32.add (global.get $rankOf) (i32.shl (local.get $right) (i32.const 2)))))
        (br_if $each (i32.eq (local.get $leftRank) (i32.const 0x7fffffff)))
        (br_if $each (i32.eq (local.get $rightRank) (i32.const 0x7fffffff)))
        (local.set $limit
          (i32.add
            (select
              (local.get $leftRank)
              (local.get $rightRank)
              (i32.gt_s (local.get $leftRank) (local.get $rightRank)))
            (i32.const 1)))
        (local.set $entry (call $findPair (local.get $left) (local.get $right)))
        (if
          (local.get $entry)
          (then (br_if $each (i32.lt_s (i32.load offset=8 (local.get $entry)) (local.get $limit)))))
        (if (call $partsHold (local.get $left) (local.get $right) (local.get $limit)) (then (return (i32.const 1))))
        (br $each)))
    (i32.const 0))

  ;; Whether the pair was there. It has the rank of its last entry, as in the reference, which keeps merges in a map.
  (func $insertPair (param $left i32) (param $right i32) (param $rank i32) (param $product i32) (result i32)
    (local $slot i32) (local $entry i32) (local $isRepeat i32)
    (local.set $slot (call $hashPair (local.get $left) (local.get $right)))
    (block $found
      (loop $probe
        (local.set $entry
          (i32.add (global.get $pairs) (i32.shl (i32.and (local.get $slot) (global.get $pairMask)) (i32.const 4))))
        (br_if $found (i32.lt_s (i32.load (local.get $entry)) (i32.const 0)))
        (local.set $isRepeat
          (i32.and
            (i32.eq (i32.load (local.get $entry)) (local.get $left))
            (i32.eq (i32.load offset=4 (local.get $entry)) (local.get $right))))
        (br_if $found (local.get $isRepeat))
        (local.set $slot (i32.add (local.get $slot) (i32.const 1)))
        (br $probe)))
    (i32.store (local.get $entry) (local.get $left))
    (i32.store offset=4 (local.get $entry) (local.get $right))
    (i32.store offset=8 (local.get $entry) (local.get $rank))
    (i32.store offset=12 (local.get $entry) (local.get $product))
    (local.get $isRepeat))

  ;; The address of the entry of a pair; 0: there is none.
  (func $findPair (param $left i32) (param $right i32) (result i32)
    (local $slot i32) (local $entry i32) (local $key i32)
    (local.set $slot (call $hashPair (local.get $left) (local.get $right)))
    (if
      (i32.eqz
        (i32.and
          (i32.shr_u
            (i32.load
              (i32.add (global.get $pairBits) (i32.shl (i32.shr_u (local.get $slot) (i32.const 16)) (i32.const 2))))
            (i32.shr_u (local.get $slot) (i32.const 11)))
          (i32.const 1)))
      (then (return (i32.const 0))))
    (loop $probe
      (local.set $entry
        (i32.add (global.get $pairs) (i32.shl (i32.and (local.get $slot) (global.get $pairMask)) (i32.const 4))))
      (local.set $key (i32.load (local.get $entry)))
      (if
        (i32.and
          (i32.eq (local.get $key) (local.get $left))
          (i32.eq (i32.load offset=4 (local.get $entry)) (local.get $right)))
        (then (return (local.get $entry))))
      (local.set $slot (i32.add (local.get $slot) (i32.const 1)))
      (br_if $probe (i32.ge_s (local.get $key) (i32.const 0))))
    (i32.const 0))

  ;; As in merge-table.ts.
  (func $partsHold (param $left i32) (param $right i32) (param $limit i32) (result i32)
    (local $leftRank i32) (local $rightRank i32) (local $entry i32)
    (loop $undo
      (local.set $leftRank (i32.load (i32.add (global.get $rankOf) (i32.shl (local.get $left) (i32.const 2)))))
      (local.set $rightRank (i32.load (i32.add (global.get $rankOf) (i32.shl (local.get $right) (i32.const 2)))))
      (if
        (i32.gt_s (local.get $leftRank) (local.get $rightRank))
        (then
          (local.set $limit (local.get $leftRank))
          (local.set $left (i32.load (i32.add (global.get $rightOf) (i32.shl (local.get $left) (i32.const 2))))))
        (else
          (if (i32.lt_s (local.get $rightRank) (i32.const 0)) (then (return (i32.const 1))))
          (local.set $limit (i32.add (local.get $rightRank) (i32.const 1)))
          (local.set $right (i32.load (i32.add (global.get $leftOf) (i32.shl (local.get $right) (i32.const 2)))))))
      (local.set $entry (call $findPair (local.get $left) (local.get $right)))
      (br_if $undo (i32.eqz (local.get $entry)))
      (br_if $undo (i32.ge_s (i32.load offset=8 (local.get $entry)) (local.get $limit))))
    (i32.const 0))

  (func $hashPair (param $left i32) (param $right i32) (result i32)
    (local $hash i32)
    (local.set $hash
      (i32.xor
        (i32.mul (local.get $left) (i32.const 0x9e3779b1))
        (i32.mul (i32.add (local.get $right) (i32.const 1)) (i32.const 0x85ebca6b))))
    (local.set $hash
      (i32.mul (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 15))) (i32.const 0x2c1b3c6d)))
    (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 13)))))
