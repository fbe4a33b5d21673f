import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { groupPairs } from "../../../../stages/clean/simplify/pair-groups.js";

const unit = fc.integer({ min: 0x4e00, max: 0x4e3f });

test("no phrase is overlooked: all groups of a first are groups of each of its seconds", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(unit, unit), { maxLength: 400 }), (all) => {
      const pairs = new Map<number, Set<number>>();
      for (const [first, second] of all) pairs.set(first, (pairs.get(first) ?? new Set()).add(second));
      const { firsts, seconds } = groupPairs(pairs);
      for (const [first, second] of all) {
        const groups = firsts.get(first) ?? 0;
        assert.ok(groups > 0 && groups < 256);
        assert.equal(groups & ~(seconds.get(second) ?? 0), 0);
      }
    }),
  );
});

test("pairs that begin no phrase cost no look: two phrases without a unit in common are told apart", () => {
  const { firsts, seconds } = groupPairs(
    new Map([
      [1, new Set([2])],
      [3, new Set([4])],
    ]),
  );
  assert.notEqual((firsts.get(1) ?? 0) & ~(seconds.get(4) ?? 0), 0);
  assert.notEqual((firsts.get(3) ?? 0) & ~(seconds.get(2) ?? 0), 0);
});
