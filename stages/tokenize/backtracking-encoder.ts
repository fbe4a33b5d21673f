/**
 * BPE of one word without merging: takes the longest token that fits, checks the seam to the token before, and steps back when
 * nothing fits. The result is the one that merging in rank order gives, because exactly one sequence of tokens has only
 * seams that hold.
 *
 * Cost: linear in the length of the word, however long, because a position that led nowhere is never tried again. Answers about
 * seams are kept in a direct-mapped cache of fixed size. Nothing is allocated per word.
 *
 * Source: van Antwerpen and Neubeck 2024, "So many tokens, so little time"; the plain merge loop that it must equal stands in
 * test/stages/tokenize/plain-bpe.ts.
 */
import { readSpelling } from "./byte-alphabet.js";
import { type ByteTrie, buildByteTrie, findExactly } from "./byte-trie.js";
import { hashPair, type MergeTable, NO_RANK, seamHolds } from "./merge-table.js";
import { SeamFilter } from "./seam-filter.js";

/** Entries of the seam cache; 512 kB. Twice as many gain nothing on zh-web (test/bench/tokenize.ts). */
const seamCacheSize = 1 << 16;

export class BacktrackingEncoder {
  private readonly trie: ByteTrie;
  /**
   * Four numbers a token, so that what the loop needs of it lies in one cache line: bytes, longest token that is a proper
   * prefix of it (-1: none), id, unused.
   */
  private readonly tokens: Int32Array;
  private readonly filter: SeamFilter;
  /** Left token, then right token times two plus the answer. */
  private readonly seams = new Int32Array(2 * seamCacheSize).fill(-1);
  /** Inner tokens of the word at work. */
  private stack = new Int32Array(1024);
  /** Byte positions inside the word that cannot be reached: a token that ends there leads nowhere. */
  private dead = new Uint8Array(1024);

  /** Words that are one token whatever the merges say. */
  private readonly wholeWords: ByteTrie | undefined;

  /**
   * @param wholeWords vocabulary of which every entry is one token when it is the whole word (`ignore_merges`); empty: none
   */
  constructor(
    private readonly table: MergeTable,
    wholeWords: Readonly<Record<string, number>>,
  ) {
    const { strings, rankOf, ids } = table;
    this.wholeWords = wholeWordTrie(wholeWords);
    const reachable: number[] = [];
    for (let token = 0; token < strings.length; token++) {
      if (rankOf[token] !== NO_RANK) reachable.push(token);
    }
    this.trie = buildByteTrie(
      reachable.map((token) => strings[token]!),
      Int32Array.from(reachable),
    );
    this.filter = new SeamFilter(table);
    this.tokens = new Int32Array(4 * strings.length);
    strings.forEach((string, token) => {
      this.tokens[4 * token] = string.length;
      this.tokens[4 * token + 1] = longestPrefix(this.trie, string);
      this.tokens[4 * token + 2] = ids[token]!;
    });
  }

  /** Writes the ids of `bytes[from, to)` to `into` from `offset` on; returns the offset behind them. Needs room for to - from. */
  encode(bytes: Uint8Array, from: number, to: number, into: Uint32Array, offset: number): number {
    if (this.wholeWords !== undefined) {
      const id = findExactly(this.wholeWords, bytes, from, to);
      if (id >= 0) {
        into[offset] = id;
        return offset + 1;
      }
    }
    const { tokens } = this;
    let token = this.longestAt(bytes, from, to);
    if (from + tokens[4 * token]! === to) {
      into[offset] = tokens[4 * token + 2]!;
      return offset + 1;
    }
    if (to - from >= this.stack.length) {
      this.stack = new Int32Array(2 * (to - from));
      this.dead = new Uint8Array(2 * (to - from));
    }
    const { stack, dead } = this;
    let depth = 0;
    let steppedBack = false;
    let position = from;
    while (token >= 0) {
      const last = depth > 0 ? stack[depth - 1]! : -1;
      for (;;) {
        const end = position + tokens[4 * token]!;
        if (dead[end - from] === 0 && (last < 0 || this.fits(last, token))) {
          stack[depth++] = token;
          position = end;
          token = end < to ? this.longestAt(bytes, end, to) : -1;
          break;
        }
        token = tokens[4 * token + 1]!;
        if (token >= 0) continue;
        // Nothing fits behind the last token: that one must be shorter.
        dead[position - from] = 1;
        steppedBack = true;
        depth--;
        position -= tokens[4 * last]!;
        token = last;
        break;
      }
    }
    if (steppedBack) dead.fill(0, 0, to - from + 1);
    for (let index = 0; index < depth; index++) into[offset + index] = tokens[4 * stack[index]! + 2]!;
    return offset + depth;
  }

  /** The longest token that starts at `position`. Every byte is a token, so that there is one. */
  private longestAt(bytes: Uint8Array, position: number, to: number): number {
    const { cells, afterThreeBytes } = this.trie;
    let node = 0;
    const first = bytes[position]!;
    if (first >= 0xe0 && first < 0xf0 && position + 2 < to) {
      node =
        afterThreeBytes[
          ((first & 15) << 12) | ((bytes[position + 1]! & 63) << 6) | (bytes[position + 2]! & 63)
        ]!;
      if (node > 0) position += 3;
    }
    while (position < to) {
      const child = cells[4 * node]! + bytes[position]!;
      if (cells[4 * child + 1] !== node) break;
      node = child;
      position++;
    }
    return cells[4 * node + 2]!;
  }

  private fits(left: number, right: number): boolean {
    if (this.filter.isSafe(left, right)) return true;
    const at = 2 * (hashPair(left, right) & (seamCacheSize - 1));
    const { seams } = this;
    if (seams[at] === left) {
      const answer = seams[at + 1]!;
      if (answer >> 1 === right) return (answer & 1) === 1;
    }
    const holds = seamHolds(this.table, left, right, NO_RANK);
    seams[at] = left;
    seams[at + 1] = (right << 1) | (holds ? 1 : 0);
    return holds;
  }
}

function wholeWordTrie(vocabulary: Readonly<Record<string, number>>): ByteTrie | undefined {
  const words: string[] = [];
  const ids: number[] = [];
  for (const [token, id] of Object.entries(vocabulary)) {
    const bytes = readSpelling(token);
    if (bytes === undefined || bytes === "") continue;
    words.push(bytes);
    ids.push(id);
  }
  return words.length === 0 ? undefined : buildByteTrie(words, Int32Array.from(ids));
}

/** The longest stored string that is a proper prefix of this one, -1: none. */
function longestPrefix({ cells }: ByteTrie, string: string): number {
  let node = 0;
  for (let index = 0; index < string.length - 1; index++) {
    const child = cells[4 * node]! + string.charCodeAt(index);
    if (cells[4 * child + 1] !== node) break;
    node = child;
  }
  return cells[4 * node + 2]!;
}
