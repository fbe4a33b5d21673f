/** Batches of columns, built from cells and read as rows. */
import { BatchBuilder } from "../contracts/batch-builder.js";
import { float16Bits, float16Value } from "../contracts/float16.js";
import {
  type Column,
  type ColumnData,
  type ImageCell,
  type ListValues,
  listArrays,
  listAt,
  type RowBatch,
} from "../contracts/rows.js";

/** A cell as a reader sees it. Lists are views that live as long as their batch. */
export type Cell = string | number | null | ListValues | ImageCell;
/** A row by the names of its columns, as shards hold them. */
export type Row = Readonly<Record<string, Cell>>;

export function* rowsOf(batch: RowBatch, columns: readonly Column[]): Generator<Row> {
  for (let row = 0; row < batch.rows; row++) {
    yield Object.fromEntries(
      columns.map(({ name, type }, index) => {
        const cell = cellOf(batch.columns[index], row, batch.rows);
        const isHalf = "item" in type && type.item === "float16" && cell instanceof Uint16Array;
        return [name, isHalf ? Float32Array.from(cell, float16Value) : cell];
      }),
    );
  }
}

/** Bytes of rows that are held, and become a batch. */
export const batchBytes = 4 * 1024 * 1024;

export async function* batchesOf(
  rows: AsyncIterable<Row>,
  columns: readonly Column[],
): AsyncGenerator<RowBatch> {
  const builder = new BatchBuilder(columns);
  for await (const row of rows) {
    builder.add(cellsOf(row, columns));
    if (builder.bytes >= batchBytes) yield builder.take();
  }
  if (builder.rows > 0) yield builder.take();
}

export function cellsOf(row: Row, columns: readonly Column[]): readonly Cell[] {
  return columns.map(({ name }) => row[name] ?? null);
}

function cellOf(data: ColumnData | undefined, row: number, rows: number): Cell {
  switch (data?.kind) {
    case undefined:
      return null;
    case "fixed-list":
    case "list":
      return listAt(data, row, rows);
    case "utf8":
    case "image":
    case "number":
      return data.values[row] ?? null;
  }
}

/**
 * Cells of one column as formats without Arrow's types give them -> a column.
 *
 * @param fail makes the error for a cell (by its place among `cells`) that is not of the column's type
 */
export function columnOf(
  { name, type, nullable }: Column,
  cells: readonly unknown[],
  fail: (row: number, problem: string) => Error,
): ColumnData {
  const wrong = (row: number): Error => fail(row, `column "${name}" holds no ${type.kind}`);
  const scalar = <T>(is: (value: unknown) => value is T) =>
    cells.map((value, row): T | null => {
      if (is(value)) return value;
      if (nullable && (value === null || value === undefined)) return null;
      throw wrong(row);
    });
  if (type.kind === "utf8") return { kind: "utf8", values: scalar((value) => typeof value === "string") };
  if (type.kind === "image") return { kind: "image", values: scalar(isImage).map(withBytes) };
  if (type.kind === "int64") return { kind: "number", values: scalar(isWhole) };
  if (type.kind === "float64")
    return { kind: "number", values: scalar((value) => typeof value === "number") };
  const offsets = new Int32Array(cells.length + 1);
  cells.forEach((value, row) => {
    if (!Array.isArray(value)) throw wrong(row);
    if (type.kind === "fixed-list" && value.length !== type.length)
      throw fail(row, `column "${name}" has ${value.length} values in a row, not ${type.length}`);
    offsets[row + 1] = (offsets[row] ?? 0) + value.length;
  });
  const { item: itemType } = type;
  const { whole, min, max } = itemRanges[itemType];
  const values = new listArrays[itemType](offsets[cells.length] ?? 0);
  cells.forEach((value, row) => {
    let at = offsets[row] ?? 0;
    for (const item of value as readonly unknown[]) {
      if (typeof item !== "number" || (whole && !Number.isInteger(item)) || item < min || item > max)
        throw fail(row, `column "${name}" holds a value that is no ${itemType}`);
      values[at++] = itemType === "float16" ? float16Bits(item) : item;
    }
  });
  if (type.kind === "fixed-list") return { kind: "fixed-list", values };
  return { kind: "list", offsets, values };
}

/** A picture as JSON holds it (base64), or as Parquet does (bytes). */
interface StoredImage {
  readonly bytes: string | Uint8Array;
  readonly path: string;
}

function isImage(value: unknown): value is StoredImage {
  if (typeof value !== "object" || value === null || !("bytes" in value) || !("path" in value)) return false;
  return (
    typeof value.path === "string" && (typeof value.bytes === "string" || value.bytes instanceof Uint8Array)
  );
}

function withBytes(image: StoredImage | null): ImageCell | null {
  if (image === null) return null;
  const { bytes, path } = image;
  return { bytes: typeof bytes === "string" ? Buffer.from(bytes, "base64") : bytes, path };
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

const anyNumber = { whole: false, min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY } as const;

const itemRanges = {
  uint8: { whole: true, min: 0, max: 0xff },
  uint16: { whole: true, min: 0, max: 0xffff },
  int32: { whole: true, min: -(2 ** 31), max: 2 ** 31 - 1 },
  float16: anyNumber,
  float32: anyNumber,
} as const;
