import assert from "node:assert/strict";
import { test } from "node:test";
import { workOrder } from "../../../pipeline/run/phases.js";

const split = (index: number, bytes: number) => ({
  index,
  input: "",
  root: "",
  file: `${index}.jsonl.gz`,
  start: 0,
  end: bytes,
  divisible: false,
});
const plan = { splits: [3, 9, 5, 9, 1].map((bytes, index) => split(index, bytes)), stored: {} };

test("no worker waits for a large file that was begun last: splits are begun in the order of their size", () => {
  assert.deepEqual(workOrder({ kind: "stream", segment: 0 }, plan, [0, 1, 2, 3, 4]), [1, 3, 2, 0, 4]);
  assert.deepEqual(workOrder({ kind: "stream", segment: 1 }, plan, [0, 2, 4]), [2, 0, 4]);
});

test("splits of many short records are begun by their work, though their files are small", () => {
  const worked = { ...plan, work: [5, 1, 9, 1, 7] };
  assert.deepEqual(workOrder({ kind: "stream", segment: 0 }, worked, [0, 1, 2, 3, 4]), [2, 4, 0, 1, 3]);
});

test("texts that are packed better than others are begun by what they unpacked to", () => {
  const left = [9, 1, 5, 2, 7];
  assert.deepEqual(workOrder({ kind: "stream", segment: 1 }, plan, [0, 1, 2, 3, 4], left), [0, 4, 2, 3, 1]);
});

test("signatures of a large split are not collected last, behind those of small ones; parts of a stored index come first", () => {
  const part = { folder: "index/part", documents: 1, run: "earlier" };
  const against = { ...plan, stored: { 3: [part, part] } };
  const collect = { kind: "collect", stage: 3 } as const;
  assert.deepEqual(
    workOrder(collect, against, [0, 1, 2, 3, 4, 5, 6], [9, 1, 5, 2, 7]),
    [0, 1, 2, 6, 4, 5, 3],
  );
});

test("partitions and shards, which are even, are begun as they are numbered", () => {
  for (const phase of [{ kind: "write" }, { kind: "match", stage: 3 }] as const)
    assert.deepEqual(workOrder(phase, plan, [0, 1, 2]), [0, 1, 2]);
});
