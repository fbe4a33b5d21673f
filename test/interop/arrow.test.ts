/** Arrow shards opened by the tools that training code uses: what they see is what the manifest says and what was meant. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { openDataset } from "../../pipeline/dataset/open-dataset.js";
import { root, sharedData, withoutData, wudao } from "../support/wudao.js";
import { Corpora, type Digest, digestOf } from "./corpora.js";
import { askPython, withoutModules } from "./python.js";

const corpora = new Corpora();
after(() => corpora.remove());

/** What tools keep of each record batch (datasets: 128 bytes), whatever its size; no dataset here is as small. */
const bookkeepingBytes = 2048;

const pingcap = join(sharedData ?? "", "zh-web/pingcap-docs-00000.jsonl.gz");
const qwen = join(sharedData ?? "", "tokenizers/qwen2.5.tokenizer.json.zst");

interface Made {
  readonly name: string;
  readonly skip: string | boolean;
  readonly minShards: number;
  readonly alignment?: number;
  /** False where buffers are packed, so that they cannot be used where they are mapped. */
  readonly isMapped?: boolean;
  readonly make: () => Promise<string>;
}

const datasets: readonly Made[] = [
  { name: "the quickstart (uint16 tokens)", skip: false, minShards: 4, make: () => corpora.quickstart() },
  {
    name: "the quickstart's documents as text",
    skip: false,
    minShards: 3,
    make: () => corpora.texts("texts", { "write-arrow": { "shard-bytes": 8192 } }),
  },
  {
    name: "the quickstart's documents, aligned to 4 KiB for direct I/O",
    skip: false,
    minShards: 3,
    alignment: 4096,
    make: () => corpora.texts("aligned", { "write-arrow": { "shard-bytes": 8192, alignment: 4096 } }),
  },
  ...(["lz4", "zstd"] as const).map((compression) => ({
    name: `the quickstart's documents, packed with ${compression}, sources and languages as dictionaries`,
    skip: false,
    minShards: 3,
    isMapped: false,
    make: () =>
      corpora.texts(compression, {
        "write-arrow": { "shard-bytes": 8192, compression, dictionary: ["source", "lang"] },
      }),
  })),
  {
    name: "a Chinese manual with Qwen2.5's vocabulary (int32 tokens, several batches a shard)",
    skip: withoutData,
    minShards: 2,
    make: () =>
      corpora.recipe("manual", {
        input: { name: "manual", path: pingcap },
        stages: [
          "read-json",
          { tokenize: { tokenizer: qwen } },
          { pack: { "sequence-length": 2048 } },
          { "write-arrow": { "shard-bytes": "9MiB" } },
        ],
      }),
  },
];

for (const { name, skip, minShards, make, alignment = 64, isMapped = true } of datasets) {
  describe(name, { skip }, () => {
    const ask = async <Answer>(tool: string): Promise<Answer> =>
      askPython<Answer>("read_arrow.py", { folder: await make(), tool, alignment });

    test("shards are even, and verify calls the dataset good", async () => {
      const folder = await make();
      const { shards, rows } = await openDataset(folder);
      assert.ok(shards.length >= minShards, `${shards.length} shards`);
      const counts = shards.map((shard) => shard.rows);
      assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, counts.join());
      assert.equal(
        counts.reduce((sum, count) => sum + count),
        rows,
      );
      await wudao(["verify", folder]);
    });

    test(`every buffer lies at a multiple of ${alignment} bytes of the file, so that it can be used where it is mapped`, {
      skip: isMapped ? withoutModules("mmap") : "what is packed is not used where it is mapped",
    }, async (context) => {
      const { batches, buffers } = await ask<{ batches: number; buffers: number }>("metadata");
      assert.ok(batches >= minShards && buffers >= 2 * batches);
      context.diagnostic(`${buffers} buffers of ${batches} record batches`);
    });

    test(`pyarrow ${isMapped ? "maps all columns without a copy and " : ""}reads the same values`, {
      skip: withoutModules("pyarrow", "numpy"),
    }, async (context) => {
      const { allocated, bytes, ...digest } = await ask<Digest & { allocated: number; bytes: number }>(
        "pyarrow",
      );
      if (isMapped) assert.ok(allocated <= bookkeepingBytes, `${allocated} bytes were allocated`);
      assert.deepEqual(digest, await digestOf(await make()));
      context.diagnostic(`${bytes} bytes of columns mapped, ${allocated} allocated`);
    });

    test(`datasets.load_from_disk opens the folder ${isMapped ? "without a copy " : ""}and reads the same rows`, {
      skip: withoutModules("datasets", "pyarrow"),
    }, async (context) => {
      const { allocated, ...digest } = await ask<Digest & { allocated: number }>("datasets");
      if (isMapped) assert.ok(allocated <= bookkeepingBytes, `${allocated} bytes were allocated`);
      assert.deepEqual(digest, await digestOf(await make()));
      context.diagnostic(`${allocated} bytes allocated`);
    });

    for (const [tool, modules] of [
      ["polars", ["polars"]],
      ["duckdb", ["duckdb", "pyarrow"]],
    ] as const) {
      test(`${tool} sees the same types and values`, { skip: withoutModules(...modules) }, async () => {
        assert.deepEqual(await ask<Digest>(tool), await digestOf(await make()));
      });
    }
  });
}

describe("training", () => {
  test("torch's DataLoader, with and without workers, feeds the same tokens to an embedding", {
    skip: withoutModules("torch", "datasets"),
  }, async () => {
    const folder = await corpora.quickstart();
    assert.deepEqual(await askPython<Digest>("read_torch.py", { folder }), await digestOf(folder));
  });

  test("packed rows are what Hugging Face tokenizers make of the same documents, in order, none lost", {
    skip: withoutModules("tokenizers", "pyarrow"),
  }, async (context) => {
    const tokenizer = gunzipSync(readFileSync(join(root, "stages/tokenize/default.tokenizer.json.gz")));
    const { documents, tokens } = await askPython<{ documents: number; tokens: number }>("packed_stream.py", {
      tokens: await corpora.quickstart(),
      texts: await corpora.texts("texts", { "write-arrow": { "shard-bytes": 8192 } }),
      tokenizer: tokenizer.toString(),
      endOfText: "<|endoftext|>",
    });
    assert.ok(documents > 20 && tokens > 1000);
    context.diagnostic(`${documents} documents, ${tokens} tokens`);
  });
});
