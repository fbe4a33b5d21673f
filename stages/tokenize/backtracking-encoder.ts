/**
 * BPE of one word without merging: takes the longest token that fits, checks the seam to the token before, and steps back when
 * nothing fits. The result is the one that merging in rank order gives, because exactly one sequence of tokens has only
 * seams that hold.
 *
 * The search goes over UTF-16 units with the tokens that consist of whole characters. A character that is no token stands for the
 * sequence of its pieces. Where these do not lead to the end (a token that cuts a character and goes on behind it), the
 * word is merged as BPE is defined.
 *
 * Cost: linear in the length of the word, however long, because a position that led nowhere is never tried again. Answers about
 * seams are kept in a direct-mapped cache of fixed size. Nothing is allocated per word.
 *
 * Source: van Antwerpen and Neubeck 2024, "So many tokens, so little time"; here over characters, not bytes.
 */
import { MergeLoop } from "./merge-loop.js";
import { hashPair, type MergeTable, NO_RANK, seamHolds } from "./merge-table.js";
import { SeamFilter } from "./seam-filter.js";
import { cellOf, type TokenTrie, TokenTrieBuilder } from "./token-trie.js";
import { readUnits } from "./whole-characters.js";

/** Entries of the seam cache; 512 kB. Twice as many gain nothing on zh-web (test/bench/tokenize.ts). */
const seamCacheSize = 1 << 16;

/** A unit is at most three bytes, and a byte at most one token. */
export const tokensPerUnit = 3;

export class BacktrackingEncoder {
  private readonly trie: TokenTrie;
  /** UTF-16 units of each token; 0 where it does not consist of whole characters. */
  private readonly lengths: Uint16Array;
  /** The longest token that is a proper prefix of this one and ends with a character, -1: none. */
  private readonly prefixes: Int32Array;
  private readonly filter: SeamFilter;
  /** Left token, then right token times two plus the answer. */
  private readonly seams = new Int32Array(2 * seamCacheSize).fill(-1);
  private readonly loop: MergeLoop;
  /** UTF-16 units as one number -> their tokens, for what consists of pieces of characters. */
  private readonly pieces = new Map<number, Uint32Array>();
  /** Positions inside the word that cannot be reached: a token that ends there leads nowhere. */
  private dead = new Uint8Array(1024);
  /** Where the token ends that `longestAt` found. */
  private matchEnd = 0;

  /** Words that are one token whatever the merges say. */
  private readonly wholeWords: TokenTrie | undefined;

  /** @param wholeWords vocabulary of which every entry is one token when it is the whole word (`ignore_merges`); empty: none */
  constructor(
    private readonly table: MergeTable,
    wholeWords: ReadonlyMap<string, number>,
  ) {
    const { spellings, rankOf, size } = table;
    this.loop = new MergeLoop(table);
    this.filter = new SeamFilter(table);
    this.lengths = new Uint16Array(size);
    this.prefixes = new Int32Array(size).fill(-1);
    const trie = new TokenTrieBuilder(size);
    const units = new Uint16Array(longest(spellings));
    for (let token = 0; token < size; token++) {
      if (rankOf[token] === NO_RANK) continue;
      const length = readUnits(spellings[token]!, units);
      if (length <= 0) continue;
      this.lengths[token] = length;
      trie.add(units, length, token);
    }
    this.trie = trie.build();
    for (let token = 0; token < size; token++) {
      if (this.lengths[token]! < 2) continue;
      const length = readUnits(spellings[token]!, units);
      this.prefixes[token] = this.longestAt(units, 0, length - 1);
    }
    this.wholeWords = wholeWordTrie(wholeWords);
  }

  /**
   * Writes the tokens of `units[from, to)` to `into` from `offset` on; returns the offset behind them. Needs room for
   * three a unit.
   */
  encode(units: Uint16Array, from: number, to: number, into: Uint32Array, offset: number): number {
    if (this.wholeWords !== undefined) {
      const id = findWord(this.wholeWords, units, from, to);
      if (id >= 0) {
        into[offset] = id;
        return offset + 1;
      }
    }
    const token = this.longestAt(units, from, to);
    if (token >= 0 && this.matchEnd === to) {
      into[offset] = token;
      return offset + 1;
    }
    if (to - from >= this.dead.length) this.dead = new Uint8Array(2 * (to - from));
    let end = this.search(units, from, to, into, offset, from);
    // A token of a space and the first bytes of a character: vocabularies have it before Chinese.
    if (end < 0 && units[from] === 0x20) {
      end = this.search(units, from, to, into, offset, endOfCharacter(units, from + 1, to));
    }
    return end >= 0 ? end : this.loop.encode(utf8Of(units, from, to), into, offset);
  }

  /**
   * As `encode`; -1 when tokens of whole characters and the pieces of single ones do not lead to the end.
   *
   * @param headEnd `units[from, headEnd)` is encoded for itself, as if it were one character
   */
  private search(
    units: Uint16Array,
    from: number,
    to: number,
    into: Uint32Array,
    offset: number,
    headEnd: number,
  ): number {
    const { dead, lengths, prefixes } = this;
    let position = from;
    let depth = offset;
    /** Tokens before this one are settled: one of them is a piece. */
    let settled = offset;
    let steppedBack = false;
    let token = headEnd > from ? -1 : this.longestAt(units, from, to);
    let end = this.matchEnd;
    while (position < to) {
      if (token < 0) {
        const behind = position < headEnd ? headEnd : endOfCharacter(units, position, to);
        const pieces = this.piecesOf(units, position, behind);
        if (depth > offset && !this.looksSafe(into[depth - 1]!, pieces[0]!)) {
          depth = -1;
          break;
        }
        for (let index = 0; index < pieces.length; index++) into[depth++] = pieces[index]!;
        settled = depth;
        position = behind;
        token = position < to ? this.longestAt(units, position, to) : -1;
        end = this.matchEnd;
        continue;
      }
      if (
        dead[end - from] === 0 &&
        (depth === offset || this.fits(units, position, into[depth - 1]!, token, depth === settled))
      ) {
        into[depth++] = token;
        position = end;
        if (position === to) break;
        token = this.longestAt(units, position, to);
        end = this.matchEnd;
        continue;
      }
      token = prefixes[token]!;
      if (token >= 0) {
        end = position + lengths[token]!;
        continue;
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
    if (steppedBack) dead.fill(0, 0, to - from + 1);
    return depth;
  }

  /** The longest token that starts at `position` (-1: none) and in `matchEnd` where it ends. */
  private longestAt(units: Uint16Array, position: number, to: number): number {
    const { cells } = this.trie;
    let at = 4 * units[position++]!;
    let token = cells[at + 3]!;
    let end = position;
    let mask = cells[at + 2]!;
    search: while (mask >= 0 && position < to) {
      const unit = units[position]!;
      const base = cells[at + 1]!;
      for (let place = cellOf(unit, mask); ; place = (place + 1) & mask) {
        const next = 4 * (base + place);
        const found = cells[next]!;
        if (found === unit) {
          at = next;
          break;
        }
        if (found < 0) break search;
      }
      position++;
      mask = cells[at + 2]!;
      const longer = cells[at + 3]!;
      if (longer >= 0) {
        token = longer;
        end = position;
      }
    }
    this.matchEnd = end;
    return token;
  }

  private fits(units: Uint16Array, seam: number, left: number, right: number, behindPiece: boolean): boolean {
    if (!behindPiece && this.filter.isSafe(units[seam - 1]!, units[seam]!)) return true;
    return this.looksSafe(left, right);
  }

  /** Whether BPE leaves the two tokens side by side. */
  private looksSafe(left: number, right: number): boolean {
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

  /** Tokens of `units[from, to)`, which is one character or two. */
  private piecesOf(units: Uint16Array, from: number, to: number): Uint32Array {
    let key = 0;
    for (let index = from; index < to; index++) key = key * 0x10000 + units[index]!;
    let pieces = this.pieces.get(key);
    if (pieces === undefined) {
      const room = new Uint32Array(tokensPerUnit * (to - from));
      pieces = room.slice(0, this.loop.encode(utf8Of(units, from, to), room, 0));
      this.pieces.set(key, pieces);
    }
    return pieces;
  }
}

function endOfCharacter(units: Uint16Array, at: number, to: number): number {
  const isPair = (units[at]! & 0xfc00) === 0xd800 && at + 1 < to && (units[at + 1]! & 0xfc00) === 0xdc00;
  return at + (isPair ? 2 : 1);
}

function utf8Of(units: Uint16Array, from: number, to: number): Uint8Array {
  const bytes = Buffer.from(units.buffer, units.byteOffset + 2 * from, 2 * (to - from));
  return Buffer.from(bytes.toString("utf16le"), "utf8");
}

function longest(spellings: readonly (string | undefined)[]): number {
  let length = 0;
  for (const spelling of spellings) length = Math.max(length, spelling?.length ?? 0);
  return length;
}

function wholeWordTrie(vocabulary: ReadonlyMap<string, number>): TokenTrie | undefined {
  if (vocabulary.size === 0) return undefined;
  const trie = new TokenTrieBuilder(vocabulary.size);
  const units = new Uint16Array(longest([...vocabulary.keys()]));
  for (const [spelling, id] of vocabulary) {
    const length = readUnits(spelling, units);
    if (length > 0) trie.add(units, length, id);
  }
  return trie.build();
}

/** The token that is exactly `units[from, to)`, or -1. */
function findWord({ cells }: TokenTrie, units: Uint16Array, from: number, to: number): number {
  let at = 4 * units[from]!;
  for (let position = from + 1; position < to; position++) {
    const unit = units[position]!;
    const base = cells[at + 1]!;
    const mask = cells[at + 2]!;
    if (mask < 0) return -1;
    let place = cellOf(unit, mask);
    while (cells[4 * (base + place)] !== unit) {
      if (cells[4 * (base + place)]! < 0) return -1;
      place = (place + 1) & mask;
    }
    at = 4 * (base + place);
  }
  return cells[at + 3]!;
}
