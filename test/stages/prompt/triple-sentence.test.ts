import assert from "node:assert/strict";
import { test } from "node:test";
import { makeSample, type Sample } from "../../../pipeline/contracts/sample.js";
import { tripleSentence } from "../../../stages/prompt/triple-sentence.js";

async function run(params: object, fields: Partial<Sample>): Promise<Sample> {
  const map = await tripleSentence.open(tripleSentence.parameters.parse(params), { baseDir: ".", seed: 0 });
  const [sample] = [map(makeSample({ id: "1", source: "s", origin: "o", text: "", ...fields }))].flat();
  return sample as Sample;
}

test("spans count a rare character once, as Python does, wherever the template puts the entities", async () => {
  const templates = { 生产: "{tail}由{head}生产。" };
  const { text, arrays } = await run(
    { templates },
    { text: "𠮷野纸业", meta: { relation: "生产", tail: "𪚥宣" } },
  );
  assert.equal(text, "𪚥宣由𠮷野纸业生产。");
  assert.deepEqual(arrays, { head_span: Int32Array.of(3, 7), tail_span: Int32Array.of(0, 2) });
});

test("an entity that looks like a place in a template stays what it is", async () => {
  const { text } = await run({}, { text: "{tail}", meta: { relation: "名", tail: "$& {head}" } });
  assert.equal(text, "{tail}的名是$& {head}。");
});

test("a template that leaves an entity out is refused", () => {
  assert.throws(
    () => tripleSentence.parameters.parse({ otherwise: "{head}如此。" }),
    /\{head\} once and \{tail\} once/,
  );
});
