import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { glmTokens } from "../../../stages/compose/glm/special-tokens.js";
import { glmBlocks as stage } from "../../../stages/compose/glm-blocks.js";
import { composeRows } from "./compose-rows.js";
import { characters } from "./vocabulary.js";

test("special tokens behind 50,000 pieces have the ids of the released Chinese models: gMASK is not eop", () => {
  const { ids, size } = glmTokens(characters(50_000, { unk: 22_056, eop: 15_239 }), "chinese");
  const wanted = { eos: 50000, "[SEP]": 50001, "[CLS]": 50002, "[MASK]": 50003, sop: 50006, eop: 50007 };
  assert.deepEqual({ ...ids, ...wanted, "[sMASK]": 50008, "[gMASK]": 50009, dBLOCK: 50010 }, ids);
  assert.equal(size, 50_011);
});

test("special tokens behind GPT-2's vocabulary have the ids of the released English models", () => {
  const { ids } = glmTokens(characters(50_257, { "<|endoftext|>": 50_256 }), "english");
  const wanted = { eos: 50256, sop: 50257, eop: 50258, "[CLS]": 50259, "[MASK]": 50260, "[SEP]": 50261 };
  assert.deepEqual({ ...ids, ...wanted, "[gMASK]": 50263, "[sMASK]": 50264, dBLOCK: 50265 }, ids);
});

/** Windows that cover the documents, each learned from its beginning to its end. */
const everyToken = {
  coverage: "cover",
  "mask-share": 0,
  "sentence-share": 0,
  "end-share": 1,
  "short-share": 0,
};

test("windows of a Chinese document begin behind a Chinese sentence end, not in the middle of a sentence", async () => {
  const document = "甲乙丙丁戊己庚辛壬癸子丑。".repeat(40);
  const { rows } = await composeRows(stage, { "sequence-length": 64, ...everyToken }, characters(), [
    document,
  ]);
  const starts = rows.map((row) => (row.text as Int32Array)[1]);
  assert.ok(rows.length > 7);
  assert.deepEqual(new Set(starts), new Set(["甲".codePointAt(0)]));
});

test("cover puts every token into exactly one row, whatever the lengths of the documents", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: fc.constantFrom("天", "地", "。"), minLength: 1, maxLength: 200 }), {
        maxLength: 12,
      }),
      fc.nat(),
      async (documents, seed) => {
        const { rows, composer } = await composeRows(
          stage,
          { "sequence-length": 40, ...everyToken },
          characters(),
          documents,
          seed,
        );
        const [cls, eos, mask] = [70_002, 70_000, 70_009];
        const text = rows
          .flatMap((row) => Array.from((row.target as Int32Array).subarray(0, Number(row.length))))
          .filter((id) => id !== cls && id !== eos && id !== mask)
          .map((id) => String.fromCodePoint(id));
        // Long documents come at once, short ones when a row is full: compare as a bag.
        assert.equal(text.sort().join(""), documents.join("").split("").sort().join(""));
        assert.equal(composer.counts?.()["left-out-tokens"], 0);
      },
    ),
    { numRuns: 60 },
  );
});

test("the same samples and seed give the same rows, another seed gives others", async () => {
  const documents = ["一二三四五六七八九十。".repeat(30), "东南西北中发白。".repeat(9)];
  const make = async (seed: number) =>
    (await composeRows(stage, { "sequence-length": 64 }, characters(), documents, seed)).rows;
  assert.deepEqual(await make(1), await make(1));
  assert.notDeepEqual(await make(1), await make(2));
});
