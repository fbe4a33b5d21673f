/** Kernels beside the plain forms that they must equal. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { flatten, flattenPlainly } from "../../../stages/pixels/flatten.js";
import { unfilter } from "../../../stages/pixels/png/unfilter.js";
import { plainUnfilter } from "./plain-unfilter.js";

const side = fc.integer({ min: 1, max: 40 });

test("rows of a PNG become the pixels that its filters stand for, whatever stood in memory before", () => {
  fc.assert(
    fc.property(
      side,
      side,
      fc.integer({ min: 1, max: 4 }),
      fc.infiniteStream(fc.nat(255)),
      (w, h, step, tones) => {
        const rowBytes = w * step;
        const filtered = Uint8Array.from({ length: (rowBytes + 1) * h }, (_, at) => {
          const tone = tones.next().value ?? 0;
          return at % (rowBytes + 1) === 0 ? tone % 5 : tone;
        });
        assert.deepEqual(unfilter(filtered, rowBytes, h, step), plainUnfilter(filtered, rowBytes, h, step));
      },
    ),
    { numRuns: 200 },
  );
});

test("a row with a filter that does not exist is damage, in any row", () => {
  for (const row of [0, 3, 6]) {
    const filtered = new Uint8Array(7 * 13);
    filtered[row * 13] = 5;
    assert.equal(unfilter(filtered, 12, 7, 4), undefined);
  }
});

test("transparent pixels mix with the background exactly, opaque ones stay as they are", () => {
  // Every alpha beside every tone, on white, black and grey; a number of pixels that four do not divide.
  const data = new Uint8Array((256 * 256 + 3) * 4);
  for (let at = 0; at < data.length; at += 4) data.set([at >> 2, 255 - (at >> 2), 77, at >> 10], at);
  for (const background of [0, 128, 255]) {
    const flat = flatten(data, data.length / 4, 1, 4, background);
    assert.ok(Buffer.from(flat.data).equals(flattenPlainly(data, data.length / 4, 1, 4, background).data));
  }
});
