/** The recipe of the 1.75 trillion model on real texts and captions; the image codes are made here. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { sharedRecords } from "../support/records.js";
import { inTemporaryFolder, root, sharedData, withoutData, wudao } from "../support/wudao.js";
import { askPython, withoutModules } from "./python.js";

const tokenizer = join(sharedData ?? "", "tokenizers/cogview-cog-pretrain.sentencepiece.model.gz");

function codes(seed: number): number[] {
  return Array.from(
    { length: 1024 },
    (_, index) => (Math.imul(seed * 1024 + index, 0x9e3779b1) >>> 19) % 8192,
  );
}

test("wudao-1.75t: texts and pictures in one shuffled stream and one id space, as much of each as the weights say", {
  skip: withoutData || withoutModules("pyarrow", "numpy", "sentencepiece"),
}, async (context) => {
  await inTemporaryFolder(async (folder) => {
    const captions = sharedRecords("image-text/coco-cn-captions.jsonl.gz").slice(0, 150);
    const records: Readonly<Record<string, readonly object[]>> = {
      zh: sharedRecords("zh-web/lctt-00001.jsonl.zst")
        .slice(0, 600)
        .map(({ content }, index) => ({ id: `zh${index}`, text: content })),
      en: sharedRecords("multilingual/libreoffice-help.jsonl.zst")
        .filter(({ lang }) => lang === "en-US")
        .map(({ gold_text }, index) => ({ id: `en${index}`, text: gold_text })),
      pictures: captions.map((record, index) => ({
        id: `p${index}`,
        text: record.caption,
        codes: codes(index),
      })),
    };
    const inputs = Object.fromEntries(
      Object.entries(records).map(([name, lines]) => {
        const path = join(folder, `${name}.jsonl`);
        writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
        return [name, path];
      }),
    );
    const recipe = join(folder, "recipe.yaml");
    writeFileSync(
      recipe,
      readFileSync(join(root, "configs/wudao-1.75t.yaml"), "utf8")
        .replace("../data-samples/wudao.json", inputs.zh ?? "")
        .replace("../data-samples/en.jsonl", inputs.en ?? "")
        .replace("../data-samples/image-codes.jsonl", inputs.pictures ?? ""),
    );
    const output = join(folder, "out");
    await wudao([
      "run",
      recipe,
      ...["--output", output, "--quiet", "--set", `tokenize.tokenizer=${tokenizer}`],
    ]);
    await wudao(["verify", output]);
    const answer = await askPython<{ rows: number }>("recipes/wudao-1.75t.py", {
      folder: output,
      inputs,
      tokenizer,
    });
    assert.ok(answer.rows > 500, JSON.stringify(answer));
    context.diagnostic(JSON.stringify(answer));
  });
});
