/** The columns that composers give their rows. None of them holds nulls. */
import type { Column, ListItem } from "../../pipeline/contracts/rows.js";

/** As many values in each row. */
export function fixedList(name: string, item: ListItem, length: number): Column {
  return { name, type: { kind: "fixed-list", item, length }, nullable: false };
}

/** Another number of values in each row. */
export function list(name: string, item: ListItem): Column {
  return { name, type: { kind: "list", item }, nullable: false };
}

export function integer(name: string): Column {
  return { name, type: { kind: "int64" }, nullable: false };
}

export function text(name: string): Column {
  return { name, type: { kind: "utf8" }, nullable: false };
}
