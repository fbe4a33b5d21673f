/**
 * The merges of a BPE vocabulary, as the encoder needs them: which token comes from which pair at which rank, and whether two tokens
 * may stand side by side.
 *
 * Tokens have inner numbers here: 0..255 are the bytes, then one for each product of a merge in the order in which
 * products first appear.
 */
import { readSpelling, spellByte } from "./byte-alphabet.js";
import type { TokenizerDefinition } from "./tokenizer-file.js";

export interface MergeTable {
  /** Bytes of each inner token as a binary string. Needed for building only. */
  readonly strings: readonly string[];
  /** Inner token -> id in the vocabulary. */
  readonly ids: Int32Array;
  /** Rank of the merge that makes the token; -1 for bytes, `NO_RANK` for tokens that merging never arrives at. */
  readonly rankOf: Int32Array;
  /** The two parts that the token is made of. */
  readonly leftOf: Int32Array;
  readonly rightOf: Int32Array;
  /** Open-addressed: left, right, rank, unused at 4 slots an entry; left -1: empty. */
  readonly pairs: Int32Array;
}

/** No merge: higher than any rank. */
export const NO_RANK = 0x7fffffff;

/**
 * Builds the table.
 *
 * @param fail called when the merges name tokens that are missing, or when a merge stands before the one that makes its part: then
 *   time does not run in the order of ranks, on which the encoder rests. Trained vocabularies have neither.
 */
export function buildMergeTable(
  definition: TokenizerDefinition,
  fail: (problem: string) => never,
): MergeTable {
  const { vocabulary, merges } = definition;
  const inner = new Map<string, number>();
  const strings: string[] = [];
  const ids: number[] = [];
  for (let byte = 0; byte < 256; byte++) {
    inner.set(spellByte(byte), byte);
    strings.push(String.fromCharCode(byte));
    ids.push(vocabulary[spellByte(byte)]!);
  }
  for (const [left, right] of merges) {
    const product = left + right;
    if (inner.has(product)) continue;
    const bytes = readSpelling(product);
    const id = vocabulary[product];
    if (bytes === undefined) return fail(`the token "${product}" is not written in the byte alphabet`);
    if (id === undefined) return fail(`the product of the merge "${left} ${right}" is not in the vocabulary`);
    inner.set(product, strings.length);
    strings.push(bytes);
    ids.push(id);
  }

  const size = strings.length;
  const lefts = new Int32Array(merges.length);
  const rights = new Int32Array(merges.length);
  let slots = 1024;
  while (slots < 2 * merges.length) slots *= 2;
  const pairs = new Int32Array(4 * slots).fill(-1);
  for (let rank = 0; rank < merges.length; rank++) {
    const [left, right] = merges[rank]!;
    for (const part of [left, right]) {
      if (vocabulary[part] === undefined) return fail(`"${part}" of merge ${rank} is not in the vocabulary`);
    }
    // A part that no merge makes can never stand in a text.
    lefts[rank] = inner.get(left) ?? -1;
    rights[rank] = inner.get(right) ?? -1;
    if (lefts[rank]! >= 0 && rights[rank]! >= 0) insertPair(pairs, lefts[rank]!, rights[rank]!, rank);
  }

  const rankOf = new Int32Array(size).fill(NO_RANK).fill(-1, 0, 256);
  const leftOf = new Int32Array(size).fill(-1);
  const rightOf = new Int32Array(size).fill(-1);
  const table: MergeTable = { strings, ids: Int32Array.from(ids), rankOf, leftOf, rightOf, pairs };
  for (let rank = 0; rank < merges.length; rank++) {
    const left = lefts[rank]!;
    const right = rights[rank]!;
    if (left < 0 || right < 0 || rankOf[left] === NO_RANK || rankOf[right] === NO_RANK) continue;
    const product = inner.get(merges[rank]![0] + merges[rank]![1])!;
    // Several merges may spell one product; the one that BPE takes is the one whose seam is never crossed before.
    if (rankOf[product] === NO_RANK && seamHolds(table, left, right, rank)) {
      rankOf[product] = rank;
      leftOf[product] = left;
      rightOf[product] = right;
    }
  }
  for (let rank = 0; rank < merges.length; rank++) {
    for (const part of [lefts[rank]!, rights[rank]!]) {
      if (part >= 0 && rankOf[part] !== NO_RANK && rankOf[part]! >= rank) {
        return fail(`merge ${rank} stands before the merge that makes its part "${strings[part]}"`);
      }
    }
  }
  return table;
}

function insertPair(pairs: Int32Array, left: number, right: number, rank: number): void {
  const mask = (pairs.length >> 2) - 1;
  let slot = hashPair(left, right) & mask;
  for (; pairs[4 * slot]! >= 0; slot = (slot + 1) & mask) {
    if (pairs[4 * slot] === left && pairs[4 * slot + 1] === right) break;
  }
  // A pair that is listed twice has the rank of its last entry, as in the reference, which keeps merges in a map.
  pairs[4 * slot] = left;
  pairs[4 * slot + 1] = right;
  pairs[4 * slot + 2] = rank;
}

/** Both numbers mixed into 32 bits. */
export function hashPair(left: number, right: number): number {
  let hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right + 1, 0x85ebca6b);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Where the pair's entry starts in `pairs`, or -1. */
function findPair(pairs: Int32Array, left: number, right: number): number {
  const mask = (pairs.length >> 2) - 1;
  for (let slot = hashPair(left, right) & mask; ; slot = (slot + 1) & mask) {
    const at = 4 * slot;
    const key = pairs[at]!;
    if (key === left && pairs[at + 1] === right) return at;
    if (key < 0) return -1;
  }
}

/**
 * Whether no merge reaches across the seam between two tokens before rank `limit`; with `NO_RANK`: whether BPE leaves them side
 * by side for good. Undoes both tokens backwards in time along the seam and looks for a merge across it that would have
 * come first.
 *
 * Source: van Antwerpen and Neubeck 2024, "So many tokens, so little time", with ranks in place of ids.
 */
export function seamHolds(table: MergeTable, left: number, right: number, limit: number): boolean {
  const { rankOf, leftOf, rightOf, pairs } = table;
  for (;;) {
    const entry = findPair(pairs, left, right);
    if (entry >= 0 && pairs[entry + 2]! < limit) return false;
    const leftRank = rankOf[left]!;
    const rightRank = rankOf[right]!;
    // Of two merges of one rank the left one comes first in time: it is the later one to undo.
    if (leftRank > rightRank) {
      limit = leftRank;
      left = rightOf[left]!;
    } else if (rightRank >= 0) {
      limit = rightRank + 1;
      right = leftOf[right]!;
    } else {
      return true;
    }
  }
}
