/** Checks the values of token columns, batch by batch. */
import { type Column, listAt, type RowBatch } from "../contracts/rows.js";

const tokenColumn = "input_ids";
const boundaryColumn = "cu_seqlens";

/** Looks at batches in row order; the first row of each kind of problem is named, the others are counted. */
export class TokenCheck {
  private rowsSeen = 0;
  private readonly found = new Map<string, { readonly first: string; rows: number }>();
  private readonly tokens: number;
  private readonly boundaries: number;

  /** @param vocabularySize highest id plus one; undefined when the dataset does not say */
  constructor(
    columns: readonly Column[],
    private readonly vocabularySize: number | undefined,
  ) {
    this.tokens = columns.findIndex(({ name }) => name === tokenColumn);
    this.boundaries = columns.findIndex(({ name }) => name === boundaryColumn);
  }

  add(batch: RowBatch): void {
    const tokens = batch.columns[this.tokens];
    const boundaries = batch.columns[this.boundaries];
    if (tokens?.kind === "fixed-list" || tokens?.kind === "list") {
      for (let row = 0; row < batch.rows; row++) {
        const ids = listAt(tokens, row, batch.rows);
        this.checkIds(ids, row);
        if (boundaries?.kind === "list")
          this.checkBoundaries(listAt(boundaries, row, batch.rows), ids.length, row);
      }
    }
    this.rowsSeen += batch.rows;
  }

  problems(): string[] {
    return [...this.found.values()].map(({ first, rows }) =>
      rows === 1 ? first : `${first}; ${rows} rows are like this`,
    );
  }

  private checkIds(ids: ArrayLike<number>, row: number): void {
    if (this.vocabularySize === undefined) return;
    for (let at = 0; at < ids.length; at++) {
      const id = ids[at] ?? 0;
      if (id >= 0 && id < this.vocabularySize) continue;
      this.report(
        "ids",
        row,
        `${tokenColumn}[${at}] is ${id}, but the vocabulary has ${this.vocabularySize} tokens`,
      );
      return;
    }
  }

  private checkBoundaries(offsets: ArrayLike<number>, length: number, row: number): void {
    const first = offsets[0];
    const last = offsets[offsets.length - 1];
    if (offsets.length < 2 || first !== 0 || last !== length) {
      this.report(
        "ends",
        row,
        `${boundaryColumn} goes from ${first ?? "nothing"} to ${last ?? "nothing"}, not from 0 to ${length}`,
      );
      return;
    }
    for (let at = 1; at < offsets.length; at++) {
      if ((offsets[at] ?? 0) >= (offsets[at - 1] ?? 0)) continue;
      this.report("falls", row, `${boundaryColumn}[${at}] falls from ${offsets[at - 1]} to ${offsets[at]}`);
      return;
    }
  }

  private report(kind: string, row: number, problem: string): void {
    const known = this.found.get(kind);
    if (known === undefined)
      this.found.set(kind, { first: `row ${this.rowsSeen + row}: ${problem}`, rows: 1 });
    else known.rows++;
  }
}
