/** The columns of a row of GLM: text, target and loss mask, two rows of positions, where what is read ends, length and form. */
import type { Column } from "../../../pipeline/contracts/rows.js";
import { fixedList, integer, text } from "../columns.js";

export function glmColumns(item: "uint16" | "int32", length: number): readonly Column[] {
  return [
    fixedList("text", item, length),
    fixedList("target", item, length),
    fixedList("loss_mask", "uint8", length),
    fixedList("position_id", "int32", 2 * length),
    integer("attention_mask"),
    integer("length"),
    text("mode"),
  ];
}
