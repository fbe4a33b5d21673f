/**
 * The one definition of "Chinese character" that every stage uses.
 *
 * Source: Unicode 16.0, Blocks.txt and Scripts.txt (Script=Han without the Suzhou numerals and Hangzhou marks).
 */

/** Inclusive ranges of code points, ascending. */
export const hanRanges: readonly (readonly [number, number, string])[] = [
  [0x2e80, 0x2ef3, "CJK Radicals Supplement"],
  [0x2f00, 0x2fd5, "Kangxi Radicals"],
  [0x3005, 0x3005, "Iteration mark 々"],
  [0x3007, 0x3007, "Ideographic zero 〇"],
  [0x3400, 0x4dbf, "Extension A"],
  [0x4e00, 0x9fff, "Unified Ideographs (URO)"],
  [0xf900, 0xfaff, "Compatibility Ideographs"],
  [0x20000, 0x2a6df, "Extension B"],
  [0x2a700, 0x2b73f, "Extension C"],
  [0x2b740, 0x2b81f, "Extension D"],
  [0x2b820, 0x2ceaf, "Extension E"],
  [0x2ceb0, 0x2ebef, "Extension F"],
  [0x2ebf0, 0x2ee5f, "Extension I"],
  [0x2f800, 0x2fa1f, "Compatibility Ideographs Supplement"],
  [0x30000, 0x3134f, "Extension G"],
  [0x31350, 0x323af, "Extension H"],
];

/** One entry for each UTF-16 code unit: 1 when the unit alone is a Han character. */
const hanUnits = new Uint8Array(0x10000);
for (const [first, last] of hanRanges) if (last <= 0xffff) hanUnits.fill(1, first, last + 1);

const astralRanges = hanRanges.filter(([first]) => first > 0xffff);

/** Whether a UTF-16 unit is the first half of a rare Han character: those of planes 2 and 3. */
export function isHanLead(unit: number): boolean {
  return unit >= 0xd840 && unit <= 0xd8bf;
}

/** Whether a code point is a Han character. */
export function isHan(codePoint: number): boolean {
  if (codePoint <= 0xffff) return hanUnits[codePoint] === 1;
  for (const [first, last] of astralRanges) if (codePoint >= first && codePoint <= last) return true;
  return false;
}
