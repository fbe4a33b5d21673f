/** What JavaScript lets pass and types would not: told as an error of the user's, with the place and what to write. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  filter,
  loadTokenizer,
  type PipelineOptions,
  pipeline,
  read,
  type StageUse,
  UserError,
  write,
} from "../../pipeline/index.js";

const options = { name: "mine", input: "data-samples/zh.jsonl", stages: [read.json(), write.jsonl()] };

async function complaint(changed: object): Promise<string> {
  const error: unknown = await pipeline({ ...options, ...changed } as PipelineOptions)
    .recipe()
    .catch((thrown: unknown) => thrown);
  assert.ok(error instanceof UserError, String(error));
  return error.message;
}

for (const [wrong, stage, found] of [
  ["a stage whose function was not called", filter.minHan, "function"],
  ["a function of one's own", (text: string) => text, "function"],
  ["a stage by its name", "min-han", '"min-han"'],
  ["undefined", undefined, "undefined"],
] as const) {
  test(`${wrong} in the list of stages is told with its place and what to write`, async () => {
    assert.equal(
      await complaint({ stages: [read.json(), stage, write.jsonl()] }),
      `stages.1: this is ${found}, not a stage. Call the function of a stage, as in read.json(); one of your own is custom("./its-module.js")`,
    );
  });
}

test("a hole in the list of stages is told with its place", async () => {
  // biome-ignore lint/suspicious/noSparseArray: this is the mistake.
  assert.match(await complaint({ stages: [read.json(), , write.jsonl()] }), /^stages\.1: this is undefined/);
});

test("parameters that are no object are told: filter.minHan(30) would run with the default", async () => {
  const minHan = filter.minHan as (min: number) => StageUse;
  assert.equal(
    await complaint({ stages: [read.json(), minHan(30), write.jsonl()] }),
    "stages.1.min-han: expected object, received number",
  );
  assert.match(await complaint({ guards: "none" }), /^guards: "guards": expected object, received string/);
});

test("a pipeline without stages or input, and a misspelled option, are told with what was meant", async () => {
  assert.match(await complaint({ stages: undefined }), /^stages: expected a list/);
  assert.match(await complaint({ input: undefined }), /^input: the key "input" is missing/);
  assert.match(await complaint({ seedd: 3 }), /^seedd: unknown key "seedd"\. Did you mean "seed"\?/);
  assert.match(await complaint({ guards: { alow: [] } }), /^guards\.alow: .*Did you mean "allow"\?/);
});

test("a run without an output folder is refused in words", async () => {
  for (const settings of [{}, undefined])
    await assert.rejects(
      pipeline(options).run(settings as { output: string }),
      new UserError("bad-option", "output is undefined, expected the folder of the dataset"),
    );
});

test("the tokenizer that recipes and the command line call default is loaded by that name", async () => {
  const tokenizer = await loadTokenizer("default");
  assert.equal(tokenizer.decode(tokenizer.encode("大规模语料")), "大规模语料");
});
