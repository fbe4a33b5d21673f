/** The columns of a row of GLM: text, target and loss mask, two rows of positions, where what is read ends, length and form. */
import type { Column } from "../../../pipeline/rows.js";

export function glmColumns(item: "uint16" | "int32", length: number): readonly Column[] {
  const list = (name: string, type: "uint8" | "uint16" | "int32", times = 1): Column => ({
    name,
    type: { kind: "fixed-list", item: type, length: times * length },
    nullable: false,
  });
  return [
    list("text", item),
    list("target", item),
    list("loss_mask", "uint8"),
    list("position_id", "int32", 2),
    { name: "attention_mask", type: { kind: "int64" }, nullable: false },
    { name: "length", type: { kind: "int64" }, nullable: false },
    { name: "mode", type: { kind: "utf8" }, nullable: false },
  ];
}
