import assert from "node:assert/strict";
import { test } from "node:test";
import { SampleError } from "../../../pipeline/contracts/errors.js";
import { makeSample, type Sample, type SampleArray } from "../../../pipeline/contracts/sample.js";
import { vectorColumn } from "../../../stages/image/vector-column.js";

async function vectorOf(arrays: Readonly<Record<string, SampleArray>>): Promise<SampleArray | undefined> {
  const map = await vectorColumn.open({ as: "vector", length: 4 }, { baseDir: ".", seed: 1 });
  const sample = makeSample({ id: "1", source: "s", origin: "o", text: "甲", arrays });
  return (map(sample) as Sample).arrays.vector;
}

test("a model's vector stays, a missing one becomes a place to be filled, one of another length is told", async () => {
  assert.deepEqual(await vectorOf({}), new Float32Array(4));
  const given = Float32Array.of(1, 2, 3, 4);
  assert.equal(await vectorOf({ vector: given }), given);
  await assert.rejects(vectorOf({ vector: Float32Array.of(1, 2, 3) }), SampleError);
  await assert.rejects(vectorOf({ vector: Int32Array.of(1, 2, 3, 4) }), SampleError);
});
