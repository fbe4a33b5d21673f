import assert from "node:assert/strict";
import { test } from "node:test";
import { teacherLogits as stage } from "../../../stages/compose/teacher-logits.js";
import { composeRows } from "./compose-rows.js";
import { characters } from "./vocabulary.js";

const vocabulary = characters(70_000, { "<pad>": 0 });

function compose(text: string, meta: { topk_ids?: number[][]; topk_logits?: number[][] }) {
  return composeRows(stage, { "sequence-length": 2, k: 2 }, vocabulary, [{ text, meta }]);
}

const three = {
  topk_ids: [
    [11, 12],
    [21, 22],
    [31, 32],
  ],
  topk_logits: [
    [1.5, -1],
    [2.5, -2],
    [3.5, -3],
  ],
};

test("what the teacher said stays with its token in the next row too; padding is masked", async () => {
  const { rows } = await compose("春夏秋", three);
  assert.equal(rows.length, 2);
  assert.deepEqual(Array.from(rows[0]?.topk_ids as Int32Array), [11, 12, 21, 22]);
  assert.deepEqual(Array.from(rows[1]?.topk_ids as Int32Array), [31, 32, 0, 0]);
  assert.deepEqual(Array.from(rows[1]?.teacher_mask as Uint8Array), [1, 0]);
  assert.deepEqual([rows[1]?.start, rows[1]?.length], [2, 1]);
});

test("logits of another text, of another k, outside the vocabulary or beyond float16 reach no row", async () => {
  assert.deepEqual((await compose("春夏", three)).dropped, ["misaligned"]);
  assert.deepEqual((await compose("春夏秋", { topk_ids: three.topk_ids })).dropped, ["no-teacher"]);
  assert.deepEqual((await compose("春", { topk_ids: [[1]], topk_logits: [[1]] })).dropped, ["wrong-entry"]);
  assert.deepEqual((await compose("春", { topk_ids: [[1, 70_000]], topk_logits: [[1, 0]] })).dropped, [
    "wrong-entry",
  ]);
  assert.deepEqual((await compose("春", { topk_ids: [[1, 2]], topk_logits: [[1, 65_505]] })).dropped, [
    "wrong-entry",
  ]);
});
