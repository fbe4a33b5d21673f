/**
 * Tables that tell, for nearly every place of a text at the same small cost, that no word of a dictionary is there, whatever the
 * number of words. `find-heads.wat` reads them and draws their layout: ordinary text has the first character of some word
 * often, and four of one in a row seldom.
 *
 * Cost: 640 KiB; `npm run bench -- sensitive`.
 */

import { loadKernel } from "../../kernels/load-kernel.js";
import { mix32 } from "../hash.js";
import { TextKernel } from "../text-kernel.js";
import { ignored } from "./evasion-folding.js";

interface Exports {
  takeBlock(from: number, end: number, before: number): number;
  findHead(index: number, count: number): number;
}

const module = loadKernel(new URL("./find-heads.wasm", import.meta.url));

const blockUnits = 2048;
/** Hashes of the block before that stand before those of a block. */
const kept = 3;
/** What is left out is written behind the last hash all the same. */
const spare = 1;

export class WordHeads {
  private readonly entries = new Int32Array(0x10000);
  private readonly pairs = new Int32Array(1 << 13);
  private readonly threes = new Int32Array(1 << 14);
  private readonly fours = new Int32Array(1 << 16);
  private readonly kernel = new TextKernel<Exports>(
    module,
    [
      this.entries,
      this.pairs,
      this.threes,
      this.fours,
      Int32Array.from({ length: 1 << 10 }, (_, hash) => bitsOf(hash)),
      new Int32Array(kept + blockUnits + spare),
      new Int32Array(kept + blockUnits + spare),
    ],
    0,
  );

  /**
   * @param fold unit -> folded unit, or `ignored`
   * @param words folded
   */
  constructor(fold: Uint16Array, words: readonly string[]) {
    const alone = new Uint8Array(0x10000);
    for (const word of words) {
      const units = firstUnits(word);
      if (units.length === 1) alone[units[0]!] = 1;
    }
    // Of a pair, the first half has to do: what is left out is told by it.
    for (let unit = 0; unit < 0x10000; unit++)
      if (fold[unit] !== ignored && !isSecondHalf(unit)) this.entries[unit] = hashOf(fold[unit]!, alone);
    for (const word of words) this.add(firstUnits(word).map((unit) => hashOf(unit, alone)));
  }

  private add(hashes: readonly number[]): void {
    if (hashes.length < 2) return;
    let hash = 0;
    for (const one of hashes) hash = ((hash << 7) | (hash >>> 25)) ^ one;
    const bits = bitsOf(hash);
    if (hashes.length === 2) this.pairs[hash >>> 19]! |= bits;
    else if (hashes.length === 3) this.threes[hash >>> 18]! |= bits;
    else this.fours[hash >>> 16]! |= bits;
  }

  /**
   * Visits the places where a word may begin; the same place again for words of other lengths.
   *
   * @param visit gets the place of the first unit, the length of the word: 1, 2, 3, or 4 for all longer ones, and the units of the text
   */
  find(text: string, visit: (start: number, length: number, units: Uint16Array) => void): void {
    const { kernel } = this;
    const exports = kernel.load(text);
    const { units, unitsAt, tableWords } = kernel;
    const end = unitsAt + text.length * 2;
    tableWords.fill(0, hashesAt, hashesAt + kept);
    tableWords.fill(unitsAt - 2, placesAt, placesAt + kept);
    let count = kept;
    for (let from = unitsAt; from < end; from += blockUnits * 2) {
      count = exports.takeBlock(from, Math.min(end, from + blockUnits * 2), count);
      for (let index = kept; index < count; index++) {
        const head = exports.findHead(index, count);
        if (head < 0) break;
        index = head >> 4;
        for (let length = 4; length > 0; length--) {
          if ((head & (1 << (length - 1))) === 0) continue;
          const start = (tableWords[placesAt + index - length + 1]! - unitsAt) >> 1;
          if (start >= 0) visit(start, length, units);
        }
      }
    }
  }
}

/** As in `find-heads.wat`, in words of 32 bits. */
const hashesAt = 626688 / 4;
const placesAt = 634896 / 4;

/** The first four, without second halves of pairs. */
function firstUnits(word: string): number[] {
  const units: number[] = [];
  for (let i = 0; i < word.length && units.length < 4; i++)
    if (!isSecondHalf(word.charCodeAt(i))) units.push(word.charCodeAt(i));
  return units;
}

export function isSecondHalf(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}

/** Two bits of a word, by the lowest ten of a hash. */
function bitsOf(hash: number): number {
  return (1 << (hash & 31)) | (1 << ((hash >>> 5) & 31));
}

/** Never 0, which stands for what is left out. */
function hashOf(unit: number, alone: Uint8Array): number {
  return (mix32(unit) & ~1) | 2 | alone[unit]!;
}
