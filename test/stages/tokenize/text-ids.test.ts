import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeSample, type Sample } from "../../../pipeline/contracts/sample.js";
import { textIds } from "../../../stages/tokenize/text-ids.js";
import { inTemporaryFolder, sharedData, withoutData } from "../../support/wudao.js";

async function idsOf(text: string, params: object): Promise<Sample> {
  const map = await textIds.open(textIds.parameters.parse(params), { baseDir: ".", seed: 1 });
  const out = map(makeSample({ id: "1", source: "s", origin: "o", text }));
  assert.ok("arrays" in out);
  return out;
}

test("a caption becomes [CLS] text [SEP] and padding of one length, and a long one is cut before its [SEP]", {
  skip: withoutData,
}, async () => {
  const params = {
    tokenizer: join(sharedData ?? "", "tokenizers/bert-base-chinese.vocab.txt.gz"),
    length: 8,
    "first-token": "[CLS]",
    "last-token": "[SEP]",
    "pad-token": "[PAD]",
    mask: "text-mask",
    offsets: "text-offsets",
  };
  const short = await idsOf("一只猫", params);
  assert.deepEqual(Array.from(short.arrays["text-ids"] ?? []), [101, 671, 1372, 4344, 102, 0, 0, 0]);
  assert.deepEqual(Array.from(short.arrays["text-mask"] ?? []), [1, 1, 1, 1, 1, 0, 0, 0]);
  assert.deepEqual(
    Array.from(short.arrays["text-offsets"] ?? []),
    [0, 0, 0, 1, 1, 2, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0],
  );
  const long = await idsOf("一只猫坐在窗台上看风景", params);
  const ids = Array.from(long.arrays["text-ids"] ?? []);
  assert.deepEqual([ids.length, ids[0], ids[7]], [8, 101, 102]);
  assert.ok(!ids.includes(0));
});

test("characters of a caption that the vocabulary has no token for are counted", async () => {
  await inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, "vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n猫\n##a\n");
    const params = textIds.parameters.parse({ tokenizer: "vocab.txt", length: 3 });
    const map = await textIds.open(params, { baseDir: folder, seed: 1 });
    const found: [kind: string, by: number | undefined][] = [];
    // The last one is cut off, and lost to nobody.
    const sample = makeSample({ id: "1", source: "s", origin: "o", text: "貓猫與貓" });
    map(sample, (kind, by) => found.push([kind, by]));
    assert.deepEqual(found, [["unknown-tokens", 2]]);
  });
});

test("a token that the vocabulary lacks is told with its parameter", async () => {
  await assert.rejects(idsOf("一", { "first-token": "[NOBODY]" }), /first-token.*no token "\[NOBODY\]"/);
});
