/** Rows grouped by the length that they are padded to: each waits until its length has as many as make a run. */
import type { Piece } from "./row-pieces.js";

export interface WaitingRow extends Piece {
  readonly id: string;
  /** Number of samples taken before the document of this row. */
  readonly taken: number;
}

/** @param run number of the run among all of the split */
type NextRow = (paddedLength: number, run: number, row: WaitingRow) => void;

/** Holds fewer than `runRows` rows of each length. */
export class LengthRuns {
  private readonly waiting: WaitingRow[][];
  private run = 0;

  /** @param lengths ascending; no row is longer than the last */
  constructor(
    private readonly lengths: readonly number[],
    private readonly runRows: number,
  ) {
    this.waiting = lengths.map(() => []);
  }

  add(row: WaitingRow, next: NextRow): void {
    const at = this.lengths.findIndex((length) => row.tokens.length <= length);
    const waiting = this.waiting[at]!;
    waiting.push(row);
    if (waiting.length === this.runRows) this.handOut(at, next);
  }

  /** @returns rows that are left out, none with `keep` */
  finish(tail: "keep" | "drop", next: NextRow): readonly WaitingRow[] {
    if (tail === "keep") {
      for (const at of this.lengths.keys()) this.handOut(at, next);
      return [];
    }
    // Begin with the shortest length: rows that do not fill a run may help to fill one of the next length.
    for (const [at, rows] of this.waiting.entries()) {
      const whole = Math.min(rows.length, this.runRows);
      const above = this.waiting[at + 1];
      if (whole === this.runRows) {
        const rest = rows.splice(whole);
        this.handOut(at, next);
        if (above === undefined) return rest;
        above.unshift(...rest);
      } else if (above === undefined) return rows.splice(0);
      else above.unshift(...rows.splice(0));
    }
    return [];
  }

  private handOut(at: number, next: NextRow): void {
    const rows = this.waiting[at]!;
    if (rows.length === 0) return;
    for (const row of rows) next(this.lengths[at]!, this.run, row);
    this.run++;
    this.waiting[at] = [];
  }
}
