import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../../pipeline/contracts/errors.js";
import { makeSample } from "../../../pipeline/contracts/sample.js";
import { tokenize } from "../../../stages/tokenize/tokenize.js";

const context = { baseDir: ".", seed: 0 };

async function tokensOf(text: string, params: object): Promise<number[]> {
  const stage = await tokenize.open(tokenize.parameters.parse(params), context);
  const sample = stage(makeSample({ id: "a", source: "t", origin: "o", text }));
  assert.ok("tokens" in sample);
  return Array.from(sample.tokens ?? []);
}

test("each document begins and ends with the tokens that were named, and with nothing else", async () => {
  const text = "大规模语料".repeat(20_000);
  const plain = await tokensOf(text, { "append-eos": false });
  const { idOf } = await tokenize.vocabulary!(tokenize.parameters.parse({}), context);
  const end = idOf("<|endoftext|>");
  assert.deepEqual(await tokensOf(text, {}), [...plain, end]);
  assert.deepEqual(await tokensOf(text, { "bos-token": "<|endoftext|>" }), [end, ...plain, end]);
  assert.deepEqual(await tokensOf(text, { "bos-token": "<|endoftext|>", "append-eos": false }), [
    end,
    ...plain,
  ]);
});

test("a begin token that the tokenizer does not have is refused by name", async () => {
  await assert.rejects(
    tokensOf("文", { "bos-token": "<s-none>" }),
    (error) => error instanceof UserError && /no token "<s-none>"/.test(error.problem),
  );
});
