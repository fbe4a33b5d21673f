/**
 * The merges of a BPE vocabulary, as the encoder needs them: which token comes from which pair at which rank, and whether two tokens
 * may stand side by side. Tokens are named by their ids.
 */
import type { SpellingTable } from "./spelling-table.js";

export interface MergeTable {
  /** Highest id that a merge or an atom has, plus one. */
  readonly size: number;
  /** Needed for building only. */
  readonly vocabulary: SpellingTable;
  /** Entry in the vocabulary of each token that is an atom or belongs to a merge; -1 for the others. Needed for building only. */
  readonly entryOf: Int32Array;
  /** Rank of the merge that makes the token; -1 for atoms, `NO_RANK` for tokens that merging never arrives at. */
  readonly rankOf: Int32Array;
  /** The two tokens that the token is merged from. */
  readonly leftOf: Int32Array;
  readonly rightOf: Int32Array;
  /** Open-addressed: left, right, rank, product at 4 slots an entry; left -1: empty, rank `NO_RANK`: never merged. */
  readonly pairs: Int32Array;
  /**
   * A bit for the hash of each pair. Most pairs that are looked up are not in the table, and these bits, which stay in the cache,
   * tell so.
   */
  readonly pairBits: Int32Array;
  /** Merges happen in the order of ranks, on which `seamHolds` rests. */
  readonly isOrdered: boolean;
}

/** No merge: higher than any rank. */
export const NO_RANK = 0x7fffffff;

/** 256 KiB of bits: 7 % are set by the 150,000 merges of Qwen. */
export const pairBitsLog = 21;

/** Both numbers mixed into 32 bits. */
export function hashPair(left: number, right: number): number {
  let hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right + 1, 0x85ebca6b);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Where the entry of a pair starts in `pairs`, or -1. */
export function findPair({ pairs, pairBits }: MergeTable, left: number, right: number): number {
  const hash = hashPair(left, right);
  const bit = hash >>> (32 - pairBitsLog);
  if (((pairBits[bit >>> 5]! >>> (bit & 31)) & 1) === 0) return -1;
  const mask = (pairs.length >> 2) - 1;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
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
  const entry = findPair(table, left, right);
  return !(entry >= 0 && table.pairs[entry + 2]! < limit) && partsHold(table, left, right, limit);
}

/** Like `seamHolds`, but without the merge of the two tokens themselves. */
export function partsHold(table: MergeTable, left: number, right: number, limit: number): boolean {
  const { rankOf, leftOf, rightOf, pairs } = table;
  for (;;) {
    const leftRank = rankOf[left]!;
    const rightRank = rankOf[right]!;
    // Of two merges with the same rank, the left one happens first. So the right one is undone first.
    if (leftRank > rightRank) {
      limit = leftRank;
      left = rightOf[left]!;
    } else if (rightRank >= 0) {
      limit = rightRank + 1;
      right = leftOf[right]!;
    } else {
      return true;
    }
    const entry = findPair(table, left, right);
    if (entry >= 0 && pairs[entry + 2]! < limit) return false;
  }
}
