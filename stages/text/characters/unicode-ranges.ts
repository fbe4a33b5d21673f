/**
 * Ranges of code points as short text: pairs of base-36 numbers, distance from the end of the last range to the start, start to
 * the end. They are written down instead of being asked of the JavaScript engine: every engine brings another Unicode version, and a
 * corpus must not change its tokens with the version of Node.
 */

export const codePoints = 0x110000;

/** Sets the entries of all code points in the ranges. */
export function markRanges(table: Uint8Array, ranges: string, value: number): void {
  let at = 0;
  let start = -1;
  for (const field of ranges.split(" ")) {
    at += Number.parseInt(field, 36);
    if (start < 0) {
      start = at;
    } else {
      table.fill(value, start, at + 1);
      start = -1;
    }
  }
}
