/** What is laid out anew: documents or rows, alike in what an ordering needs to know of them. */
import type { Column, RowBatch } from "../../rows.js";

/** What is ordered, wherever it lies, in parts that can be read alone. */
export interface Units {
  readonly columns: readonly Column[];
  readonly parts: readonly UnitPart[];
  /** What amounts are counted in. */
  readonly measure: "tokens" | "characters";
}

export interface UnitPart {
  /** The input that all its units come from; undefined where they come from several. */
  readonly source: string | undefined;
  readonly units: number;
  readonly amount: number;
  readonly bytes: number;
  read(): AsyncIterable<UnitBatch> | Iterable<UnitBatch>;
}

export interface UnitBatch {
  readonly batch: RowBatch;
  /** Of each unit's id. */
  readonly hashes: Uint32Array;
  /** Tokens or characters of each unit. */
  readonly amounts: Float64Array;
}
