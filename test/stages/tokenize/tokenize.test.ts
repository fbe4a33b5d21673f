import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeSample, type Sample } from "../../../pipeline/contracts/sample.js";
import { tokenize } from "../../../stages/tokenize/tokenize.js";
import { inTemporaryFolder } from "../../support/wudao.js";

test("characters that a vocabulary has no token for are lost to the model, and are counted", async () => {
  await inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, "vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n猫\n##a\n");
    const params = tokenize.parameters.parse({ tokenizer: "vocab.txt", "append-eos": false });
    const map = await tokenize.open(params, { baseDir: folder, seed: 1 });
    const found: [kind: string, by: number | undefined][] = [];
    const idsOf = (text: string, prompt?: string): readonly number[] => {
      const meta = prompt === undefined ? {} : { prompt };
      const sample = makeSample({ id: "1", source: "s", origin: "o", text, meta });
      return [...((map(sample, (kind, by) => found.push([kind, by])) as Sample).tokens ?? [])];
    };
    assert.deepEqual(idsOf("貓猫與猫"), [1, 5, 1, 5]);
    assert.deepEqual(idsOf("猫猫"), [5, 5]);
    assert.deepEqual(found, [["unknown-tokens", 2]]);
    // Rows begin with the prompt: the title of a poem.
    assert.deepEqual(idsOf("猫猫", "詠貓"), [5, 5]);
    assert.deepEqual(found.slice(1), [["unknown-tokens", 2]]);
  });
});
