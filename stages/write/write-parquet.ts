/** Parquet shards, for SQL engines and data frames. */
import { z } from "zod";
import { defineSink } from "../../pipeline/contracts/stage.js";
import { byteSize } from "../../pipeline/recipe/size.js";

/** A row group is held in memory; groups are closed by bytes, so that long documents stay bounded. */
const rowGroupBytes = 16 << 20;

/** parquetjs-lite packs as every reader unpacks, hyparquet-writer as newer ones do. */
const codecs = {
  none: { pages: 1, codec: "UNCOMPRESSED" },
  snappy: { pages: 1, codec: "SNAPPY" },
  gzip: { pages: 1, codec: "GZIP" },
  zstd: { pages: 2, codec: "ZSTD" },
  brotli: { pages: 2, codec: "BROTLI" },
  lz4: { pages: 2, codec: "LZ4_RAW" },
} as const;

const parameters = z.strictObject({
  "shard-bytes": byteSize
    .default(256 * 2 ** 20)
    .describe("upper bound of a shard's data before compression, in bytes or with a unit"),
  compression: z
    .enum(["none", "snappy", "gzip", "zstd", "brotli", "lz4"])
    .default("snappy")
    .describe(
      "codec of the column chunks; zstd, brotli and lz4 come with data pages of version 2 and lists of three levels, the others with version 1 and repeated fields",
    ),
});

export const writeParquet = defineSink({
  name: "write-parquet",
  summary: "Writes Parquet files with bounded row groups.",
  source: "Apache Parquet format 2.11: data pages of version 1 and 2, nested types, LZ4_RAW",
  parameters,
  // Measured with rows of 2,048 tokens; the larger figure of both writers.
  cost: { memoryBytes: 12 * rowGroupBytes },
  extension: () => "parquet",
  shardBytes: (params) => params["shard-bytes"],
  // Loaded where shards are written only.
  openShard: async (path, columns, params) => {
    const wanted = codecs[params.compression];
    if (wanted.pages === 1) {
      const { openParquetPagesV1 } = await import("./parquet/parquet-pages-v1.js");
      return openParquetPagesV1(path, columns, wanted.codec, rowGroupBytes);
    }
    const { openParquetPagesV2 } = await import("./parquet/parquet-pages-v2.js");
    return openParquetPagesV2(path, columns, wanted.codec, rowGroupBytes);
  },
});
