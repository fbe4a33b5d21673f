/** Sets of characters of the Basic Multilingual Plane as tables: asking a pattern about each of them costs 10 ms and more. */

let plane: string | undefined;

/**
 * 1 for each UTF-16 unit that is a character of the set; surrogates are in none. Cost: below 1 ms.
 *
 * @param runs matches runs of the set's characters, such as `/\p{P}+/gu`
 */
export function planeSet(runs: RegExp): Uint8Array {
  plane ??= wholePlane();
  const table = new Uint8Array(0x10000);
  for (const { 0: run, index } of plane.matchAll(runs)) table.fill(1, index, index + run.length);
  return table.fill(0, 0xd800, 0xe000);
}

/** Each character at its own place; for surrogates, which would make pairs, U+FFFF, which is no character. */
function wholePlane(): string {
  const units = new Uint16Array(0x10000).map((_, unit) => unit).fill(0xffff, 0xd800, 0xe000);
  return Buffer.from(units.buffer).toString("utf16le");
}
