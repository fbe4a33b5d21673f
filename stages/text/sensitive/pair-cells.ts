/**
 * Hashes of units; and pairs of characters by a cell of 20 bits each, by which it is known which are rare in texts, those that share the
 * cell of a common one left out.
 */
import { mix32 } from "../hash.js";

export const pairCellBits = 20;
const golden = 0x9e3779b1;

/** Set for Latin letters and digits, and for them only. */
const latinBit = 0x40;

/** Of a folded unit; the lowest bit is left to words of one. */
export function unitHash(unit: number): number {
  const hash = mix32(unit) & ~1 & ~latinBit;
  const isLatinUnit = (unit >= 0x30 && unit <= 0x39) || (unit >= 0x61 && unit <= 0x7a);
  return isLatinUnit ? hash | latinBit : hash;
}

/** Of a Latin letter or digit. */
export function isLatin(hash: number): boolean {
  return (hash & latinBit) !== 0;
}

/** From the hashes of both. */
export function pairCell(first: number, last: number): number {
  return (first >>> (32 - pairCellBits)) ^ (last >>> 24);
}

/** The hash of units with a further one. */
export function longer(hash: number, further: number): number {
  return spread(hash) ^ further;
}

/** So that the upper bits depend on all. */
export function spread(hash: number): number {
  return Math.imul(hash, golden);
}
