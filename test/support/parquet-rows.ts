/** A small Parquet file of made-up rows. */

import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import parquet from "parquetjs-lite";

/** Rows `文 0`, `文 1` ... with a page number, in groups of `groupRows`, with a picture where one is given. */
export async function makeRows(
  file: string,
  rows: number,
  groupRows: number,
  picture?: Buffer,
): Promise<void> {
  const packed = { compression: "SNAPPY", statistics: false } as const;
  const schema = new parquet.ParquetSchema({
    content: { ...packed, type: "UTF8" },
    page: { ...packed, type: "INT_32" },
    title: { ...packed, type: "UTF8", optional: true },
    ...(picture === undefined
      ? {}
      : { image: { fields: { bytes: { type: "BYTE_ARRAY" }, path: { type: "UTF8" } } } as const }),
  });
  const stream = createWriteStream(file);
  const writer = await parquet.ParquetWriter.openStream(schema, stream, { rowGroupSize: groupRows });
  for (let row = 0; row < rows; row++) {
    await writer.appendRow({
      content: `文 ${row} ${"長".repeat(row % 7)}`,
      page: row,
      ...(row % 3 === 0 ? {} : { title: `第 ${row} 頁` }),
      ...(picture === undefined ? {} : { image: { bytes: picture, path: `${row}.png` } }),
    });
  }
  await writer.close();
  await finished(stream);
}
