/**
 * Hashes of units; and pairs of characters by cells, of which each text is searched for those that words have. How common they are is
 * counted by the same cells: what a pair costs that shares its cell with others is known, too.
 */
import { mix32 } from "../hash.js";

const golden = 0x9e3779b1;

/** What is not left out. */
const isCharacter = 1 << 31;
/** Set for Latin letters and digits, and for them only. */
const latinBit = 1 << 6;
/** All three are set for them only. */
const latinCells = 7 << 28;

/** Hash of a folded unit. The lowest bit is free, to mark words of one character. */
export function unitHash(unit: number): number {
  const latin = latinNumber(unit);
  if (latin >= 0) return latinHash(latin) | isCharacter;
  const hash = (mix32(unit) | isCharacter) & ~(latinBit | 1);
  return (hash & latinCells) === latinCells ? hash ^ (1 << 30) : hash;
}

/** Of the 36 Latin letters and digits; -1 for another unit. */
function latinNumber(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  return unit >= 0x61 && unit <= 0x7a ? unit - 0x61 + 10 : -1;
}

/**
 * The number stands where a pair of two has both numbers in different bits of its cell; and where units beside an anchor are told
 * apart.
 */
function latinHash(number: number): number {
  return latinCells | ((number >>> 2) << 24) | ((number & 3) << 18) | latinBit | ((number & 7) << 3);
}

/** Whether the hash is that of a Latin letter or digit. */
export function isLatin(hash: number): boolean {
  return (hash & latinBit) !== 0;
}

/** Of two characters, from the hashes of both: the upper four bits are those of the last. */
export function pairHash(first: number, last: number): number {
  return (first >>> 4) ^ last;
}

/** So many bits stand before those of the cells, for pairs of which the last is left out. */
export const bitsBeforeCells = 1 << 20;
export const pairCells = (1 << 20) + 32;

/**
 * From the hash of a pair. Two Latin letters or digits, by far the commonest of mixed texts, share none with two others, nor with a pair
 * that ends otherwise. Negative where the last is left out, whose hash is 0.
 */
export function pairCell(pair: number): number {
  return (pair >>> 14) * 8 + (pair & 31) - bitsBeforeCells;
}

/** The hash of units with a further one. */
export function longer(hash: number, further: number): number {
  return spread(hash) ^ further;
}

/** Mixes the bits, so that the upper ones depend on all of them. */
export function spread(hash: number): number {
  return Math.imul(hash, golden);
}
