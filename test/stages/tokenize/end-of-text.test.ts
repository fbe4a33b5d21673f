/** The token that ends a document where a tokenizer's file has another one than the model, or none. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { UserError } from "../../../pipeline/contracts/errors.js";
import { makeSample } from "../../../pipeline/contracts/sample.js";
import { tokenize } from "../../../stages/tokenize/tokenize.js";
import { inTemporaryFolder, root, sharedData, withoutData } from "../../support/wudao.js";

/** The stage with the parameters that a recipe of configs/ gives it, over another tokenizer. */
async function openOfRecipe(recipe: string, tokenizer: string, baseDir: string) {
  const { stages } = parse(readFileSync(join(root, "configs", `${recipe}.yaml`), "utf8")) as {
    readonly stages: readonly unknown[];
  };
  const use = stages.find(
    (stage): stage is { readonly tokenize: object } =>
      typeof stage === "object" && stage !== null && "tokenize" in stage,
  );
  return open({ ...use?.tokenize, tokenizer }, baseDir);
}

async function open(given: object, baseDir: string) {
  const params = tokenize.parameters.parse(given);
  const map = await tokenize.open(params, { baseDir, seed: 0 });
  const vocabulary = await tokenize.vocabulary?.(params, { baseDir, seed: 0 });
  assert.ok(vocabulary !== undefined);
  const tokensOf = (text: string): number[] => {
    const sample = map(makeSample({ id: "1", source: "s", origin: "o", text }));
    assert.ok("tokens" in sample);
    return Array.from(sample.tokens ?? []);
  };
  return { vocabulary, tokensOf };
}

for (const recipe of ["transformer-xl", "news", "inverse-prompting", "poems"]) {
  test(`${recipe} ends texts with 50000 behind CogView's vocabulary, as the released models know it`, {
    skip: withoutData,
  }, async () => {
    const file = join(sharedData ?? "", "tokenizers/cogview-cog-pretrain.sentencepiece.model.gz");
    const { vocabulary, tokensOf } = await openOfRecipe(recipe, file, ".");
    assert.equal(tokensOf("床前明月光").at(-1), 50_000);
    assert.equal(vocabulary.size, 50_001);
  });
}

const named = ["<unk>", "<s>", "</s>", "▃", "<sep>", "<pad>", "<mask>", "<eod>", "床", "##前"];

test("CPM-1 ends documents with <eod>, though its vocabulary has </s>, too", async () => {
  await inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, "vocab.txt"), `[UNK]\n${named.join("\n")}\n`);
    const { vocabulary, tokensOf } = await openOfRecipe("cpm-1", "vocab.txt", folder);
    assert.deepEqual(tokensOf("床"), [9, 8]);
    assert.equal(vocabulary.size, 11);
  });
});

test("a token put behind the vocabulary is read back by its name, and no text holds it", async () => {
  await inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, "vocab.txt"), "[UNK]\n[SEP]\n床\n##前\n##明\n");
    const end = { "eos-token": "<eod>", "added-tokens": ["[SEP]", "<go>", "<eod>"] };
    const { vocabulary, tokensOf } = await open({ tokenizer: "vocab.txt", ...end }, folder);
    assert.deepEqual(tokensOf("床"), [2, 6]);
    assert.deepEqual(
      ["[SEP]", "<go>", "<eod>"].map((name) => vocabulary.idOf(name)),
      [1, 5, 6],
    );
    assert.equal(vocabulary.decode([2, 6, 2, 3, 6]).replaceAll(" ", ""), "床<eod>床前<eod>");
    assert.ok(!tokensOf("前<eod>").slice(0, -1).includes(6));
  });
});

test("a token with a usual name that is put behind the vocabulary ends texts without being named twice", async () => {
  await inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, "vocab.txt"), "[UNK]\n床\n##前\n");
    const { tokensOf } = await open({ tokenizer: "vocab.txt", "added-tokens": ["<|endoftext|>"] }, folder);
    assert.deepEqual(tokensOf("床"), [1, 3]);
  });
});

test("a misspelled end of text is refused, never made anew", async () => {
  await assert.rejects(
    open({ "eos-token": "<|endoftxt|>" }, "."),
    (error) => error instanceof UserError && /no token "<\|endoftxt\|>"/.test(error.problem),
  );
});
