import { plural } from "../report/plural.js";
import { printable } from "../report/printable.js";

/** Behind "not read": files in the folders of the input that its user may not know of. Records may name them still, as they do pictures. */
export function describeOthers(others: readonly string[]): string {
  return `as input: ${plural(others.length, "file")} of other formats in its folders, such as ${printable(others[0] ?? "")}`;
}
