import { plural } from "../report/plural.js";
import { printable } from "../report/printable.js";

/**
 * The words behind "not read": files in the input's folders that no source reads, which the user may not know about. Records may
 * still refer to them, as records of pictures do.
 */
export function describeOthers(others: readonly string[]): string {
  return `as input: ${plural(others.length, "file")} in its folders (of another format, or a link to a folder), such as ${printable(others[0] ?? "")}`;
}
