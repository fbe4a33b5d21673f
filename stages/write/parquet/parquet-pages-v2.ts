/** Parquet with data pages of version 2 and lists of three levels, by hyparquet-writer: what zstd, brotli and lz4 are written with. */
import { brotliCompressSync, constants } from "node:zlib";
import { ByteWriter, ParquetWriter, type SchemaElement } from "hyparquet-writer";
import type { Column, RowBatch } from "../../../pipeline/contracts/rows.js";
import type { ShardWriter } from "../../../pipeline/contracts/stage.js";
import { packLz4Block } from "../../../pipeline/storage/compression/lz4-block.js";
import { Encoder } from "../../../pipeline/storage/compression/zstd/addon.js";
import { bytesOf, type Cell, cell } from "../row-cells.js";
import { ShardFile } from "../shard-file.js";

/** What brotli itself calls fast enough for content that is made on the fly. */
const brotliQuality = 5;
const zstdLevel = 3;

const brotliParameters = { [constants.BROTLI_PARAM_QUALITY]: brotliQuality };
const zstd = new Encoder(zstdLevel);
const packers = {
  ZSTD: (bytes: Uint8Array): Uint8Array => zstd.encodeSync(Buffer.from(bytes)),
  BROTLI: (bytes: Uint8Array): Uint8Array => brotliCompressSync(bytes, { params: brotliParameters }),
  LZ4_RAW: packLz4Block,
};

/** @param groupBytes how many bytes of rows are held, and become a row group */
export function openParquetPagesV2(
  path: string,
  columns: readonly Column[],
  codec: keyof typeof packers,
  groupBytes: number,
): ShardWriter {
  const file = new FileBytes(path);
  const writer = new ParquetWriter({
    writer: file,
    schema: schemaOf(columns),
    codec,
    compressors: packers,
    statistics: false,
    createdBy: "wudao-corpus",
  });
  let group: (Cell | bigint)[][] = columns.map(() => []);
  let held = 0;
  const close = async (): Promise<void> => {
    const rows = group[0]?.length ?? 0;
    if (rows === 0) return;
    await writer.write({
      columnData: columns.map(({ name, type }, index) => ({
        name,
        data: group[index] ?? [],
        offsetIndex: false,
        // Pictures are compressed already.
        ...(type.kind === "image" ? { codec: "UNCOMPRESSED" as const } : {}),
      })),
      rowGroupSize: rows,
    });
    group = columns.map(() => []);
    held = 0;
  };
  return {
    write: async (batch: RowBatch) => {
      for (let row = 0; row < batch.rows; row++) {
        columns.forEach(({ type }, index) => {
          const value = cell(type, batch.columns[index], row, batch.rows);
          held += bytesOf(value);
          group[index]?.push(type.kind === "int64" && typeof value === "number" ? BigInt(value) : value);
        });
        if (held >= groupBytes) await close();
      }
    },
    finish: async () => {
      await close();
      await writer.finish();
      file.close();
    },
    abort: () => Promise.resolve(file.close()),
  };
}

/** The bytes of a row group, which go to the file when it is done. */
class FileBytes extends ByteWriter {
  private readonly file: ShardFile;

  constructor(path: string) {
    super();
    this.file = new ShardFile(path);
  }

  flush(): void {
    this.file.write(this.getBytes());
    this.index = 0;
  }

  override finish(): void {
    this.flush();
  }

  close(): void {
    this.file.close();
  }
}

function schemaOf(columns: readonly Column[]): SchemaElement[] {
  return [{ name: "root", num_children: columns.length }, ...columns.flatMap(elementsOf)];
}

function elementsOf({ name, type, nullable }: Column): SchemaElement[] {
  const repetition_type = nullable ? "OPTIONAL" : "REQUIRED";
  switch (type.kind) {
    case "utf8":
      return [{ name, repetition_type, type: "BYTE_ARRAY", converted_type: "UTF8" }];
    case "int64":
      return [{ name, repetition_type, type: "INT64" }];
    case "float64":
      return [{ name, repetition_type, type: "DOUBLE" }];
    case "image":
      return [
        { name, repetition_type, num_children: 2 },
        { name: "bytes", repetition_type: "OPTIONAL", type: "BYTE_ARRAY" },
        { name: "path", repetition_type: "OPTIONAL", type: "BYTE_ARRAY", converted_type: "UTF8" },
      ];
    case "list":
    case "fixed-list":
      return [
        { name, repetition_type, converted_type: "LIST", num_children: 1 },
        { name: "list", repetition_type: "REPEATED", num_children: 1 },
        { name: "element", repetition_type: "REQUIRED", ...itemElements[type.item] },
      ];
  }
}

// As `itemTypes` in pipeline/storage/formats/parquet-types.ts, each with its physical type.
const itemElements = {
  uint8: { type: "INT32", converted_type: "UINT_8" },
  uint16: { type: "INT32", converted_type: "UINT_16" },
  int32: { type: "INT32", converted_type: "INT_32" },
  float16: { type: "FLOAT" },
  float32: { type: "FLOAT" },
} as const;
