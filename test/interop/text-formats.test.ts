/** Parquet, Arrow file and JSON Lines shards of a text dataset opened by other tools: the rows are the same in all formats. */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { wudao } from "../support/wudao.js";
import { Corpora, type Digest, digestOf } from "./corpora.js";
import { askPython, withoutModules } from "./python.js";

const corpora = new Corpora();
after(() => corpora.remove());

/** Objects in JSON Lines, text elsewhere. */
const jsonColumns = ["meta", "scores"];
const shardBytes = 8192;

const parquetTools = [
  ["pyarrow", ["pyarrow"]],
  ["polars", ["polars"]],
  ["duckdb", ["duckdb"]],
  ["datasets", ["datasets"]],
] as const;
const featherTools = [
  ["pyarrow", ["pyarrow"]],
  ["polars", ["polars"]],
] as const;
const jsonlTools = [
  ["python", ["json"]],
  ["polars", ["polars"]],
  ["duckdb", ["duckdb"]],
  ["datasets", ["datasets"]],
] as const;
const packedTools = [
  ["python", ["zstandard"]],
  ["duckdb", ["duckdb"]],
  ["datasets", ["datasets", "zstandard"]],
] as const;

const formats = [
  ...(["none", "snappy", "gzip", "zstd", "brotli", "lz4"] as const).map((compression) => ({
    name: `Parquet (${compression})`,
    format: "parquet",
    sink: { "write-parquet": { compression, "shard-bytes": shardBytes } },
    tools: parquetTools,
  })),
  {
    name: "Arrow file",
    format: "feather",
    sink: { "write-arrow": { container: "file", "shard-bytes": shardBytes } },
    tools: featherTools,
  },
  ...(["none", "gzip", "zstd"] as const).map((compression) => ({
    name: `JSON Lines (${compression})`,
    format: "jsonl",
    sink: { "write-jsonl": { compression, "shard-bytes": shardBytes } },
    tools: compression === "none" ? jsonlTools : packedTools,
  })),
];

for (const { name, format, sink, tools } of formats) {
  describe(name, () => {
    const make = (): Promise<string> => corpora.texts(name.replace(/\W+/g, "-"), sink);

    test("holds the rows of the Arrow dataset, and verify calls it good", async () => {
      const folder = await make();
      const arrow = await corpora.texts("arrow", { "write-arrow": { "shard-bytes": shardBytes } });
      assert.deepEqual(await digestOf(folder), await digestOf(arrow));
      await wudao(["verify", folder]);
    });

    for (const [tool, modules] of tools) {
      test(`${tool} reads the same rows`, { skip: withoutModules(...modules) }, async (context) => {
        const folder = await make();
        const cache = corpora.scratch(`${name}-${tool}`);
        const answer = await askPython<Digest | { skip: string }>("read_text.py", {
          folder,
          format,
          tool,
          cache,
        });
        if ("skip" in answer) return context.skip(answer.skip);
        assert.deepEqual(answer, await digestOf(folder, jsonColumns));
      });
    }
  });
}
