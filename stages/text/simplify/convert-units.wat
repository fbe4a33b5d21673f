;; One pass from units to units where no phrase begins. `convert-units.ts` drives it, `phrase-index.ts` tells what is in its tables.
;;
;;     0       entries   65,536 of 32 bits
;;     262144  pairs     65,536 bits, for hashes of two units that a phrase begins with
;;
;; Written by hand because the same loop in JavaScript takes twice the time: it looks up length and place of four arrays at each
;; access. `npm run build` makes a module of it with wat2wasm.
(module
  (memory (import "kernel" "memory") 1)

  ;; Writes what units become, up to the first at which a phrase may begin with the unit before it.
  ;;   from, end   addresses of the first unit and behind the last one
  ;;   to          where the first one goes
  ;;   before      entry of the unit before the first one, 0 for none
  ;; Returns the address of that unit, which is not written, or `end`.
  (func (export "convertUnits")
    (param $from i32) (param $end i32) (param $to i32) (param $before i32)
    (result i32)
    (local $entry i32) (local $shared i32) (local $last i32) (local $stop i32) (local $at i32) (local $move i32)
    (local $pair i32)

    (local.set $move (i32.sub (local.get $to) (local.get $from)))
    (block $done
      (loop $next
        (local.set $stop (i32.add (local.get $from) (i32.const 16)))
        (if (i32.gt_u (local.get $stop) (local.get $end))
          (then (local.set $stop (local.get $end)))
          (else
            ;; Eight units: one load of an entry each; `shared` gets the groups that a unit and the one before have in common.
            (local.set $shared (i32.const 0))
            (local.set $last (local.get $before))
            (local.set $at (i32.add (local.get $from) (local.get $move)))
            (local.set $entry (i32.load (i32.shl (i32.load16_u offset=0 (local.get $from)) (i32.const 2))))
            (i32.store16 offset=0 (local.get $at) (local.get $entry))
            (local.set $shared
              (i32.or (local.get $shared) (i32.and (i32.shr_u (local.get $last) (i32.const 8)) (local.get $entry))))
            (local.set $last (local.get $entry))
            (local.set $entry (i32.load (i32.shl (i32.load16_u offset=2 (local.get $from)) (i32.const 2))))
            (i32.store16 offset=2 (local.get $at) (local.get $entry))
            (local.set $shared
              (i32.or (local.get $shared) (i32.and (i32.shr_u (local.get $last) (i32.const 8)) (local.get $entry))))
            (local.set $last (local.get $entry))
            (local.set $entry (i32.load (i32.shl (i32.load16_u offset=4 (local.get $from)) (i32.const 2))))
            (i32.store16 offset=4 (local.get $at) (local.get $entry))
            (local.set $shared
              (i32.or (local.get $shared) (i32.and (i32.shr_u (local.get $last) (i32.const 8)) (local.get $entry))))
            (local.set $last (local.get $entry))
            (local.set $entry (i32.load (i32.shl (i32.load16_u offset=6 (local.get $from)) (i32.const 2))))
            (i32.store16 offset=6 (local.get $at) (local.get $entry))
            (local.set $shared
              (i32.or (local.get $shared) (i32.and (i32.shr_u (local.get $last) (i32.const 8)) (local.get $entry))))
            (local.set $last (local.get $entry))
            (local.set $entry (i32.load (i32.shl (i32.load16_u offset=8 (local.get $from)) (i32.const 2))))
            (i32.store16 offset=8 (local.get $at) (local.get $entry))
            (local.set $shared
              (i32.or (local.get $shared) (i32.and (i32.shr_u (local.get $last) (i32.const 8)) (local.get $entry))))
            (local.set $last (local.get $entry))
            (local.set $entry (i32.load (i32.shl (i32.load16_u offset=10 (local.get $from)) (i32.const 2))))
            (i32.store16 offset=10 (local.get $at) (local.get $entry))
            (local.set $shared
              (i32.or (local.get $shared) (i32.and (i32.shr_u (local.get $last) (i32.const 8)) (local.get $entry))))
            (local.set $last (local.get $entry))
            (local.set $entry (i32.load (i32.shl (i32.load16_u offset=12 (local.get $from)) (i32.const 2))))
            (i32.store16 offset=12 (local.get $at) (local.get $entry))
            (local.set $shared
              (i32.or (local.get $shared) (i32.and (i32.shr_u (local.get $last) (i32.const 8)) (local.get $entry))))
            (local.set $last (local.get $entry))
            (local.set $entry (i32.load (i32.shl (i32.load16_u offset=14 (local.get $from)) (i32.const 2))))
            (i32.store16 offset=14 (local.get $at) (local.get $entry))
            (local.set $shared
              (i32.or (local.get $shared) (i32.and (i32.shr_u (local.get $last) (i32.const 8)) (local.get $entry))))
            (local.set $last (local.get $entry))
            (if (i32.eqz (i32.and (local.get $shared) (i32.const 0xff0000)))
              (then
                (local.set $before (local.get $last))
                (local.set $from (local.get $stop))
                (br $next)))))
        ;; One by one: the end of the text, or eight among which two share a group.
        (loop $single
          (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
          (local.set $entry (i32.load (i32.shl (i32.load16_u (local.get $from)) (i32.const 2))))
          (if (i32.and (i32.and (i32.shr_u (local.get $before) (i32.const 8)) (local.get $entry)) (i32.const 0xff0000))
            (then
              (br_if $done (i32.lt_s (local.get $before) (i32.const 0)))
              (local.set $pair
                (i32.and
                  (i32.xor
                    (i32.mul (i32.load16_u (i32.sub (local.get $from) (i32.const 2))) (i32.const 0x9e37))
                    (i32.load16_u (local.get $from)))
                  (i32.const 0xffff)))
              (br_if $done
                (i32.and
                  (i32.shr_u
                    (i32.load8_u offset=262144 (i32.shr_u (local.get $pair) (i32.const 3)))
                    (i32.and (local.get $pair) (i32.const 7)))
                  (i32.const 1)))))
          (i32.store16 (i32.add (local.get $from) (local.get $move)) (local.get $entry))
          (local.set $before (local.get $entry))
          (local.set $from (i32.add (local.get $from) (i32.const 2)))
          (br_if $single (i32.lt_u (local.get $from) (local.get $stop))))
        (br $next)))
    (local.get $from)))
