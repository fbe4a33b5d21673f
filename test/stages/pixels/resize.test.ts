import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Raster } from "../../../stages/pixels/raster.js";
import { resize } from "../../../stages/pixels/resize.js";
import { plainResize } from "./plain-resize.js";

/** Noise and hard edges: sums below 0 and above 255 are clipped alike. */
function noise(width: number, height: number, channels: 1 | 3, seed: number): Raster {
  let state = seed;
  const data = new Uint8Array(width * height * channels);
  for (let at = 0; at < data.length; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    data[at] = state >>> 31 === 0 ? (state >>> 16) & 255 : (state & 0x4000) === 0 ? 0 : 255;
  }
  return { width, height, channels, data };
}

test("pictures of any size become the same bytes as by the plain algorithm, so that a dataset depends on no kernel", () => {
  const side = fc.integer({ min: 1, max: 90 });
  fc.assert(
    fc.property(
      side,
      side,
      side,
      side,
      fc.constantFrom(1 as const, 3 as const),
      fc.nat(),
      (w, h, tw, th, channels, seed) => {
        const raster = noise(w, h, channels, seed);
        assert.deepEqual(resize(raster, tw, th), plainResize(raster, tw, th));
      },
    ),
    { numRuns: 300 },
  );
});

test("a line that would become a picture without end is refused before memory is taken", () => {
  for (const [w, h, width, height] of [
    [2, 70_000, 256, 8_960_000],
    [70_000, 2, 8_960_000, 256],
    [2, 1_000_000, 256, 256],
  ] as const)
    assert.throws(() => resize(noise(w, h, 3, 1), width, height), { code: "over-pixels" });
});

test("a picture larger than the memory that is kept, and a small one after it, are right too", () => {
  for (const [width, height] of [
    [5200, 4200],
    [64, 64],
    [4097, 9],
  ] as const) {
    const raster = noise(width, height, 3, width);
    assert.ok(Buffer.from(resize(raster, 256, 200).data).equals(plainResize(raster, 256, 200).data));
  }
});
