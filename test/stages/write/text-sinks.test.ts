import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { Decoder } from "@toondepauw/node-zstd";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import type { Column, RowBatch } from "../../../pipeline/contracts/rows.js";
import type { SinkStage, StageParameters } from "../../../pipeline/contracts/stage.js";
import { writeJsonl } from "../../../stages/write/write-jsonl.js";
import { writeParquet } from "../../../stages/write/write-parquet.js";

const columns: readonly Column[] = [
  { name: "text", type: { kind: "utf8" }, nullable: false },
  { name: "title", type: { kind: "utf8" }, nullable: true },
  { name: "meta", type: { kind: "utf8" }, nullable: false },
];
const texts = ["悟道语料库", 'quotes " and \u2028 line\nends', "𠀀 rare", "", "长".repeat(9_000_000)];
const batches: readonly RowBatch[] = texts.map((text, index) => ({
  rows: 1,
  columns: [
    { kind: "utf8", values: [text] },
    { kind: "utf8", values: [index % 2 === 0 ? null : "标题"] },
    { kind: "utf8", values: ['{"k":[1,"二"]}'] },
  ],
}));

async function inShard<P extends StageParameters, T>(
  sink: SinkStage<P>,
  options: object,
  look: (path: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "wudao-"));
  try {
    const path = join(folder, "shard");
    const writer = await sink.openShard(path, columns, sink.parameters.parse(options));
    for (const batch of batches) await writer.write(batch);
    await writer.finish();
    return await look(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const decompressors = {
  none: (bytes: Buffer) => bytes,
  gzip: (bytes: Buffer) => gunzipSync(bytes),
  zstd: (bytes: Buffer) => new Decoder().decodeSync(bytes),
};

for (const [compression, decompress] of Object.entries(decompressors)) {
  test(`JSON Lines (${compression}): every row comes back, one a line, meta as an object`, async () => {
    const bytes = await inShard(writeJsonl, { compression }, (path) => Promise.resolve(readFileSync(path)));
    const lines = decompress(bytes).toString().split("\n");
    assert.equal(lines.pop(), "");
    const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(
      rows.map(({ text }) => text),
      texts,
    );
    assert.deepEqual(rows[0], { text: "悟道语料库", title: null, meta: { k: [1, "二"] } });
  });
}

for (const compression of ["none", "snappy", "gzip", "zstd", "brotli", "lz4"]) {
  test(`Parquet (${compression}): every row comes back, nulls stay nulls`, async () => {
    const rows = await inShard(writeParquet, { compression }, async (path) =>
      parquetReadObjects({ file: await asyncBufferFromFile(path), compressors }),
    );
    assert.deepEqual(
      rows.map(({ text }) => text),
      texts,
    );
    assert.deepEqual(
      rows.map(({ title }) => title ?? null),
      [null, "标题", null, "标题", null],
    );
  });
}

for (const [sink, compression] of [
  [writeJsonl, "none"],
  [writeJsonl, "zstd"],
  [writeParquet, "snappy"],
  [writeParquet, "zstd"],
] as const) {
  test(`${sink.name} (${compression}): a full disk is told to who writes, and does not end the process`, {
    skip: existsSync("/dev/full") ? false : "needs /dev/full",
  }, async () => {
    const params = sink.parameters.parse({ compression }) as never;
    const writer = await sink.openShard("/dev/full", columns, params);
    await assert.rejects(
      async () => {
        for (const batch of batches) await writer.write(batch);
        await writer.finish();
      },
      { code: "ENOSPC" },
    );
    await writer.abort();
  });
}
