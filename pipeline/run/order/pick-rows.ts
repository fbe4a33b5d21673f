/** Rows of several batches, in any order and any number of times, as one batch. */
import { type ColumnData, type ListValues, listAt, type RowBatch } from "../../contracts/rows.js";

/** A row by the place of its batch and its place in there. */
export interface RowPick {
  readonly batch: number;
  readonly row: number;
}

/** @param picks at least one; the batches have the same columns */
export function pickRows(batches: readonly RowBatch[], picks: readonly RowPick[]): RowBatch {
  const first = batches[picks[0]?.batch ?? 0];
  if (first === undefined) throw new Error("no batch to pick from");
  return {
    rows: picks.length,
    columns: first.columns.map((_, column) => pickColumn(batches, picks, column)),
  };
}

/** Bytes of a row in a batch: exact for lists, a share of the batch for the rest. */
export function rowBytes(batch: RowBatch, row: number): number {
  return batch.columns.reduce((sum, data) => sum + cellBytes(data, row, batch.rows), 0);
}

function cellBytes(data: ColumnData, row: number, rows: number): number {
  switch (data.kind) {
    case "fixed-list":
      return data.values.byteLength / rows;
    case "list":
      return 4 + (data.offsets[row + 1]! - data.offsets[row]!) * data.values.BYTES_PER_ELEMENT;
    case "utf8":
      return 4 + 2 * (data.values[row]?.length ?? 0);
    case "image":
      return 8 + (data.values[row]?.bytes.length ?? 0);
    case "number":
      return 8;
  }
}

function pickColumn(batches: readonly RowBatch[], picks: readonly RowPick[], column: number): ColumnData {
  const all = batches.map(({ columns }) => columns[column]!);
  const kind = all[picks[0]?.batch ?? 0]!.kind;
  if (kind === "fixed-list" || kind === "list") return pickLists(batches, all, picks);
  const values = picks.map(({ batch, row }) => {
    const data = all[batch]!;
    if (data.kind === "fixed-list" || data.kind === "list")
      throw new Error("batches differ in their columns");
    return data.values[row] ?? null;
  });
  // The array fits the kind of the column; TypeScript cannot see that the two belong together.
  return { kind, values } as ColumnData;
}

function pickLists(
  batches: readonly RowBatch[],
  all: readonly ColumnData[],
  picks: readonly RowPick[],
): ColumnData {
  const lists = picks.map(({ batch, row }) => {
    const data = all[batch]!;
    if (data.kind !== "fixed-list" && data.kind !== "list")
      throw new Error("batches differ in their columns");
    return listAt(data, row, batches[batch]!.rows);
  });
  const offsets = new Int32Array(picks.length + 1);
  lists.forEach((list, at) => {
    offsets[at + 1] = offsets[at]! + list.length;
  });
  const make = lists[0]!.constructor as new (length: number) => ListValues;
  const values = new make(offsets[picks.length]!);
  lists.forEach((list, at) => {
    values.set(list, offsets[at]);
  });
  return all[picks[0]!.batch]!.kind === "list"
    ? { kind: "list", offsets, values }
    : { kind: "fixed-list", values };
}
