/**
 * Two neighbouring units to be looked for in texts, such as those that words of a list begin with, whatever their classes.
 *
 *     const units = pairs.unitsOf(text);
 *     for (let i = pairs.next(0, text.length); i < text.length; i = pairs.next(i + 1, text.length)) ...
 *
 * The search sees four bits of a first unit at a time (as Hyperscan's shufti does), sixteen units at once; what it takes for one of
 * them is looked at closer. `unit-kinds.wat` draws the tables. Cost: 16 KiB a set.
 */
import { pairTables, unitLoops, unitMemory, unitsOf } from "./units.js";

// The layout of `unit-kinds.wat`.
const pairsAt = 67_072;
const firstBits = 64;
const secondBits = firstBits + 8192;
const pairBytes = secondBits + 8192;
const groups = 8;

/** Whose tables stand in the memory, and in which memory. */
const owners: (UnitPairs | undefined)[] = Array.from({ length: pairTables.length / pairBytes });
let owned: ArrayBufferLike | undefined;
let nextOwner = 0;

export class UnitPairs {
  private readonly tables = new Uint8Array(pairBytes);
  private address = 0;

  /**
   * @param firsts a few dozen; with more the search is slower
   * @param seconds for all pairs together
   */
  constructor(firsts: Iterable<number>, seconds: (unit: number) => boolean) {
    const sorted = [...new Set(firsts)].sort((a, b) => a - b);
    // Groups of neighbours share their high bits, so that little else is taken for one of them.
    for (const [i, unit] of sorted.entries()) {
      const group = 1 << Math.floor((i * groups) / sorted.length);
      for (let nibble = 0; nibble < 4; nibble++)
        this.tables[nibble * 16 + ((unit >> (nibble * 4)) & 15)]! |= group;
      this.tables[firstBits + (unit >> 3)]! |= 1 << (unit & 7);
    }
    for (let unit = 0; unit < 0x10000; unit++)
      if (seconds(unit)) this.tables[secondBits + (unit >> 3)]! |= 1 << (unit & 7);
  }

  /** The units of a text, which `next` then searches, until those of another are asked for. */
  unitsOf(text: string): Uint16Array {
    const units = unitsOf(text);
    const { buffer } = unitMemory.tableWords;
    if (owned !== buffer) {
      owners.fill(undefined);
      owned = buffer;
    }
    let owner = owners.indexOf(this);
    if (owner < 0) {
      owner = nextOwner;
      nextOwner = (nextOwner + 1) % owners.length;
      owners[owner] = this;
      this.address = pairsAt + owner * pairBytes;
      new Uint8Array(buffer, this.address).set(this.tables);
    }
    return units;
  }

  /** The first place in [from, to) where such a pair begins, or `to`. */
  next(from: number, to: number): number {
    const { unitsAt } = unitMemory;
    return (unitLoops.nextPair(this.address, unitsAt + from * 2, unitsAt + to * 2) - unitsAt) / 2;
  }
}
