/** Tells which run of its part a row belongs to; undefined where every row stands alone. */
import { type Column, type RowBatch, rowRun } from "../../contracts/rows.js";

export type RunReader = (batch: RowBatch, row: number) => number | undefined;

export function runReader(columns: readonly Column[]): RunReader {
  const column = columns.findIndex(({ name }) => name === rowRun);
  return (batch, row) => {
    const data = batch.columns[column];
    return data?.kind === "number" ? (data.values[row] ?? undefined) : undefined;
  };
}
