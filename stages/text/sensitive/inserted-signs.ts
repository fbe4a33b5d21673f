/** Steps from unit to unit of a text, over signs that are put between the characters of a word. */
import { ignored } from "./evasion-folding.js";

/** More signs than this between two characters are layout, not evasion. */
const longestGap = 3;

/** No unit that a word may go on with. */
export const none = -1;

export function isSecondHalf(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}

export function isFirstHalf(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}

/** The place of the unit before the one at `at`, or `none`. */
export function unitBefore(units: Uint16Array, fold: Uint16Array, at: number): number {
  for (let i = at - 1, gap = 0; i >= 0 && gap <= longestGap; i--, gap++) {
    if (fold[units[i]!] === ignored) continue;
    // A sign of two units is told by the first.
    if (!isSecondHalf(units[i]!) || i === 0 || fold[units[i - 1]!] !== ignored || !isFirstHalf(units[i - 1]!))
      return i;
    i--;
  }
  return none;
}

/** The place of the unit behind the one at `at`, or `none`. */
export function unitBehind(units: Uint16Array, fold: Uint16Array, at: number, length: number): number {
  for (let i = at + 1, gap = 0; i < length && gap <= longestGap; i++, gap++) {
    if (fold[units[i]!] !== ignored) return i;
    if (isFirstHalf(units[i]!)) i++;
  }
  return none;
}

/** The place of the first unit of the character before the unit at `at`, or `none`. */
export function characterBefore(units: Uint16Array, fold: Uint16Array, at: number): number {
  const i = unitBefore(units, fold, at);
  return i > 0 && isSecondHalf(units[i]!) ? i - 1 : i;
}
