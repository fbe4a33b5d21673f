/** Padded rows in Python: every document whole, padding told by `length`, batches of one length without any padding by the trainer. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { root } from "../support/wudao.js";
import { Corpora } from "./corpora.js";
import { askPython, withoutModules } from "./python.js";

const corpora = new Corpora();
after(() => corpora.remove());

const zh = join(root, "data-samples/zh.jsonl");

for (const [name, params] of [
  ["one length", {}],
  ["length buckets", { "length-buckets": [32, 64], "bucket-rows": 4 }],
] as const) {
  test(`datasets and pyarrow read rows padded to ${name} and find every document in them`, {
    skip: withoutModules("datasets", "pyarrow", "numpy", "tokenizers"),
  }, async () => {
    const recipe = {
      input: { name: "zh", path: zh },
      stages: [
        "read-json",
        "tokenize",
        { pad: { "sequence-length": 128, "pad-id": 3, "loss-mask": true, ...params } },
        { "write-arrow": { "shard-bytes": 4096 } },
      ],
    };
    const folder = await corpora.recipe(name.replace(" ", "-"), recipe);
    const texts = await corpora.recipe("texts", {
      ...recipe,
      stages: ["read-json", "write-jsonl"],
    });
    const found = await askPython<{ rows: number; lengths: readonly number[] }>("read_padded.py", {
      folder,
      pad: 3,
      tokenizer: join(root, "stages/tokenize/default.tokenizer.json.gz"),
      texts: textsOf(texts),
    });
    assert.ok(found.rows > 10);
    assert.deepEqual(found.lengths, name === "one length" ? [] : [32, 64, 128]);
  });
}

function textsOf(folder: string): readonly (readonly [id: string, text: string])[] {
  const { shards } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as {
    shards: readonly { file: string }[];
  };
  const lines = shards.flatMap(({ file }) => readFileSync(join(folder, file), "utf8").trim().split("\n"));
  return lines
    .map((line) => JSON.parse(line) as { id: string; text: string })
    .map(({ id, text }) => [id, text] as const);
}
