import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { maskedLm as stage } from "../../../stages/compose/masked-lm.js";
import { type Composed, composeRows } from "./compose-rows.js";
import { characters } from "./vocabulary.js";

const vocabulary = characters(70_000, { "[PAD]": 0, "[CLS]": 1, "[SEP]": 2, "[MASK]": 3, "[UNK]": 4 });

/** The rows before masking, without padding. */
function unmasked({ rows }: Composed): string[] {
  return rows.map((row) => {
    const labels = row.labels as Int32Array;
    const used = (row.attention_mask as Uint8Array).reduce((sum, mark) => sum + mark, 0);
    return Array.from(row.input_ids as Int32Array, (id, at) => (labels[at] === -100 ? id : (labels[at] ?? 0)))
      .slice(0, used)
      .map((id) => ({ 1: "<", 2: ">" })[id] ?? String.fromCodePoint(id))
      .join("");
  });
}

test("a document goes on in the next row and no token is lost", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: fc.constantFrom("律", "法", "条"), minLength: 1, maxLength: 90 }), {
        maxLength: 9,
      }),
      async (documents) => {
        const composed = await composeRows(stage, { "sequence-length": 32 }, vocabulary, documents);
        assert.equal(unmasked(composed).join(""), documents.map((text) => `<${text}>`).join(""));
      },
    ),
  );
});

test("whole proteins: one that does not fit begins the next row, only one longer than a row is cut", async () => {
  const params = { "sequence-length": 10, join: "whole", separators: "cls" };
  const composed = await composeRows(stage, params, vocabulary, ["AAAA", "CCCCC", "DDDDDDDDDDDD", "EE"]);
  assert.deepEqual(unmasked(composed), ["<AAAA", "<CCCCC", "<DDDDDDDDD", "<EE"]);
  assert.equal(composed.composer.counts?.()["left-out-tokens"], 3);
});

test("Lawformer: a document ends at its last separator, and others are appended until fewer than the slack is free", async () => {
  const params = { "sequence-length": 40, join: "fill", slack: 5, "trim-tail": 10 };
  const tokens = Uint32Array.from([...Array<number>(20).fill(30_000), 2, ...Array<number>(6).fill(30_001)]);
  const composed = await composeRows(stage, params, vocabulary, [
    { text: "甲", tokens },
    "乙".repeat(30),
    "丙",
  ]);
  const [first = ""] = unmasked(composed);
  assert.equal(first.length, 40);
  assert.equal(first.indexOf(">"), 21);
  assert.ok(first.slice(22).startsWith("<乙"));
});

test("masked words are masked whole", async () => {
  const { rows } = await composeRows(
    stage,
    { "sequence-length": 400, unit: "word", "replace-share": 1, "random-share": 0 },
    vocabulary,
    ["中华人民共和国最高人民法院公告".repeat(20)],
  );
  const [row] = rows;
  const labels = Array.from(row?.labels as Int32Array);
  const text = Array.from(row?.input_ids as Int32Array, (id, at) =>
    labels[at] === -100 ? id : (labels[at] ?? 0),
  );
  const words = new Intl.Segmenter("zh", { granularity: "word" }).segment(
    text
      .map((id) => String.fromCodePoint(id))
      .join("")
      .slice(1, 301),
  );
  let masked = 0;
  for (const { segment, index } of words) {
    const marks = labels.slice(index + 1, index + 1 + segment.length).map((label) => label !== -100);
    assert.equal(new Set(marks).size, 1, `${segment} is masked in part`);
    masked += marks[0] === true ? segment.length : 0;
  }
  assert.ok(masked > 40 && masked <= 60, `${masked} of 300`);
});

test("waiting documents come in another order, all of them, the same for the same seed", async () => {
  const documents = Array.from({ length: 30 }, (_, index) => String.fromCodePoint(20_000 + index).repeat(10));
  const make = async (params: object) =>
    unmasked(await composeRows(stage, { "sequence-length": 12, ...params }, vocabulary, documents));
  const shuffled = await make({ "shuffle-tokens": 150 });
  assert.deepEqual(await make({ "shuffle-tokens": 150 }), shuffled);
  assert.notDeepEqual(shuffled, await make({}));
  assert.deepEqual([...shuffled].sort(), [...(await make({}))].sort());
});
