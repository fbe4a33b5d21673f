/**
 * Spellings and their ids, one behind the other in flat arrays and found by a hash of their UTF-16 units.
 *
 * No string or object is created for an entry. With an object of 150,000 keys, and twice as many strings for the merges, these
 * took half of the time that a tokenizer needs to load, most of it in the garbage collector.
 */
import { indexSpellings } from "./spelling-index.js";

/** Far above any vocabulary: a file cannot ask for tables of any size, and ids fit the fields of token-trie.ts and chunks.wat. */
export const highestId = (1 << 22) - 2;

export class SpellingTable {
  /** Highest id plus one. */
  readonly size: number;
  /** Units of the longest spelling. */
  readonly longest: number;
  /** Open-addressed: entry + 1; 0 is free. */
  readonly slots: Int32Array;
  /** Whether a spelling is listed twice; the later one is not to be found. */
  readonly hasRepeats: boolean;

  /**
   * @param units spellings, one behind the other
   * @param starts where each begins, and where the last one ends
   * @param ids 0 to `highestId`
   */
  constructor(
    readonly units: Uint16Array,
    readonly starts: Int32Array,
    readonly ids: Int32Array,
  ) {
    const { slots, hasRepeats } = indexSpellings(units, starts);
    this.slots = slots;
    this.hasRepeats = hasRepeats;
    let highest = -1;
    let longest = 0;
    for (let entry = 0; entry < ids.length; entry++) {
      highest = Math.max(highest, ids[entry]!);
      longest = Math.max(longest, starts[entry + 1]! - starts[entry]!);
    }
    this.size = highest + 1;
    this.longest = longest;
  }

  /** The entry that is spelled `units[from, to)`, or -1. */
  find(units: Uint16Array, from: number, to: number): number {
    return this.slots[this.slotOf(units, from, to)]! - 1;
  }

  /** Like `find`, for spellings that come in the order of the table: tries the entry after `last` first. */
  findNext(last: number, units: Uint16Array, from: number, to: number): number {
    const next = last + 1;
    return next < this.ids.length && this.isAt(next, units, from, to) ? next : this.find(units, from, to);
  }

  /** The entry of a spelling, or -1. */
  entryOf(spelling: string): number {
    return this.find(flatten([spelling]).units, 0, spelling.length);
  }

  /** The id of a spelling. */
  idOf(spelling: string): number | undefined {
    const entry = this.entryOf(spelling);
    return entry < 0 ? undefined : this.ids[entry];
  }

  spellingOf(entry: number): string {
    return spellingOf(this.units, this.starts[entry]!, this.starts[entry + 1]!);
  }

  /** The slot that has the entry, or the free one where it would be put. */
  private slotOf(units: Uint16Array, from: number, to: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    let hash = 0;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ units[at]!, 0x9e3779b1) ^ (hash >>> 15);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    for (let slot = (hash ^ (hash >>> 13)) & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot]! - 1;
      if (entry < 0 || this.isAt(entry, units, from, to)) return slot;
    }
  }

  private isAt(entry: number, units: Uint16Array, from: number, to: number): boolean {
    const { units: own, starts } = this;
    const start = starts[entry]!;
    if (starts[entry + 1]! - start !== to - from) return false;
    for (let at = from; at < to; at++) if (own[start + at - from] !== units[at]) return false;
    return true;
  }
}

export function spellingOf(units: Uint16Array, from: number, to: number): string {
  return Buffer.from(units.buffer, units.byteOffset + 2 * from, 2 * (to - from)).toString("utf16le");
}

/**
 * The table of a vocabulary that was read as an object or a list.
 *
 * @param fail called when an id cannot be one
 */
export function spellingTable(
  entries: Iterable<readonly [string, number]>,
  fail: (problem: string) => never,
): SpellingTable {
  const spellings: string[] = [];
  const ids: number[] = [];
  for (const [spelling, id] of entries) {
    if (!Number.isInteger(id) || id < 0 || id > highestId) fail(`"${spelling}" has the id ${id}`);
    spellings.push(spelling);
    ids.push(id);
  }
  const { units, starts } = flatten(spellings);
  return new SpellingTable(units, starts, Int32Array.from(ids));
}

/** Texts one behind the other, where each begins, and where the last one ends. */
export function flatten(texts: readonly string[]): { units: Uint16Array; starts: Int32Array } {
  const starts = new Int32Array(texts.length + 1);
  for (const [index, text] of texts.entries()) starts[index + 1] = starts[index]! + text.length;
  const units = new Uint16Array(starts[texts.length]!);
  for (const [index, text] of texts.entries()) {
    const start = starts[index]!;
    for (let at = 0; at < text.length; at++) units[start + at] = text.charCodeAt(at);
  }
  return { units, starts };
}
