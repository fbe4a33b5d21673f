/** Spellings of vocabulary entries read as UTF-16, where they consist of whole characters. */
import { byteOf } from "./byte-alphabet.js";

/** A first byte that starts no character. */
const NO_LEAD = 0;

function widthOf(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xc2) return NO_LEAD;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : NO_LEAD;
}

/**
 * Writes the UTF-16 units of what is spelled `spelling[from, to)` to `units`.
 *
 * @param units room for as many as the spelling is long
 * @returns how many; -1 where the spelling cuts a character or is no UTF-8
 */
export function readUnits(spelling: Uint16Array, from: number, to: number, units: Uint16Array): number {
  let count = 0;
  for (let index = from; index < to; ) {
    const point = characterAt(spelling, index, to);
    if (point < 0) return -1;
    index += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    if (point < 0x10000) {
      units[count++] = point;
    } else {
      units[count++] = 0xd7c0 + (point >> 10);
      units[count++] = 0xdc00 | (point & 0x3ff);
    }
  }
  return count;
}

/** First UTF-16 unit of a spelling, -1 where it begins with a piece of a character. */
export function firstUnit(spelling: Uint16Array, from: number, to: number): number {
  const point = characterAt(spelling, from, to);
  return point < 0x10000 ? point : 0xd7c0 + (point >> 10);
}

/** Last UTF-16 unit of a spelling, -1 where it ends with a piece of a character. */
export function lastUnit(spelling: Uint16Array, from: number, to: number): number {
  for (let width = 1; width <= 4 && width <= to - from; width++) {
    const lead = byteOf(spelling[to - width]!);
    if (lead >= 0x80 && lead < 0xc0) continue;
    if (widthOf(lead) !== width) return -1;
    const point = characterAt(spelling, to - width, to);
    return point < 0x10000 ? point : 0xdc00 | (point & 0x3ff);
  }
  return -1;
}

/** The code point that is spelled from `index` on, -1: none. Surrogates and overlong forms are none. */
function characterAt(spelling: Uint16Array, index: number, end: number): number {
  const lead = byteOf(spelling[index]!);
  if (lead < 0x80) return lead;
  const width = widthOf(lead);
  if (width === NO_LEAD || index + width > end) return -1;
  let point = lead & (0xff >> (width + 1));
  for (let next = index + 1; next < index + width; next++) {
    const byte = byteOf(spelling[next]!);
    if ((byte & 0xc0) !== 0x80) return -1;
    point = (point << 6) | (byte & 0x3f);
  }
  if (width === 3 && (point < 0x800 || (point >= 0xd800 && point < 0xe000))) return -1;
  if (width === 4 && (point < 0x10000 || point > 0x10ffff)) return -1;
  return point;
}
