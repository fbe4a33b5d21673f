/**
 * Parquet with data pages of version 1 and lists as repeated fields, by parquetjs-lite: what readers of any age know, packed as they
 * all unpack it.
 */
import { createWriteStream, type WriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import parquet, { type ParquetField, type ParquetTarget } from "parquetjs-lite";
import type { Column, RowBatch } from "../../../pipeline/contracts/rows.js";
import type { ShardWriter } from "../../../pipeline/contracts/stage.js";
import { itemTypes, scalarTypes } from "../../../pipeline/storage/formats/parquet-types.js";
import { bytesOf, cell, isImage } from "../row-cells.js";

const unlimited = Number.MAX_SAFE_INTEGER;

/** @param groupBytes how many bytes of rows are held, and become a row group */
export async function openParquetPagesV1(
  path: string,
  columns: readonly Column[],
  codec: ParquetField["compression"] & string,
  groupBytes: number,
): Promise<ShardWriter> {
  const stream = createWriteStream(path);
  const schema = new parquet.ParquetSchema(
    Object.fromEntries(columns.map((column) => [column.name, fieldOf(column, codec)])),
  );
  const writer = await parquet.ParquetWriter.openStream(schema, targetOf(stream), {
    rowGroupSize: unlimited,
    useDataPageV2: false,
  });
  let held = 0;
  return {
    write: async (batch) => {
      for (let row = 0; row < batch.rows; row++) {
        const { record, bytes } = recordOf(columns, batch, row);
        held += bytes;
        const full = held >= groupBytes;
        if (full) writer.setRowGroupSize(1);
        await writer.appendRow(record);
        if (full) {
          writer.setRowGroupSize(unlimited);
          held = 0;
        }
      }
    },
    finish: async () => {
      await writer.close();
      await finished(stream);
    },
    abort: () => {
      stream.destroy();
      return Promise.resolve();
    },
  };
}

/** Tells every write but the first of what went wrong first: for the first, which writes the header, parquetjs-lite does not wait. */
function targetOf(stream: WriteStream): ParquetTarget {
  let failure: Error | undefined;
  let isHeader = true;
  // Nobody else hears it, and it would end the process.
  stream.on("error", (error) => {
    failure ??= error;
  });
  return {
    write: (bytes, done) => {
      const isLost = isHeader;
      isHeader = false;
      stream.write(bytes, (error) => done(isLost ? undefined : (failure ?? error)));
    },
    end: (done) => stream.end((error?: Error | null) => done(failure ?? error)),
  };
}

function fieldOf(
  { type, nullable }: Column,
  compression: ParquetField["compression"] & string,
): ParquetField {
  const shared = { compression, statistics: false };
  if (type.kind === "image") {
    // Pictures are compressed already.
    const part = { compression: "UNCOMPRESSED", statistics: false, optional: true } as const;
    return {
      optional: nullable,
      fields: { bytes: { ...part, type: "BYTE_ARRAY" }, path: { ...part, type: "UTF8" } },
    };
  }
  if (type.kind === "fixed-list" || type.kind === "list")
    return { ...shared, type: itemTypes[type.item], repeated: true };
  return { ...shared, type: scalarTypes[type.kind], optional: nullable };
}

/** The row as an object, and about how many bytes it takes. Absent keys are nulls to parquetjs-lite. */
function recordOf(
  columns: readonly Column[],
  batch: RowBatch,
  row: number,
): { readonly record: Record<string, unknown>; readonly bytes: number } {
  const record: Record<string, unknown> = {};
  let bytes = 0;
  columns.forEach(({ name, type }, index) => {
    const value = cell(type, batch.columns[index], row, batch.rows);
    if (value === null) return;
    record[name] = isImage(value) ? { bytes: Buffer.from(value.bytes), path: value.path } : value;
    bytes += bytesOf(value);
  });
  return { record, bytes };
}
