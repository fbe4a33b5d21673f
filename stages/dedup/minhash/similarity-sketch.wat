;; Makes the signature of a set of hashes; `similarity-sketch.ts` says how and why.
;;
;;     0         least     32,768 words: smallest value of the round in each open bin; 0 in closed ones, so that nothing is smaller
;;     131072    open      32,768 of 16 bits: the bins that are still open
;;     196608    entries   32,768 of 16 bits: the signature
;;     262144    thrown    four bins and four values, on the way from lanes to words
;;     262176    hashes, a multiple of four
;;
;; Written by hand because it mixes four hashes at a time, and because a short text takes ten rounds: two calls from JavaScript in each
;; round took as long as the hashing itself. Figures: `npm run bench -- minhash`.
(module
  (memory (import "kernel" "memory") 1)

  ;; All rounds of a set that is held whole; returns how many bins no round filled.
  (func (export "fillBins") (param $end i32) (param $bins i32) (result i32)
    (local $open i32) (local $round i32) (local $seed i32)
    (call $openBins (local.get $bins))
    (local.set $open (local.get $bins))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $open)))
        (br_if $done (i32.eq (local.get $round) (local.get $bins)))
        (local.set $round (i32.add (local.get $round) (i32.const 1)))
        (local.set $seed (i32.mul (local.get $round) (i32.const 0x9e3779b1)))
        (call $throwIntoBins (local.get $end) (local.get $seed) (local.get $bins))
        (local.set $open (call $closeBins (local.get $open) (local.get $seed)))
        (br $next)))
    (local.get $open))

  (func $openBins (export "openBins") (param $bins i32)
    (local $bin i32)
    (memory.fill (i32.const 0) (i32.const 255) (i32.shl (local.get $bins) (i32.const 2)))
    (loop $next
      (i32.store16 offset=131072 (i32.shl (local.get $bin) (i32.const 1)) (local.get $bin))
      (local.set $bin (i32.add (local.get $bin) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $bin) (local.get $bins)))))

  (func (export "openBin") (param $place i32) (result i32)
    (i32.load16_u offset=131072 (i32.shl (local.get $place) (i32.const 1))))

  ;; Each hash into one bin. The bin comes from the upper half of one mix, the value from a second.
  (func $throwIntoBins (export "throwIntoBins") (param $end i32) (param $seed i32) (param $bins i32)
    (local $at i32) (local $x v128) (local $seeds v128) (local $ofBins v128)
    (local $mix1 v128) (local $mix2 v128) (local $mix3 v128) (local $bin i32) (local $value i32) (local $least i32)
    (local.set $mix1 (i32x4.splat (i32.const 0x85ebca6b)))
    (local.set $mix2 (i32x4.splat (i32.const 0xc2b2ae35)))
    (local.set $mix3 (i32x4.splat (i32.const 0x27d4eb2f)))
    (local.set $seeds (i32x4.splat (local.get $seed)))
    (local.set $ofBins (i32x4.splat (local.get $bins)))
    (local.set $at (i32.const 262176))
    (loop $four
      (local.set $x (v128.xor (v128.load (local.get $at)) (local.get $seeds)))
      (local.set $x
        (i32x4.mul
          (v128.xor (local.get $x) (i32x4.shr_u (local.get $x) (i32.const 16)))
          (local.get $mix1)))
      (local.set $x
        (i32x4.mul
          (v128.xor (local.get $x) (i32x4.shr_u (local.get $x) (i32.const 13)))
          (local.get $mix2)))
      ;; Of the number of the bin the address of its word: four times as much.
      (v128.store offset=262144 (i32.const 0)
        (i32x4.shl
          (i32x4.shr_u
            (i32x4.mul (i32x4.shr_u (local.get $x) (i32.const 16)) (local.get $ofBins))
            (i32.const 16))
          (i32.const 2)))
      (local.set $x
        (i32x4.mul
          (v128.xor (local.get $x) (i32x4.shr_u (local.get $x) (i32.const 15)))
          (local.get $mix3)))
      (v128.store offset=262160 (i32.const 0)
        (v128.xor (local.get $x) (i32x4.shr_u (local.get $x) (i32.const 13))))
      ;; Without a jump, since nobody can foresee which values are smaller; and without a call, which Node 20 would not inline.
      (local.set $bin (i32.load offset=262144 (i32.const 0)))
      (local.set $value (i32.load offset=262160 (i32.const 0)))
      (local.set $least (i32.load (local.get $bin)))
      (i32.store (local.get $bin)
        (select (local.get $value) (local.get $least) (i32.lt_u (local.get $value) (local.get $least))))
      (local.set $bin (i32.load offset=262148 (i32.const 0)))
      (local.set $value (i32.load offset=262164 (i32.const 0)))
      (local.set $least (i32.load (local.get $bin)))
      (i32.store (local.get $bin)
        (select (local.get $value) (local.get $least) (i32.lt_u (local.get $value) (local.get $least))))
      (local.set $bin (i32.load offset=262152 (i32.const 0)))
      (local.set $value (i32.load offset=262168 (i32.const 0)))
      (local.set $least (i32.load (local.get $bin)))
      (i32.store (local.get $bin)
        (select (local.get $value) (local.get $least) (i32.lt_u (local.get $value) (local.get $least))))
      (local.set $bin (i32.load offset=262156 (i32.const 0)))
      (local.set $value (i32.load offset=262172 (i32.const 0)))
      (local.set $least (i32.load (local.get $bin)))
      (i32.store (local.get $bin)
        (select (local.get $value) (local.get $least) (i32.lt_u (local.get $value) (local.get $least))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $four (i32.lt_u (local.get $at) (local.get $end)))))

  ;; Closes the bins that the round filled; returns how many stay open. Without a jump, since nobody can foresee which were filled: what
  ;; an open bin gets as entry is written over when it is closed.
  (func $closeBins (export "closeBins") (param $open i32) (param $seed i32) (result i32)
    (local $place i32) (local $left i32) (local $bin i32) (local $value i32) (local $isOpen i32)
    (block $done
      (loop $next
        (br_if $done (i32.eq (local.get $place) (local.get $open)))
        (local.set $bin (i32.load16_u offset=131072 (i32.shl (local.get $place) (i32.const 1))))
        (local.set $value (i32.load (i32.shl (local.get $bin) (i32.const 2))))
        (local.set $isOpen (i32.eq (local.get $value) (i32.const -1)))
        (i32.store16 offset=131072 (i32.shl (local.get $left) (i32.const 1)) (local.get $bin))
        (local.set $left (i32.add (local.get $left) (local.get $isOpen)))
        (i32.store (i32.shl (local.get $bin) (i32.const 2)) (i32.sub (i32.const 0) (local.get $isOpen)))
        ;; What `enter` does: Node 20 would not inline a call.
        (local.set $value (i32.xor (local.get $value) (local.get $seed)))
        (local.set $value
          (i32.mul
            (i32.xor (local.get $value) (i32.shr_u (local.get $value) (i32.const 16)))
            (i32.const 0x85ebca6b)))
        (local.set $value
          (i32.mul
            (i32.xor (local.get $value) (i32.shr_u (local.get $value) (i32.const 13)))
            (i32.const 0xc2b2ae35)))
        (i32.store16 offset=196608
          (i32.shl (local.get $bin) (i32.const 1))
          (i32.shr_u
            (i32.xor (local.get $value) (i32.shr_u (local.get $value) (i32.const 16)))
            (i32.const 16)))
        (local.set $place (i32.add (local.get $place) (i32.const 1)))
        (br $next)))
    (local.get $left))

  (func $enter (export "enter") (param $bin i32) (param $value i32) (param $seed i32)
    (i32.store16 offset=196608
      (i32.shl (local.get $bin) (i32.const 1))
      (i32.shr_u (call $mix (i32.xor (local.get $value) (local.get $seed))) (i32.const 16))))

  ;; The smallest of `least` and what the hashes up to `end` are mixed to.
  (func (export "smallest") (param $end i32) (param $seed i32) (param $least i32) (result i32)
    (local $at i32) (local $value i32)
    (local.set $at (i32.const 262176))
    (loop $next
      (local.set $value (call $mix (i32.xor (i32.load (local.get $at)) (local.get $seed))))
      (local.set $least
        (select (local.get $value) (local.get $least) (i32.lt_u (local.get $value) (local.get $least))))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    (local.get $least))

  ;; `mix32` of stages/text/hash.ts.
  (func $mix (param $x i32) (result i32)
    (local.set $x
      (i32.mul
        (i32.xor (local.get $x) (i32.shr_u (local.get $x) (i32.const 16)))
        (i32.const 0x85ebca6b)))
    (local.set $x
      (i32.mul
        (i32.xor (local.get $x) (i32.shr_u (local.get $x) (i32.const 13)))
        (i32.const 0xc2b2ae35)))
    (i32.xor (local.get $x) (i32.shr_u (local.get $x) (i32.const 16)))))
