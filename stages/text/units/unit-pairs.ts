/**
 * Two neighbouring units to be looked for in texts, such as those that words of a list begin with, whatever their classes.
 *
 *     const units = pairs.unitsOf(text);
 *     for (let i = pairs.next(0, text.length); i < text.length; i = pairs.next(i + 1, text.length)) ...
 *
 * The search sees four bits of a first unit at a time (as Hyperscan's shufti does), sixteen units at once; what it takes for one of
 * them is looked at closer. `unit-kinds.wat` draws the tables. Cost: 16 KiB a set.
 */
import { pairTable, unitLoops, unitMemory, unitsOf } from "./units.js";

// The layout of `unit-kinds.wat`.
const pairsAt = 67_072;
const firstBits = 64;
const secondBits = firstBits + 8192;
const groups = 8;

/** Whose table stands in the memory, and in which memory. */
let owner: UnitPairs | undefined;
let owned: ArrayBufferLike | undefined;

export class UnitPairs {
  private readonly table = new Uint8Array(pairTable.length);

  /**
   * @param firsts characters of one unit, a few dozen; with more the search is slower
   * @param seconds the same for all pairs together, as many as there are
   */
  constructor(firsts: string, seconds: string) {
    const sorted = Array.from(new Set(firsts), (sign) => sign.charCodeAt(0)).sort((a, b) => a - b);
    // Groups of neighbours share their high bits, so that little else is taken for one of them.
    for (const [i, unit] of sorted.entries()) {
      const group = 1 << Math.floor((i * groups) / sorted.length);
      for (let nibble = 0; nibble < 4; nibble++)
        this.table[nibble * 16 + ((unit >> (nibble * 4)) & 15)]! |= group;
      this.mark(firstBits, unit);
    }
    for (const sign of seconds) this.mark(secondBits, sign.charCodeAt(0));
  }

  private mark(bits: number, unit: number): void {
    this.table[bits + (unit >> 3)]! |= 1 << (unit & 7);
  }

  /** The units of a text, which `next` then searches, until those of another text or by other pairs are asked for. */
  unitsOf(text: string): Uint16Array {
    const units = unitsOf(text);
    const { buffer } = unitMemory.tableWords;
    if (owner !== this || owned !== buffer) {
      new Uint8Array(buffer, pairsAt).set(this.table);
      owner = this;
      owned = buffer;
    }
    return units;
  }

  /** The first place in [from, to) where such a pair begins, or `to`. */
  next(from: number, to: number): number {
    const { unitsAt } = unitMemory;
    return (unitLoops.nextPair(pairsAt, unitsAt + from * 2, unitsAt + to * 2) - unitsAt) / 2;
  }
}
