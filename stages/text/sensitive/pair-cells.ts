/**
 * Pairs of characters, told apart by a cell of 20 bits each: what a text is searched by (`find-words.wat`), and by what it is known which
 * pairs are rare in texts, those that share the cell of a common one left out.
 */
import { mix32 } from "../hash.js";

export const pairCellBits = 20;
const golden = 0x9e3779b1;

/** Both set for Latin letters and digits, and for them only. */
const latinBits = 0x60;

/** Of a folded unit. Never 0, which stands for what is left out; the lowest bit is left to words of one. */
export function unitHash(unit: number): number {
  const hash = (mix32(unit) & ~1) | 2;
  const isLatinUnit = (unit >= 0x30 && unit <= 0x39) || (unit >= 0x61 && unit <= 0x7a);
  if (isLatinUnit) return hash | latinBits;
  return isLatin(hash) ? hash & ~0x40 : hash;
}

/** Of a Latin letter or digit. */
export function isLatin(hash: number): boolean {
  return (hash & latinBits) === latinBits;
}

/**
 * From the hashes of both. Pairs with the same first share 256 cells, four lines of a cache; were they anywhere, a text would read a line
 * for each of its pairs, and wait for most of them (`npm run bench -- sensitive`: half as long again).
 */
export function pairCell(first: number, last: number): number {
  return (first >>> (32 - pairCellBits)) ^ (last >>> 24);
}

/** One of eight bits for the one before a pair, from the hash of that and of the pair's first. */
export function bitBefore(before: number, first: number): number {
  return 1 << (pairCell(before, first) & 7);
}

/** The hash of units with a further one. */
export function longer(hash: number, further: number): number {
  return Math.imul(hash, golden) ^ further;
}
