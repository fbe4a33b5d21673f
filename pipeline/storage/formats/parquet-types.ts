/** What the values of columns are called in Parquet: by their converted type, or by the physical one where they have none. */
import type { ListItem } from "../../contracts/rows.js";

/** Parquet has no half precision that all readers know; single precision holds it without loss. */
export const itemTypes = {
  uint8: "UINT_8",
  uint16: "UINT_16",
  int32: "INT_32",
  float16: "FLOAT",
  float32: "FLOAT",
} as const satisfies Readonly<Record<ListItem, string>>;

export const scalarTypes = { utf8: "UTF8", int64: "INT64", float64: "DOUBLE" } as const;
