/** The units that an ordering puts into a new order: documents or rows. It needs to know the same things of both. */
import type { Column, RowBatch } from "../../contracts/rows.js";

/** All units of an ordering, wherever they lie, in parts that can be read alone. */
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
  /** Hash of the id of each unit. */
  readonly hashes: Uint32Array;
  /** Tokens or characters of each unit. */
  readonly amounts: Float64Array;
}
