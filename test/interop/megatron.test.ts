/**
 * What write-megatron writes, read by a reader that knows nothing but the public layout, and by Megatron itself: megatron-core 0.8 is the
 * last that runs with Debian's torch.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { root, sharedData, withoutData } from "../support/wudao.js";
import { Corpora } from "./corpora.js";
import { askPython, withoutModules } from "./python.js";

const corpora = new Corpora();
after(() => corpora.remove());

const inputs = [
  {
    type: "uint16",
    skip: false,
    input: { name: "samples", path: join(root, "data-samples/zh.jsonl") },
    tokenize: "tokenize",
  },
  {
    type: "int32",
    skip: withoutData,
    input: { name: "manual", path: join(sharedData ?? "", "zh-web/pingcap-docs-00000.jsonl.gz") },
    tokenize: { tokenize: { tokenizer: join(sharedData ?? "", "tokenizers/qwen2.5.tokenizer.json.zst") } },
  },
];

for (const { type, skip, input, tokenize } of inputs) {
  test(`Megatron reads the ${type} sequences that the Arrow shards of the same run hold`, {
    skip: skip || withoutModules("numpy", "pyarrow"),
  }, async (context) => {
    const packed = ["read-json", tokenize, { pack: { "sequence-length": 512 } }];
    const answer = await askPython<{ sequences: number; tokens: number; type: string }>("read_megatron.py", {
      arrow: await corpora.recipe(`arrow-${type}`, { input, stages: [...packed, "write-arrow"] }),
      megatron: await corpora.recipe(`megatron-${type}`, {
        input,
        stages: [...packed, { "write-megatron": { "shard-bytes": type === "int32" ? "4MiB" : "4KiB" } }],
      }),
    });
    assert.equal(answer.type, type);
    assert.ok(answer.sequences > 10 && answer.tokens % 512 === 0);
    context.diagnostic(JSON.stringify(answer));
  });

  test(`megatron-core: its own IndexedDataset gives the ${type} sequences of the Arrow shards of the same run`, {
    skip: skip || withoutModules("megatron.core", "torch", "pyarrow"),
  }, async () => {
    const packed = ["read-json", tokenize, { pack: { "sequence-length": 512 } }];
    const answer = await askPython<{ sequences: number }>("read_megatron_core.py", {
      arrow: await corpora.recipe(`arrow-${type}`, { input, stages: [...packed, "write-arrow"] }),
      megatron: await corpora.recipe(`megatron-${type}`, {
        input,
        stages: [...packed, { "write-megatron": { "shard-bytes": type === "int32" ? "4MiB" : "4KiB" } }],
      }),
    });
    assert.ok(answer.sequences > 10);
  });

  for (const layout of ["nanotron", "olmo"]) {
    test(`numpy maps the ${type} tokens in ${layout}'s layout, documents where the Arrow shards of the same run have them`, {
      skip: skip || withoutModules("numpy", "pyarrow"),
    }, async () => {
      const packed = ["read-json", tokenize, { pack: { "sequence-length": 512 } }];
      const shards = { "shard-bytes": type === "int32" ? "4MiB" : "4KiB", layout };
      const answer = await askPython<{ sequences: number }>("read_raw_tokens.py", {
        arrow: await corpora.recipe(`arrow-${type}`, { input, stages: [...packed, "write-arrow"] }),
        raw: await corpora.recipe(`${layout}-${type}`, {
          input,
          stages: [...packed, { "write-tokens": shards }],
        }),
      });
      assert.ok(answer.sequences > 10);
    });
  }
}
