/**
 * BPE of one chunk, mostly without merging: takes the longest token that fits, checks the seam to the token before, and steps back when
 * nothing fits. The result is the one that merging in rank order gives, because exactly one sequence of tokens has only
 * seams that hold.
 *
 * The search goes over UTF-16 units with the tokens that consist of whole characters. A character that is no token stands for the
 * sequence of its pieces. Where these do not lead to the end (a token that cuts a character and goes on behind it), the
 * chunk is merged as BPE is defined; so is every chunk where merges are not in order, or the trie has no room for the tokens.
 *
 * Cost: linear in the length of the chunk, however long, because a position that led nowhere is never tried again. Answers about
 * seams and chunks are kept in caches of fixed size. Nothing is allocated per word.
 *
 * Source: van Antwerpen and Neubeck 2024, "So many tokens, so little time"; here over characters, not bytes.
 */
import { isPair } from "../../text/units/units.js";
import { type TokenTrie, TokenTrieBuilder } from "../token-trie.js";
import type { Alphabet } from "./alphabet.js";
import { HeirCache, UNKNOWN } from "./heir-cache.js";
import { MergeLoop } from "./merge-loop.js";
import { type MergeTable, NO_RANK, seamHolds } from "./merge-table.js";
import type { SeamFilter } from "./seam-filter.js";

/** A unit is at most three bytes, and a byte at most one token. */
export const tokensPerUnit = 3;

/**
 * Letters of English are cut apart only in runs above this many units: nearly all of their words are known as a whole, and shorter than
 * a cut takes to find. A line of 5 MB with no space must still not be one chunk.
 */
const longRun = 64;

/** Characters in pieces that are remembered: all that one language has, and never all of Unicode. */
const mostPieces = 1 << 15;

export class BacktrackingEncoder {
  private readonly trie: TokenTrie | undefined;
  /** UTF-16 units of each token; 0 where it does not consist of whole characters. */
  private readonly lengths: Int32Array;
  private readonly heirs = new HeirCache();
  private readonly loop: MergeLoop;
  /** UTF-16 units as one number -> their tokens, for what consists of pieces of characters. Emptied when it is full. */
  private readonly pieces = new Map<number, Uint32Array>();
  /** Positions inside the chunk that cannot be reached: a token that ends there leads nowhere. */
  private dead = new Uint8Array(1024);

  constructor(
    private readonly table: MergeTable,
    private readonly alphabet: Alphabet,
    private readonly filter: SeamFilter,
  ) {
    this.loop = new MergeLoop(table);
    this.lengths = new Int32Array(table.size);
    this.trie = table.isOrdered ? this.buildTrie() : undefined;
  }

  /** Undefined where the trie has no room for the vocabulary: merging is slower, but needs none. */
  private buildTrie(): TokenTrie | undefined {
    const { vocabulary, entryOf, rankOf, leftOf, size } = this.table;
    const trie = new TokenTrieBuilder(size);
    const nodes = new Int32Array(size);
    const units = new Uint16Array(vocabulary.longest);
    for (let token = 0; token < size; token++) {
      const entry = entryOf[token] ?? -1;
      if (rankOf[token] === NO_RANK || entry < 0) continue;
      const { units: spellings, starts } = vocabulary;
      const length = this.alphabet.readUnits(spellings, starts[entry]!, starts[entry + 1]!, units);
      if (length <= 0) continue;
      this.lengths[token] = length;
      // The left part, where it was added before, is the way half there.
      const left = leftOf[token]!;
      nodes[token] =
        left >= 0 && nodes[left]! > 0
          ? trie.add(units, length, token, nodes[left], this.lengths[left])
          : trie.add(units, length, token);
    }
    try {
      return trie.build();
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  /** The first seam behind `start` that no merge reaches across: both sides are encoded alike together or apart. Else `to`. */
  endOfChunk(units: Uint16Array, start: number, to: number): number {
    let left = units[start]!;
    for (let at = start + 1; at < to; at++) {
      const right = units[at]!;
      const maySplit =
        (left | right) >= 0x80 ? !isSurrogate(left) && !isSurrogate(right) : at - start >= longRun;
      if (maySplit && this.filter.isSafe(left, right)) return at;
      left = right;
    }
    return to;
  }

  /** Writes the tokens of a chunk to `into` from `offset` on; returns the offset behind them. Needs room for three a unit. */
  encodeChunk(units: Uint16Array, from: number, to: number, into: Uint32Array, offset: number): number {
    const { trie } = this;
    if (trie === undefined) return this.merge(units, from, to, into, offset);
    if (to - from >= this.dead.length) this.dead = new Uint8Array(2 * (to - from));
    let end = this.search(trie, units, from, to, into, offset, from);
    // A token of a space and the first bytes of a character: vocabularies have it before Chinese.
    if (end < 0 && units[from] === 0x20) {
      end = this.search(trie, units, from, to, into, offset, endOfCharacter(units, from + 1, to));
    }
    return end >= 0 ? end : this.merge(units, from, to, into, offset);
  }

  /**
   * As `encodeChunk`; -1 when tokens of whole characters and the pieces of single ones do not lead to the end.
   *
   * @param headEnd `units[from, headEnd)` is encoded for itself, as if it were one character
   */
  private search(
    trie: TokenTrie,
    units: Uint16Array,
    from: number,
    to: number,
    into: Uint32Array,
    offset: number,
    headEnd: number,
  ): number {
    const { dead, lengths, filter } = this;
    let position = from;
    let depth = offset;
    /** Tokens before this one are settled: one of them is a piece. */
    let settled = offset;
    let steppedBack = false;
    let token = headEnd > from ? -1 : trie.longestAt(units, from, to);
    let end = trie.matchEnd;
    while (position < to) {
      if (token < 0) {
        const behind = position < headEnd ? headEnd : endOfCharacter(units, position, to);
        const pieces = this.piecesOf(units, position, behind);
        if (depth > offset && !seamHolds(this.table, into[depth - 1]!, pieces[0]!, NO_RANK)) {
          depth = -1;
          break;
        }
        for (let index = 0; index < pieces.length; index++) into[depth++] = pieces[index]!;
        settled = depth;
        position = behind;
        token = position < to ? trie.longestAt(units, position, to) : -1;
        end = trie.matchEnd;
        continue;
      }
      if (depth > offset && (depth === settled || !filter.isSafe(units[position - 1]!, units[position]!))) {
        token = this.longestBehind(trie, into[depth - 1]!, token, units, position, end);
        end = trie.matchEnd;
      }
      if (token >= 0 && dead[end - from] === 0) {
        into[depth++] = token;
        position = end;
        if (position === to) break;
        token = trie.longestAt(units, position, to);
        end = trie.matchEnd;
        continue;
      }
      if (token >= 0 && end - position > 1) {
        token = trie.longestAt(units, position, end - 1);
        end = trie.matchEnd;
        if (token >= 0) continue;
      }
      // Nothing fits behind the last token: that one must be shorter.
      if (depth === settled) {
        depth = -1;
        break;
      }
      dead[position - from] = 1;
      steppedBack = true;
      token = into[--depth]!;
      end = position;
      position -= lengths[token]!;
    }
    if (steppedBack) for (let at = to - from; at >= 0; at--) dead[at] = 0;
    return depth;
  }

  /**
   * The longest beginning of `token` (or all of it) that BPE leaves behind `left`; -1: none. It ends at `matchEnd` of the trie.
   *
   * @param token the token of `units[position, end)`
   */
  private longestBehind(
    trie: TokenTrie,
    left: number,
    token: number,
    units: Uint16Array,
    position: number,
    end: number,
  ): number {
    const { heirs } = this;
    const known = heirs.find(left, token);
    if (known !== UNKNOWN) {
      trie.matchEnd = position + (known < 0 ? 0 : this.lengths[known]!);
      return known;
    }
    let heir = token;
    trie.matchEnd = end;
    while (heir >= 0 && !seamHolds(this.table, left, heir, NO_RANK)) {
      heir = trie.matchEnd - position > 1 ? trie.longestAt(units, position, trie.matchEnd - 1) : -1;
    }
    heirs.put(left, token, heir);
    return heir;
  }

  /** Encodes as BPE is defined: merges pairs in the order of their ranks. */
  private merge(units: Uint16Array, from: number, to: number, into: Uint32Array, offset: number): number {
    const atoms = this.loop.roomFor(tokensPerUnit * (to - from));
    return this.loop.merge(this.alphabet.atomsOf(units, from, to, atoms), into, offset);
  }

  /** Tokens of `units[from, to)`, which is one character or two. */
  private piecesOf(units: Uint16Array, from: number, to: number): Uint32Array {
    let key = 0;
    for (let index = from; index < to; index++) key = key * 0x10000 + units[index]!;
    let pieces = this.pieces.get(key);
    if (pieces === undefined) {
      const room = new Uint32Array(tokensPerUnit * (to - from));
      pieces = room.slice(0, this.merge(units, from, to, room, 0));
      if (this.pieces.size === mostPieces) this.pieces.clear();
      this.pieces.set(key, pieces);
    }
    return pieces;
  }
}

function endOfCharacter(units: Uint16Array, at: number, to: number): number {
  return at + (isPair(units, at, to) ? 2 : 1);
}

function isSurrogate(unit: number): boolean {
  return (unit & 0xf800) === 0xd800;
}
