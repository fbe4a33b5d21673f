import assert from "node:assert/strict";
import { test } from "node:test";
import { maskedAnswer as stage } from "../../../stages/compose/masked-answer.js";
import { composeRows } from "./compose-rows.js";
import { characters } from "./vocabulary.js";

const vocabulary = characters(70_000, { "[PAD]": 0, "[CLS]": 1, "[SEP]": 2, "[MASK]": 3 });
const marks: Readonly<Record<number, string>> = { 0: " ", 1: "<", 2: ">", 3: "_" };

function read(ids: unknown): string {
  return Array.from(ids as Int32Array, (id) => marks[id] ?? String.fromCodePoint(id)).join("");
}

function compose(prompt: string, rest: string, options: readonly string[], answer: number) {
  const meta = { prompt, rest, options, answer };
  const params = { "sequence-length": 12, "answer-length": 4, options: 3 };
  return composeRows(stage, params, vocabulary, [{ text: options[answer] ?? "", meta }]);
}

test("the number of masks does not tell which option is right", async () => {
  const long = await compose("天", "地", ["甲乙丙", "丁"], 0);
  const short = await compose("天", "地", ["甲乙丙", "丁"], 1);
  assert.equal(read(long.rows[0]?.input_ids), "<天___地>     ");
  assert.deepEqual(short.rows[0]?.input_ids, long.rows[0]?.input_ids);
  assert.deepEqual(
    Array.from(short.rows[0]?.labels as Int32Array).filter((label) => label !== -100),
    ["丁".codePointAt(0)],
  );
});

test("a long text keeps what stands next to the blank, and a short side gives its room to the other", async () => {
  const both = await compose("一二三四五六七", "七六五四三二一", ["甲乙"], 0);
  assert.equal(read(both.rows[0]?.input_ids), "<四五六七__七六五四>");
  const left = await compose("一二三四五六七八九", "末", ["甲乙"], 0);
  assert.equal(read(left.rows[0]?.input_ids), "<三四五六七八九__末>");
});

test("what cannot be laid out is dropped for its reason", async () => {
  assert.deepEqual((await compose("天", "地", ["甲乙丙丁戊"], 0)).dropped, ["too-long"]);
  assert.deepEqual((await compose("天", "地", ["甲", "乙", "丙", "丁"], 0)).dropped, ["too-many-options"]);
  assert.deepEqual((await compose("天", "地", ["甲"], 1)).dropped, ["no-options"]);
});
