/**
 * The codes of zstd's sequences (RFC 8878, section 3.1.1.3.2): each stands for a first value and a number of extra bits that are
 * added to it.
 */
import { buildFseTable } from "./entropy.js";

/** Section 3.1.1.3.2.1.1: code -> extra bits. */
export const literalLengthBits = Uint8Array.from([
  ...same(16, 0), 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
]); // biome-ignore format: a table reads best in rows
export const matchLengthBits = Uint8Array.from([
  ...same(32, 0), 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
]); // biome-ignore format: a table reads best in rows

/** Code -> first value. */
export const literalLengthBase = firstValues(literalLengthBits, 0);
export const matchLengthBase = firstValues(matchLengthBits, 3);

/** Section 3.1.1.3.2.2: distributions used when the block brings none. */
export const defaultLiteralLengths = buildFseTable(
  [
    4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1,
    -1, -1,
  ],
  6,
);
export const defaultMatchLengths = buildFseTable(
  [
    1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
  ],
  6,
);
export const defaultOffsets = buildFseTable(
  [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1],
  5,
);

/** Codes follow each other without a gap: each begins where the values of the one before end. */
function firstValues(bits: Uint8Array, first: number): Int32Array {
  let next = first;
  return Int32Array.from(bits, (extra) => {
    const value = next;
    next += 1 << extra;
    return value;
  });
}

function same(times: number, bits: number): number[] {
  return new Array<number>(times).fill(bits);
}
