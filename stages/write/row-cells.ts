/** One cell of a column batch as a plain value, for sinks that write row by row. */
import { float16Value } from "../../pipeline/contracts/float16.js";
import {
  type ColumnData,
  type ColumnType,
  type ImageCell,
  type ListValues,
  listAt,
} from "../../pipeline/contracts/rows.js";

export type Cell = string | number | number[] | ImageCell | null;

/** @param rows rows of the batch, from which the length of a fixed list follows */
export function cell(type: ColumnType, data: ColumnData | undefined, row: number, rows: number): Cell {
  switch (data?.kind) {
    case undefined:
      return null;
    case "utf8":
    case "image":
    case "number":
      return data.values[row] ?? null;
    case "fixed-list":
    case "list":
      return numbers(type, listAt(data, row, rows));
  }
}

function numbers(type: ColumnType, values: ListValues): number[] {
  return "item" in type && type.item === "float16" ? Array.from(values, float16Value) : Array.from(values);
}

export function isImage(value: Cell): value is ImageCell {
  return typeof value === "object" && value !== null && "bytes" in value;
}

/** A number, its two levels and its place among the different ones, as writers of Parquet hold them. */
const heldNumberBytes = 32;

/** About how many bytes it takes while its row group is held. */
export function bytesOf(value: Cell): number {
  if (isImage(value)) return value.bytes.length;
  if (typeof value === "string") return 3 * value.length;
  return Array.isArray(value) ? heldNumberBytes * value.length : 8;
}
