/** The memory behind the loops over a text: what is found in one does not depend on the texts before it, whatever their sizes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadKernel } from "../../../../pipeline/kernels/load-kernel.js";
import { Folder } from "../../../../stages/dedup/fold/fold.js";
import { TextKernel } from "../../../../stages/text/units/text-kernel.js";
import { countKinds, kindsOf, lineEnds, nextBetween } from "../../../../stages/text/units/unit-kinds.js";

const unit = "字，Ａ b\n";
const textOf = (length: number): string => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

test("a text gives the same hash and counts behind smaller and larger ones, for which the memory grows or is given back", () => {
  const used = new Folder("full");
  for (const length of [10, 70_000, 1_200_000, 90, 4_300_000, 20]) {
    const text = textOf(length);
    const fresh = new Folder("full");
    assert.deepEqual(used.hash(used.fold(text)), fresh.hash(fresh.fold(text)), `${length} units`);
    const counts = countKinds(text).reduce((sum, count) => sum + count, 0);
    assert.equal(counts, length);
  }
});

test("what stands in front of a text is no remains of the one before it, in whose place it stands since the memory grew", () => {
  const lines = "\n";
  kindsOf(lines.repeat(5_000_000));
  const text = lines.repeat(6_000_000);
  kindsOf(text);
  assert.equal(nextBetween(lineEnds, lineEnds, lineEnds, 0, text.length), 1);
});

test("texts of one size share a memory, near the size that is kept as well, and a small one gives a huge one back", () => {
  const fold = loadKernel(new URL("../../../../stages/dedup/fold/fold.wasm", import.meta.url));
  const kernel = new TextKernel<unknown>(fold, [new Int32Array(4)], 0, 1 << 10);
  const bytesAfter = (length: number): ArrayBufferLike => {
    kernel.load(textOf(length));
    return kernel.units.buffer;
  };
  const near = bytesAfter(3_900_000);
  assert.equal(bytesAfter(3_900_000), near);
  assert.equal(bytesAfter(100), near);
  const huge = bytesAfter(5_000_000);
  assert.ok(huge.byteLength > 10_000_000);
  assert.ok(bytesAfter(100).byteLength < 100_000);
});
