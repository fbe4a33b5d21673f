import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FrequentNames } from "../../../../pipeline/run/barrier/frequent-names.js";

test("a frequent name is never lost, and its count is short by a known share at most and never too high", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("a", "a", "a", "b", "c", "d", "e", "f", "g"), { maxLength: 300 }),
      fc.integer({ min: 1, max: 6 }),
      (stream, places) => {
        const frequent = new FrequentNames<number>(places);
        for (const [at, name] of stream.entries()) frequent.add(name, at);
        const left = new Map(frequent.most().map((entry) => [entry.name, entry]));
        assert.ok(left.size <= places);
        for (const name of new Set(stream)) {
          const count = stream.filter((each) => each === name).length;
          const atLeast = left.get(name)?.atLeast ?? 0;
          assert.ok(atLeast <= count);
          assert.ok(atLeast >= count - stream.length / (places + 1), `${name}: ${atLeast} of ${count}`);
          for (const at of left.get(name)?.examples ?? []) assert.equal(stream[at], name);
        }
      },
    ),
  );
});
