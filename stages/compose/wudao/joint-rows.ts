/** Rows of GLM and of CogView -> the columns that both have, filled with [PAD] to one length. */
import type { Cell, RowCells } from "../../../pipeline/contracts/batch-builder.js";

export interface JointRow {
  readonly cells: RowCells;
  /** Tokens without padding. */
  readonly used: number;
}

/** @param cells text, target, loss mask, positions, separator, length and mode, as `glm-blocks` gives them */
export function textCells(cells: RowCells, length: number, pad: number): JointRow {
  const [text, target, loss, positions, separator, used, mode] = cells;
  const count = Number(used);
  const own = listOf(positions);
  const spread = new Int32Array(2 * length);
  spread.set(own.slice(0, count));
  spread.set(own.slice(own.length / 2, own.length / 2 + count), length);
  return {
    cells: [
      filled(listOf(text).slice(0, count), length, pad),
      filled(listOf(target).slice(0, count), length, pad),
      filled(listOf(loss).slice(0, count), length, 0),
      spread,
      separator ?? 0,
      count,
      mode ?? "",
    ],
    used: count,
  };
}

/**
 * Each token foretells the next one; positions count from 0, and no token sees what follows it (`attention_mask` 0).
 *
 * @param cells id, text, loss mask and length, as `cogview-sequence` gives them
 */
export function pictureCells(cells: RowCells, length: number, pad: number, layout: string): JointRow {
  const [, text, loss, used] = cells;
  const count = Number(used) - 1;
  const ids = listOf(text);
  const positions = new Int32Array(2 * length);
  for (let at = 0; at < count; at++) positions[at] = at;
  return {
    cells: [
      filled(ids.slice(0, count), length, pad),
      filled(ids.slice(1, count + 1), length, pad),
      filled(listOf(loss).slice(1, count + 1), length, 0),
      positions,
      0,
      count,
      layout,
    ],
    used: count,
  };
}

function listOf(cell: Cell | undefined): number[] {
  if (typeof cell !== "object" || cell === null || !("length" in cell))
    throw new Error("the cell is no list");
  return Array.from(cell);
}

function filled(values: readonly number[], length: number, fill: number): Int32Array {
  const row = new Int32Array(length).fill(fill);
  row.set(values);
  return row;
}
