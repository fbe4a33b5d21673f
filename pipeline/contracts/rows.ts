/** Rows as sinks take them: a schema and batches of columns over typed arrays or strings. */

/** What the values of a list are kept in. float16 is kept as its bits, since JavaScript has no array of it. */
export const listArrays = {
  uint8: Uint8Array,
  uint16: Uint16Array,
  int32: Int32Array,
  float16: Uint16Array,
  float32: Float32Array,
} as const;

/** The dtype of a list's values. */
export type ListItem = keyof typeof listArrays;
/** The values of lists; those of float16 as bits, in a Uint16Array. */
export type ListValues = Uint8Array | Uint16Array | Int32Array | Float32Array;

/** An encoded picture, and the name that readers show for it. */
export interface ImageCell {
  readonly bytes: Uint8Array;
  readonly path: string;
}

/** What one cell of a column holds. */
export type ColumnType =
  /** `length` values a row, no nulls. A table inside a row ([2, L], [L, K]) lies row by row. */
  | { readonly kind: "fixed-list"; readonly item: ListItem; readonly length: number }
  /** A variable number of values a row. */
  | { readonly kind: "list"; readonly item: ListItem }
  | { readonly kind: "utf8" }
  /** Encoded pictures, as the `Image` feature of Hugging Face datasets stores them: a struct of bytes and path. */
  | { readonly kind: "image" }
  | { readonly kind: "int64" }
  | { readonly kind: "float64" };

/** A column of the schema. */
export interface Column {
  /** What begins with a dot is for the engine and is written to no data file. */
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
}

/**
 * Data of one column of a batch, of the kind that the column's type asks for: `number` for int64 and float64. A null stands only in a
 * nullable column.
 */
export type ColumnData =
  /** rows * length values, row by row. */
  | { readonly kind: "fixed-list"; readonly values: ListValues }
  /** `offsets` has rows + 1 entries into `values`: row i is `values[offsets[i], offsets[i + 1])`. */
  | { readonly kind: "list"; readonly offsets: Int32Array; readonly values: ListValues }
  | { readonly kind: "utf8"; readonly values: readonly (string | null)[] }
  | { readonly kind: "image"; readonly values: readonly (ImageCell | null)[] }
  | { readonly kind: "number"; readonly values: readonly (number | null)[] };

/** Data of a column of lists. */
export type ListData = Extract<ColumnData, { kind: "fixed-list" | "list" }>;

/** Rows, column by column. */
export interface RowBatch {
  readonly rows: number;
  /** One entry a column, in the order of the schema. */
  readonly columns: readonly ColumnData[];
}

/**
 * A column of row composers that is written to no file: rows that follow one another with the same number here stay together, in
 * their order, when rows are laid out anew.
 */
export const rowRun = ".run";

/** Columns that hold JSON as text; formats that can hold objects unpack them. */
export const jsonColumns: ReadonlySet<string> = new Set(["meta", "scores", "captions"]);

/** The list in one row of a batch that has so many, without a copy. */
export function listAt(data: ListData, row: number, rows: number): ListValues {
  if (data.kind === "list") return data.values.subarray(data.offsets[row], data.offsets[row + 1]);
  const length = data.values.length / rows;
  return data.values.subarray(row * length, (row + 1) * length);
}

/** Rows [from, to) of a batch, without a copy of lists. */
export function sliceBatch(batch: RowBatch, from: number, to: number): RowBatch {
  if (from === 0 && to === batch.rows) return batch;
  return {
    rows: to - from,
    columns: batch.columns.map((data) => sliceColumn(data, from, to, batch.rows)),
  };
}

function sliceColumn(data: ColumnData, from: number, to: number, rows: number): ColumnData {
  switch (data.kind) {
    case "fixed-list": {
      const length = rows === 0 ? 0 : data.values.length / rows;
      return { kind: "fixed-list", values: data.values.subarray(from * length, to * length) };
    }
    case "list":
      return listFrom(data.offsets.subarray(from, to + 1), data.values);
    case "utf8":
      return { kind: "utf8", values: data.values.slice(from, to) };
    case "image":
      return { kind: "image", values: data.values.slice(from, to) };
    case "number":
      return { kind: "number", values: data.values.slice(from, to) };
  }
}

/** Lists whose offsets begin at 0, as writers want them. */
function listFrom(offsets: Int32Array, values: ListValues): ColumnData {
  const first = offsets[0] ?? 0;
  return {
    kind: "list",
    offsets: offsets.map((offset) => offset - first),
    values: values.subarray(first, offsets.at(-1) ?? first),
  };
}

/** The batch with lists of its own, for one who keeps it: a batch is lent, and its arrays are filled again for the next. */
export function ownBatch({ rows, columns }: RowBatch): RowBatch {
  return { rows, columns: columns.map(ownColumn) };
}

function ownColumn(data: ColumnData): ColumnData {
  if (data.kind === "fixed-list") return { kind: "fixed-list", values: data.values.slice() };
  if (data.kind === "list")
    return { kind: "list", offsets: data.offsets.slice(), values: data.values.slice() };
  return data;
}
