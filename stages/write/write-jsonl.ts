/** JSON Lines: one object a row, for people and for tools that read text. */
import { gzipSync } from "node:zlib";
import { z } from "zod";
import { type Column, jsonColumns, type RowBatch } from "../../pipeline/contracts/rows.js";
import { defineSink } from "../../pipeline/contracts/stage.js";
import { byteSize } from "../../pipeline/recipe/size.js";
import { Encoder } from "../../pipeline/storage/compression/zstd/addon.js";
import { type Cell, cell, isImage } from "./row-cells.js";
import { ShardFile } from "./shard-file.js";

const parameters = z.strictObject({
  "shard-bytes": byteSize
    .default(256 * 2 ** 20)
    .describe("upper bound of a shard's data before compression, in bytes or with a unit"),
  compression: z
    .enum(["none", "gzip", "zstd"])
    .default("none")
    .describe("each batch of rows becomes a gzip member or a zstd frame of its own, which all tools read"),
});

export const writeJsonl = defineSink({
  name: "write-jsonl",
  summary: "Writes one JSON object a row, plain or compressed.",
  source: "jsonlines.org; RFC 8259, RFC 1952 (members), RFC 8878 (frames)",
  parameters,
  extension: (params) => ({ none: "jsonl", gzip: "jsonl.gz", zstd: "jsonl.zst" })[params.compression],
  shardBytes: (params) => params["shard-bytes"],
  openShard: (path, columns, params) => {
    const file = new ShardFile(path);
    const compress = compressors[params.compression];
    return Promise.resolve({
      write: async (batch) => {
        file.write(await compress(Buffer.from(linesOf(columns, batch))));
      },
      finish: async () => file.close(),
      abort: async () => file.close(),
    });
  },
});

const zstdLevel = 3;

type Compressor = (bytes: Buffer) => Uint8Array | Promise<Uint8Array>;

const compressors: Readonly<Record<z.output<typeof parameters>["compression"], Compressor>> = {
  none: (bytes) => bytes,
  gzip: (bytes) => gzipSync(bytes),
  zstd: (bytes) => new Encoder(zstdLevel).encode(bytes),
};

/** A picture as JSON can hold it: its bytes in base64. */
function plain(value: Cell): unknown {
  if (!isImage(value)) return value;
  return { bytes: Buffer.from(value.bytes).toString("base64"), path: value.path };
}

function linesOf(columns: readonly Column[], batch: RowBatch): string {
  let lines = "";
  for (let row = 0; row < batch.rows; row++) {
    const record: Record<string, unknown> = {};
    columns.forEach(({ name, type }, index) => {
      const value = cell(type, batch.columns[index], row, batch.rows);
      record[name] = jsonColumns.has(name) && typeof value === "string" ? JSON.parse(value) : plain(value);
    });
    lines += `${JSON.stringify(record)}\n`;
  }
  return lines;
}
