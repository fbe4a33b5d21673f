/** BriVL's rows: where boxes, full frame, ids and padding stand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Sample } from "../../../pipeline/contracts/sample.js";
import { imageTextPair as stage } from "../../../stages/compose/image-text-pair.js";
import { composeRows } from "./compose-rows.js";
import { characters } from "./vocabulary.js";

const vocabulary = characters(70_000, { "[PAD]": 0, "[CLS]": 101, "[SEP]": 102 });
const side = 4;
const params = { side, "text-length": 6, "max-boxes": 2 };

function pair(text: string, bbox?: unknown): Partial<Sample> {
  return {
    text,
    image: { bytes: new Uint8Array(), format: "jpeg", width: side, height: side },
    arrays: { pixels: new Uint8Array(3 * side * side).fill(7), ".source-size": Int32Array.of(8, 16) },
    meta: bbox === undefined ? {} : { bbox: bbox as number[][] },
  };
}

test("boxes are scaled with the picture, the full frame follows the last one, zeros fill up", async () => {
  const { rows } = await composeRows(stage, params, vocabulary, [pair("猫", [[2, 4, 6, 8]])]);
  assert.deepEqual(Array.from(rows[0]?.boxes as number[]), [1, 1, 3, 2, 0, 0, 4, 4, 0, 0, 0, 0]);
  assert.equal(rows[0]?.img_len, 2);
  assert.deepEqual(Array.from(rows[0]?.image as number[]), new Array(48).fill(7));
});

test("the full frame is there when a picture has too many boxes, and when it has none", async () => {
  const many = [1, 2, 3, 4].map((edge) => [0, 0, 8, 4 * edge]);
  const { rows, composer } = await composeRows(stage, params, vocabulary, [pair("猫", many), pair("猫")]);
  assert.deepEqual(Array.from(rows[0]?.boxes as number[]), [0, 0, 4, 1, 0, 0, 4, 2, 0, 0, 4, 4]);
  assert.deepEqual(Array.from(rows[1]?.boxes as number[]).slice(0, 5), [0, 0, 4, 4, 0]);
  assert.deepEqual([rows[0]?.img_len, rows[1]?.img_len], [3, 1]);
  assert.equal(composer.counts?.()["left-out-boxes"], 2);
});

test("a long text keeps its [SEP]; a short one is padded, and its length counts both marks", async () => {
  const { rows } = await composeRows(stage, params, vocabulary, [pair("abcdefg"), pair("ab")]);
  assert.deepEqual(Array.from(rows[0]?.text as number[]), [101, 97, 98, 99, 100, 102]);
  assert.deepEqual(Array.from(rows[1]?.text as number[]), [101, 97, 98, 102, 0, 0]);
  assert.deepEqual([rows[0]?.text_len, rows[1]?.text_len], [6, 4]);
});

test("boxes that are none, and pictures that were not made a tensor, cost their record and are named", async () => {
  for (const bbox of ["0 0 1 1", [[1, 2, 3]], [["a", 0, 1, 1]]])
    await assert.rejects(composeRows(stage, params, vocabulary, [pair("猫", bbox)]), /no list of boxes/);
  await assert.rejects(
    composeRows(stage, params, vocabulary, [{ ...pair("猫"), arrays: {} }]),
    /put image-prepare \{size: 4, fit: stretch, tensor: chw\}/,
  );
  const { dropped } = await composeRows(stage, params, vocabulary, ["只有文本", pair("")]);
  assert.deepEqual(dropped, ["no-picture", "empty"]);
});
