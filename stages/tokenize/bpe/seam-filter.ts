/**
 * Recognises, without looking at merges, that most seams between two tokens of whole characters are safe.
 *
 * A merge can only reach across a seam when some pair in the merge list meets there with the same characters left and
 * right of the seam. All such junctions are kept as bits, by the UTF-16 units where the parts have whole characters there, by
 * bytes where they have a piece of one: few vocabularies have more than a hundred of those, so that the two bytes alone tell nearly
 * always that there is none. A seam whose junction was never seen holds; the others have to be looked at. For Chinese about half of all
 * seams are decided here.
 */
import { byteOf } from "../byte-level/byte-alphabet.js";
import type { Alphabet } from "./alphabet.js";
import type { MergeTable } from "./merge-table.js";

/** 128 KiB of bits: 2 % are set by the 150,000 merges of Qwen, so that chance meetings are rare. */
const filterBits = 20;

/** Stands in place of a unit for a piece of a character; its lower bits are the byte with which the piece ends or begins. */
const aPiece = 0x10000;

/** Bytes from here on begin a character of several. */
const firstOfSeveral = 0xc0;

/** The memory of the bits, all 0 at first. `chunks.wat` reads them as well. */
export interface JunctionBits {
  /** 2^20 bits. */
  readonly unitJunctions: Int32Array;
  /** 2^16 bits. */
  readonly byteJunctions: Int32Array;
  /** For `chunks.wat` alone: unit -> bit n where it is on the left of byte junctions, and on the right one that n stands for (`edgeOf`). */
  readonly edges: Uint8Array;
}

export class SeamFilter {
  private readonly unitJunctions: Int32Array;
  private readonly byteJunctions: Int32Array;

  constructor({ vocabulary, entryOf, pairs }: MergeTable, alphabet: Alphabet, bits: JunctionBits) {
    this.unitJunctions = bits.unitJunctions;
    this.byteJunctions = bits.byteJunctions;
    const { units, starts } = vocabulary;
    const firstUnits = new Int32Array(entryOf.length);
    const lastUnits = new Int32Array(entryOf.length);
    for (let token = 0; token < entryOf.length; token++) {
      const entry = entryOf[token]!;
      if (entry < 0) continue;
      firstUnits[token] = alphabet.firstUnit(units, starts[entry]!, starts[entry + 1]!);
      lastUnits[token] = alphabet.lastUnit(units, starts[entry]!, starts[entry + 1]!);
    }
    for (let at = 0; at < pairs.length; at += 4) {
      const left = pairs[at]!;
      if (left < 0) continue;
      const right = pairs[at + 1]!;
      const last = lastUnits[left]!;
      const first = firstUnits[right]!;
      if (last >= 0 && first >= 0) {
        this.mark(last, first);
        continue;
      }
      const lastByte = byteOf(units[starts[entryOf[left]! + 1]! - 1]!);
      const firstByte = byteOf(units[starts[entryOf[right]!]!]!);
      // A seam inside a character is never asked about.
      if (lastByte >= firstOfSeveral || (firstByte >= 0x80 && firstByte < firstOfSeveral)) continue;
      const bit = (lastByte << 8) | firstByte;
      this.byteJunctions[bit >>> 5]! |= 1 << (bit & 31);
      this.mark(last >= 0 ? last : aPiece | lastByte, first >= 0 ? first : aPiece | firstByte);
    }
    this.markEdges(bits.edges);
  }

  private markEdges(edges: Uint8Array): void {
    const lefts = new Uint8Array(0x100);
    for (let bit = 0; bit < 0x10000; bit++) {
      if (((this.byteJunctions[bit >>> 5]! >>> (bit & 31)) & 1) !== 0)
        lefts[bit >>> 8]! |= 1 << edgeOf(bit & 0xff);
    }
    for (let unit = 0; unit < 0x10000; unit++) edges[unit] = lefts[lastByteOf(unit)]!;
  }

  /** True: no merge reaches across the seam between these two UTF-16 units, for certain. False: it may. */
  isSafe(last: number, first: number): boolean {
    if (this.isMarked(last, first)) return false;
    const lastByte = lastByteOf(last);
    const firstByte = firstByteOf(first);
    const bytes = (lastByte << 8) | firstByte;
    if (((this.byteJunctions[bytes >>> 5]! >>> (bytes & 31)) & 1) === 0) return true;
    return !(
      this.isMarked(last, aPiece | firstByte) ||
      this.isMarked(aPiece | lastByte, first) ||
      this.isMarked(aPiece | lastByte, aPiece | firstByte)
    );
  }

  private mark(last: number, first: number): void {
    const junction = junctionOf(last, first);
    this.unitJunctions[junction >>> 5]! |= 1 << (junction & 31);
  }

  private isMarked(last: number, first: number): boolean {
    const junction = junctionOf(last, first);
    return ((this.unitJunctions[junction >>> 5]! >>> (junction & 31)) & 1) !== 0;
  }
}

/** The bit of a junction. It is asked for at nearly every unit of a text, so that the hash is a cheap one. */
function junctionOf(last: number, first: number): number {
  return (Math.imul(last, 0x9e3779b1) + Math.imul(first, 0x85ebca6b)) >>> (32 - filterBits);
}

/** Bits 12 to 14 of the units that a character with this first byte begins with; of pairs, which are asked about elsewhere, any. */
function edgeOf(firstByte: number): number {
  return firstByte < 0xe0 ? 0 : firstByte & 7;
}

/** Last UTF-8 byte of the character that ends with this unit. The last six bits of a pair are those of its second unit. */
function lastByteOf(unit: number): number {
  return unit < 0x80 ? unit : 0x80 | (unit & 0x3f);
}

/** First UTF-8 byte of the character that begins with this unit. */
function firstByteOf(unit: number): number {
  if (unit < 0x80) return unit;
  if (unit < 0x800) return 0xc0 | (unit >> 6);
  // The first unit of a surrogate pair holds the upper ten bits of the code point minus 0x10000.
  if (unit >= 0xd800 && unit < 0xdc00) return 0xf0 | ((unit - 0xd7c0) >> 8);
  return 0xe0 | (unit >> 12);
}
