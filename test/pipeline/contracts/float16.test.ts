import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { float16Bits, float16Value } from "../../../pipeline/contracts/float16.js";

test("every half-precision number keeps its bits", () => {
  for (let bits = 0; bits < 65536; bits++) {
    const value = float16Value(bits);
    if (!Number.isNaN(value)) assert.equal(float16Bits(value), bits);
  }
});

test("a number becomes the nearest half, and of two the even one", () => {
  fc.assert(
    fc.property(fc.float({ min: -70_000, max: 70_000, noNaN: true }), (value) => {
      const bits = float16Bits(value);
      const distance = (other: number): number => Math.abs(float16Value(other) - value);
      if ((bits & 0x7fff) === 0x7c00) return assert.ok(Math.abs(value) >= 65_520);
      for (const other of [bits - 1, bits + 1]) {
        if (other < 0 || (other & 0x7c00) === 0x7c00 || (other & 0x8000) !== (bits & 0x8000)) continue;
        const gap = distance(other) - distance(bits);
        assert.ok(gap > 0 || (gap === 0 && (bits & 1) === 0), `${value} became ${float16Value(bits)}`);
      }
    }),
    { numRuns: 5000 },
  );
});
