/** Arrow shards that a trainer maps into memory without a copy. */
import { z } from "zod";
import { defineSink } from "../../pipeline/contracts/stage.js";
import { byteSize } from "../../pipeline/recipe/size.js";
import { huggingFaceFiles } from "./hugging-face.js";

const parameters = z.strictObject({
  "shard-bytes": byteSize
    .default(256 * 2 ** 20)
    .describe(
      "upper bound of a shard's data before compression, in bytes or with a unit; shards are even to within one row",
    ),
  alignment: z
    .union([z.literal(64), z.literal(4096)])
    .default(64)
    .describe(
      "every buffer begins at a multiple of this many bytes of the file; 4096 suits direct I/O into GPU memory",
    ),
  container: z
    .enum(["stream", "file"])
    .default("stream")
    .describe(
      "stream, which Hugging Face datasets maps; file (.feather) has the places of its batches at the end, for tools that go to one at once",
    ),
  compression: z
    .enum(["none", "lz4", "zstd"])
    .default("none")
    .describe(
      "codec of each buffer; packed ones take less disk, and readers unpack them instead of mapping them: for texts, not for tokens that a trainer reads at random",
    ),
  dictionary: z
    .array(z.string())
    .default([])
    .describe(
      "columns of texts that are written as numbers into a list of their values, such as source and lang; for values that repeat",
    ),
});

export const writeArrow = defineSink({
  name: "write-arrow",
  summary:
    "Writes Arrow IPC streams or files with 64-byte aligned buffers, uncompressed if not asked otherwise; streams are what Hugging Face datasets, pyarrow, polars, DuckDB and torch open as they are.",
  source:
    "Arrow columnar format 1.5: IPC streaming and file format, buffer alignment; datasets.load_from_disk for the companion files",
  parameters,
  extension: ({ container }) => (container === "stream" ? "arrow" : "feather"),
  shardBytes: (params) => params["shard-bytes"],
  openShard: async (path, columns, params) => {
    // Loaded where shards are written only.
    const { AlignedArrowWriter } = await import("./arrow/aligned-arrow-writer.js");
    const writer = new AlignedArrowWriter(path, columns, params);
    return {
      write: (batch) => Promise.resolve(writer.write(batch)),
      finish: () => Promise.resolve(writer.end()),
      abort: () => Promise.resolve(writer.discard()),
    };
  },
  companions: (columns, shards, { container }) =>
    container === "stream" ? huggingFaceFiles(columns, shards) : {},
});
