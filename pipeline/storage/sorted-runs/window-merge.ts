/**
 * Merging of many sorted parts by sorting them again, window by window.
 *
 * A heap of n parts costs O(log n) comparisons, and cache misses, a record, so a corpus of ten times the splits costs more a
 * record. Here the records of all parts whose keys lie in a window are copied together and sorted by radix: the cost of a record
 * does not depend on the number of parts (`npm run bench -- signatures`).
 */
import { type MergedRecords, RunMerge, type SortedPart } from "./run-merge.js";
import { sortRecords } from "./sort-records.js";

/** Records of a window for which memory is taken. */
const defaultCapacity = 1 << 20;
const wholeRange = 4294967296;

/** Keys [from, to) of one word of a record. */
interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * Gives what `RunMerge` gives, in the same order. Cuts the range of the first word that differs (hashes, or ordinals behind a constant)
 * into windows of about equal width; a window that turns out to hold too much is halved, and a single key that does is merged by
 * a heap.
 *
 * Memory: `capacity` records, 20 bytes for each, and one block a part.
 */
export class WindowMerge implements MergedRecords {
  block: Uint32Array = new Uint32Array(0);
  offset = 0;
  part = -1;
  readonly #cursors: readonly PartCursor[];
  readonly #word: number;
  /** Windows still to be read, the next one last. */
  readonly #windows: Window[];
  #records: Uint32Array;
  #parts: Uint32Array;
  #order: Uint32Array = new Uint32Array(0);
  #at = 0;
  #heap: RunMerge | undefined;

  constructor(
    parts: readonly SortedPart[],
    readonly words: number,
    readonly keyWords = words,
    readonly capacity = defaultCapacity,
  ) {
    this.#cursors = parts.map((part) => new PartCursor(part, words));
    const records = parts.reduce((sum, { from, to }) => sum + to - from, 0);
    const size = Math.min(records, capacity);
    this.#records = new Uint32Array(size * words);
    this.#parts = new Uint32Array(size);
    const { word, from, to } = rangeOf(this.#cursors, keyWords);
    this.#word = word;
    // Windows of equal width are not equally full, so they are planned to fill three quarters of the memory.
    const windows = records <= capacity ? 1 : Math.ceil(records / (capacity * 0.75));
    const bound = (window: number): number => from + Math.floor(((to - from) * window) / windows);
    this.#windows = Array.from({ length: windows }, (_, window) => ({
      from: bound(window),
      to: bound(window + 1),
    })).reverse();
  }

  next(): boolean {
    for (;;) {
      if (this.#at < this.#order.length) {
        const record = this.#order[this.#at++]!;
        this.offset = record * this.words;
        this.part = this.#parts[record]!;
        return true;
      }
      if (this.#heap?.next() === true) {
        this.block = this.#heap.block;
        this.offset = this.#heap.offset;
        this.part = this.#heap.part;
        return true;
      }
      this.#heap = undefined;
      const window = this.#windows.pop();
      if (window === undefined) return false;
      this.#read(window);
    }
  }

  #read(window: Window): void {
    const marks = this.#cursors.map((cursor) => cursor.at);
    let count = 0;
    let parts = 0;
    for (const [part, cursor] of this.#cursors.entries()) {
      const copied = cursor.copyUntil(this.#word, window.to, this.#records, count);
      this.#parts.fill(part, count, count + copied);
      count += copied;
      if (copied > 0) parts++;
      if (count < this.#parts.length || !cursor.isBelow(this.#word, window.to)) continue;
      for (const [place, each] of this.#cursors.entries()) each.goTo(marks[place] ?? 0);
      this.#readInParts(window);
      return;
    }
    this.block = this.#records;
    this.#order = parts === 1 ? inPlace(count) : sortRecords(this.#records, count, this.words, this.keyWords);
    this.#at = 0;
  }

  /** Handles a window that holds more records than fit: halves it, or merges it by a heap when it is a single key. */
  #readInParts({ from, to }: Window): void {
    this.#order = new Uint32Array(0);
    this.#at = 0;
    if (to - from > 1) {
      const middle = from + Math.floor((to - from) / 2);
      this.#windows.push({ from: middle, to }, { from, to: middle });
      return;
    }
    const parts = this.#cursors.map((cursor) => cursor.takeUntil(this.#word, to));
    this.#heap = new RunMerge(parts, this.words, this.keyWords);
  }
}

/** The order of records that are already sorted because they come from one part. */
function inPlace(count: number): Uint32Array {
  const order = new Uint32Array(count);
  for (let record = 0; record < count; record++) order[record] = record;
  return order;
}

/** The first word in which the records of all parts differ, with its range; the last key word when they do not differ. */
function rangeOf(cursors: readonly PartCursor[], keyWords: number): Window & { readonly word: number } {
  const ends = cursors.filter(({ isEmpty }) => !isEmpty).flatMap((cursor) => [cursor.first(), cursor.last()]);
  for (let word = 0; word < keyWords; word++) {
    const values = ends.map((record) => record[word] ?? 0);
    const from = values.reduce((least, value) => Math.min(least, value), wholeRange);
    const to = values.reduce((most, value) => Math.max(most, value), 0) + 1;
    // This must be the first word that differs: later words are sorted only among records that agree in it.
    if (to - from > 1 || word === keyWords - 1) return { word, from: Math.min(from, to), to };
  }
  return { word: 0, from: 0, to: wholeRange };
}

/** A place in one sorted part. Holds one block. */
class PartCursor {
  at: number;
  #block: Uint32Array = new Uint32Array(0);
  #first = 0;
  #end = 0;

  constructor(
    readonly part: SortedPart,
    readonly words: number,
  ) {
    this.at = part.from;
  }

  get isEmpty(): boolean {
    return this.part.from >= this.part.to;
  }

  first(): Uint32Array {
    return this.#recordAt(this.part.from).slice();
  }

  last(): Uint32Array {
    return this.#recordAt(this.part.to - 1).slice();
  }

  goTo(record: number): void {
    this.at = record;
  }

  isBelow(word: number, bound: number): boolean {
    return this.at < this.part.to && (this.#recordAt(this.at)[word] ?? 0) < bound;
  }

  /** Copies records with a smaller `word` than `bound` to `into`, from record number `to` on, while there is room. */
  copyUntil(word: number, bound: number, into: Uint32Array, to: number): number {
    const { words } = this;
    const room = Math.floor(into.length / words) - to;
    let copied = 0;
    while (this.at < this.part.to && copied < room) {
      this.#load(this.at);
      const block = this.#block;
      const start = (this.at - this.#first) * words;
      const most = Math.min(this.#end - this.at, room - copied) * words;
      let end = start;
      // Whole blocks are the rule: looked at from their end.
      if (most > 0 && block[start + most - words + word]! < bound) end = start + most;
      else while (end < start + most && block[end + word]! < bound) end += words;
      into.set(block.subarray(start, end), (to + copied) * words);
      // Whole to V8, too: to it a quotient is a fraction, for which sorting would be compiled again.
      const taken = ((end - start) / words) | 0;
      copied += taken;
      this.at += taken;
      if (end < start + most) break;
    }
    return copied;
  }

  /** The rest of the part up to `bound`, found by halving; the cursor goes behind it. */
  takeUntil(word: number, bound: number): SortedPart {
    const from = this.at;
    let low = from;
    let high = this.part.to;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.#recordAt(middle)[word] ?? 0) < bound) low = middle + 1;
      else high = middle;
    }
    this.at = low;
    return { reader: this.part.reader, from, to: low };
  }

  #recordAt(record: number): Uint32Array {
    this.#load(record);
    const at = (record - this.#first) * this.words;
    return this.#block.subarray(at, at + this.words);
  }

  #load(record: number): void {
    if (record >= this.#first && record < this.#end) return;
    const { reader, to } = this.part;
    const number = Math.floor(record / reader.blockRecords);
    this.#block = reader.readBlock(number, this.#block);
    this.#first = number * reader.blockRecords;
    this.#end = Math.min(this.#first + reader.blockRecords, to);
  }
}
