/** Rows as sinks take them: a schema and batches of columns over typed arrays or strings. */

export type ColumnType =
  /** `length` values a row, no nulls. */
  | { readonly kind: "fixed-list"; readonly item: "uint16" | "int32" | "uint8"; readonly length: number }
  /** A variable number of values a row. */
  | { readonly kind: "list"; readonly item: "int32" | "uint16" }
  | { readonly kind: "utf8" }
  | { readonly kind: "int64" }
  | { readonly kind: "float64" };

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
}

/** Data of one column of a batch; which arm applies follows from the column's type. */
export type ColumnData =
  | { readonly kind: "fixed-list"; readonly values: Uint16Array | Int32Array | Uint8Array }
  /** `offsets` has rows + 1 entries into `values`. */
  | { readonly kind: "list"; readonly offsets: Int32Array; readonly values: Int32Array | Uint16Array }
  | { readonly kind: "utf8"; readonly values: readonly (string | null)[] }
  | { readonly kind: "number"; readonly values: readonly (number | null)[] };

export interface RowBatch {
  readonly rows: number;
  /** One entry a column, in the order of the schema. */
  readonly columns: readonly ColumnData[];
}
