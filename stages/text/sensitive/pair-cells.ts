/**
 * Pairs of characters, told apart by a cell of 20 bits each: what a text is searched by (`find-words.wat`), and by what it is known which
 * pairs are rare in texts, those that share the cell of a common one left out.
 */
import { mix32 } from "../hash.js";

export const pairCellBits = 20;
const golden = 0x9e3779b1;

/** Of a folded unit. Never 0, which stands for what is left out; the lowest bit is left to words of one. */
export function unitHash(unit: number): number {
  return (mix32(unit) & ~1) | 2;
}

/** From the hashes of both. */
export function pairCell(first: number, last: number): number {
  return (turned(first) ^ last) >>> (32 - pairCellBits);
}

/** One of eight bits for the one before a pair, from the hash of that and of the pair's first. */
export function bitBefore(before: number, first: number): number {
  return 1 << ((turned(before) ^ first) & 7);
}

function turned(hash: number): number {
  return (hash << 7) | (hash >>> 25);
}

/** The hash of units with a further one. */
export function longer(hash: number, further: number): number {
  return Math.imul(hash, golden) ^ further;
}
