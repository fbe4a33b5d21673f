/**
 * Families and options that no tokenizer of ../shared/data has, trained on the spot by `sentencepiece` and Hugging Face `tokenizers`: the
 * ids and the decoded text must be theirs.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadTokenizer } from "../../stages/tokenize/load-tokenizer.js";
import { generatedTexts, randomTexts, trickyTexts } from "../stages/tokenize/tricky-texts.js";
import { recordsOf } from "../support/records.js";
import { inTemporaryFolder, sharedData, withoutData, wudao } from "../support/wudao.js";
import { assertEqualDecoding, assertEqualIds, assertEqualOffsets } from "./equal-ids.js";
import { askPython, withoutModules } from "./python.js";

test("tokenizers that users train themselves give the ids that their programs give", {
  skip: withoutModules("tokenizers", "sentencepiece") || withoutData,
}, async (context) => {
  await inTemporaryFolder(async (folder) => {
    const real = ["zh-web/lctt-00000.jsonl.zst", "zh-web/classical-00001.jsonl.zst"].flatMap((file) =>
      [...recordsOf(join(sharedData ?? "", file))].slice(0, 60).map(({ content }) => content.slice(0, 600)),
    );
    const names = await askPython<string[]>("train_models.py", { texts: real, folder });
    const texts = [...trickyTexts, ...randomTexts(2000, 3), ...generatedTexts(20_000, 5), ...real];
    for (const name of names) {
      await context.test(name, async () => {
        await assertEqualIds(join(folder, name), texts, "data");
        await assertEqualDecoding(join(folder, name), texts.slice(0, 3000));
        const placed = [...texts.slice(0, 3000), ...real.slice(0, 20)];
        await assertEqualOffsets(join(folder, name), placed, "data");
      });
    }
  });
});

for (const model of ["bpe", "unigram"]) {
  test(`${model}: a tokenizer that wudao trained gives the ids in Hugging Face tokenizers that it gives here`, {
    skip: withoutModules("tokenizers") || withoutData,
  }, async () => {
    await inTemporaryFolder(async (folder) => {
      const output = join(folder, "tokenizer.json");
      const input = join(sharedData ?? "", "near-dup/weibo-posts.docs.jsonl.zst");
      const options = ["--model", model, "--vocabulary", "8000", "--output", output];
      await wudao(["tokenizer", "train", "-i", input, ...options]);
      const real = [...recordsOf(join(sharedData ?? "", "zh-web/lctt-00000.jsonl.zst"))]
        .slice(0, 200)
        .map(({ content }) => content);
      const texts = [...trickyTexts, ...randomTexts(2000, 3), ...generatedTexts(20_000, 5), ...real];
      for (const specialTokens of ["data", "parse"] as const)
        await assertEqualIds(output, texts, specialTokens);
      await assertEqualDecoding(output, texts.slice(0, 3000));
    });
  });
}

test("Unigram that wudao trained needs no more tokens for new texts than one of sentencepiece with the same texts and size", {
  skip: withoutModules("tokenizers", "sentencepiece") || withoutData,
}, async (context) => {
  await inTemporaryFolder(async (folder) => {
    const texts = [...recordsOf(join(sharedData ?? "", "zh-web/lctt-00000.jsonl.zst"))].map(
      ({ content }) => content,
    );
    const learned = texts.slice(0, 800);
    const input = join(folder, "texts.jsonl");
    writeFileSync(input, learned.map((content) => JSON.stringify({ content })).join("\n"));
    const output = join(folder, "tokenizer.json");
    const options = ["--model", "unigram", "--vocabulary", "16000", "--output", output];
    await wudao(["tokenizer", "train", "-i", input, ...options]);
    await askPython("train_unigram.py", { texts: learned, size: 16_000, model: join(folder, "peer.model") });
    const counts = await Promise.all(
      [output, join(folder, "peer.model")].map(async (file) => {
        const tokenizer = await loadTokenizer(file);
        return texts.slice(800, 1200).reduce((sum, text) => sum + tokenizer.encode(text).length, 0);
      }),
    );
    const [ours = 0, theirs = 0] = counts;
    context.diagnostic(`${ours} tokens, sentencepiece ${theirs}`);
    assert.ok(ours <= theirs, `${ours} tokens, sentencepiece ${theirs}`);
  });
});
