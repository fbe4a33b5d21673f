/**
 * Sorting and merging of fixed-width records on disk. The order is that of the words of a record, compared as unsigned
 * numbers from the first to the last.
 */
import { unlinkSync } from "node:fs";
import { RunReader, type RunShape, RunWriter } from "./sorted-run.js";

/**
 * Takes records in any order and writes them sorted to one run file. Keeps `memoryBytes` of records; beyond that it
 * writes sorted runs beside the file (`<path>.part-N`) and merges them at the end.
 */
export class ExternalSorter {
  #records: Uint32Array;
  #count = 0;
  readonly #parts: string[] = [];
  readonly #maxRecords: number;

  constructor(
    readonly path: string,
    readonly shape: RunShape,
    memoryBytes = 64 * 1024 * 1024,
  ) {
    this.#maxRecords = Math.max(1, Math.floor(memoryBytes / (shape.words * 4)));
    this.#records = new Uint32Array(Math.min(this.#maxRecords, 1024) * shape.words);
  }

  /** Copies the record at `source[from, from + words)`. */
  add(source: Uint32Array, from: number): void {
    const words = this.shape.words;
    if (this.#count === this.#maxRecords) this.#spill();
    const at = this.#count * words;
    if (at === this.#records.length) this.#grow();
    for (let i = 0; i < words; i++) this.#records[at + i] = source[from + i]!;
    this.#count++;
  }

  /** Writes the sorted file and removes what was written beside it. */
  finish(): void {
    if (this.#parts.length > 0) {
      this.#spill();
      mergeToFile(this.#parts, this.path, this.shape);
    } else {
      this.#write(this.path, this.shape);
    }
  }

  #spill(): void {
    if (this.#count === 0) return;
    const part = `${this.path}.part-${this.#parts.length}`;
    this.#write(part, { ...this.shape, sections: 1 });
    this.#parts.push(part);
  }

  #write(path: string, shape: RunShape): void {
    const order = sortRecords(this.#records, this.#count, shape.words);
    const writer = new RunWriter(path, shape);
    for (let i = 0; i < order.length; i++) writer.append(this.#records, order[i]! * shape.words);
    writer.finish();
    this.#count = 0;
  }

  #grow(): void {
    const capacity = Math.min(this.#records.length * 2, this.#maxRecords * this.shape.words);
    const grown = new Uint32Array(capacity);
    grown.set(this.#records);
    this.#records = grown;
  }
}

/**
 * The order of `count` records of `words` words: indices, sorted.
 *
 * Radix passes over the first word (evenly spread in our keys), then a comparison sort inside groups of equal first
 * words that are not in order yet. Cost: O(count) for hashed keys; 16 bytes a record beside the records.
 */
export function sortRecords(records: Uint32Array, count: number, words: number): Uint32Array {
  let order = new Uint32Array(count);
  let keys = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    order[i] = i;
    keys[i] = records[i * words]!;
  }
  let nextOrder = new Uint32Array(count);
  let nextKeys = new Uint32Array(count);
  const places = new Uint32Array(2048);
  // Three passes of 11 bits; keys move along, so that each pass reads in order and only writes scatter.
  for (let shift = 0; shift < 32; shift += 11) {
    places.fill(0);
    for (let i = 0; i < count; i++) places[(keys[i]! >>> shift) & 2047]!++;
    let sum = 0;
    for (let digit = 0; digit < 2048; digit++) {
      const here = places[digit]!;
      places[digit] = sum;
      sum += here;
    }
    for (let i = 0; i < count; i++) {
      const key = keys[i]!;
      const place = places[(key >>> shift) & 2047]!++;
      nextKeys[place] = key;
      nextOrder[place] = order[i]!;
    }
    [order, nextOrder] = [nextOrder, order];
    [keys, nextKeys] = [nextKeys, keys];
  }
  for (let from = 0; from < count; ) {
    const first = keys[from]!;
    let to = from + 1;
    let inOrder = true;
    while (to < count && keys[to] === first) {
      if (compareRecords(records, order[to - 1]! * words, records, order[to]! * words, words) > 0) {
        inOrder = false;
      }
      to++;
    }
    if (!inOrder) {
      order
        .subarray(from, to)
        .sort((a, b) => compareRecords(records, a * words, records, b * words, words) || a - b);
    }
    from = to;
  }
  return order;
}

function compareRecords(a: Uint32Array, atA: number, b: Uint32Array, atB: number, words: number): number {
  for (let i = 0; i < words; i++) {
    const difference = a[atA + i]! - b[atB + i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A part of a run file that is already sorted. */
export interface SortedPart {
  readonly reader: RunReader;
  readonly from: number;
  readonly to: number;
}

/**
 * Merges sorted parts record by record. After `next()` returned true, the record stands at
 * `block[offset, offset + words)` and came from part number `part`. Records whose first `keyWords` words are equal come part
 * after part, and inside a part in its own order.
 *
 * Cost: one block a part in memory; O(log parts) comparisons a record.
 */
export class RunMerge {
  block: Uint32Array = new Uint32Array(0);
  offset = 0;
  part = -1;
  readonly #words: number;
  readonly #keyWords: number;
  readonly #parts: readonly SortedPart[];
  readonly #blocks: Uint32Array[];
  /** Word offset of the current record in its block, and where the block (or the part in it) ends. */
  readonly #offsets: Uint32Array;
  readonly #ends: Uint32Array;
  /** Next record to load, of each part. */
  readonly #nexts: Float64Array;
  /** Binary heap of part numbers; the smallest record is on top. */
  readonly #heap: Uint32Array;
  #size = 0;
  #started = false;

  constructor(parts: readonly SortedPart[], words: number, keyWords = words) {
    this.#words = words;
    this.#keyWords = keyWords;
    this.#parts = parts;
    this.#blocks = parts.map(() => this.block);
    this.#offsets = new Uint32Array(parts.length);
    this.#ends = new Uint32Array(parts.length);
    this.#nexts = Float64Array.from(parts, (part) => part.from);
    this.#heap = new Uint32Array(parts.length);
  }

  next(): boolean {
    if (!this.#started) {
      this.#started = true;
      for (let part = 0; part < this.#parts.length; part++) {
        if (this.#load(part)) this.#heap[this.#size++] = part;
      }
      for (let at = (this.#size >> 1) - 1; at >= 0; at--) this.#sink(at);
    } else if (this.#size > 0) {
      const part = this.#heap[0]!;
      this.#offsets[part]! += this.#words;
      if (this.#offsets[part]! >= this.#ends[part]! && !this.#load(part)) {
        this.#heap[0] = this.#heap[--this.#size]!;
      }
      this.#sink(0);
    }
    if (this.#size === 0) return false;
    this.part = this.#heap[0]!;
    this.block = this.#blocks[this.part]!;
    this.offset = this.#offsets[this.part]!;
    return true;
  }

  #load(part: number): boolean {
    const { reader, to } = this.#parts[part]!;
    const next = this.#nexts[part]!;
    if (next >= to) return false;
    const number = Math.floor(next / reader.blockRecords);
    const first = number * reader.blockRecords;
    const end = Math.min(first + reader.blockRecords, to);
    this.#blocks[part] = reader.readBlock(number);
    this.#offsets[part] = (next - first) * this.#words;
    this.#ends[part] = (end - first) * this.#words;
    this.#nexts[part] = end;
    return true;
  }

  #precedes(a: number, b: number): boolean {
    const order = compareRecords(
      this.#blocks[a]!,
      this.#offsets[a]!,
      this.#blocks[b]!,
      this.#offsets[b]!,
      this.#keyWords,
    );
    return order < 0 || (order === 0 && a < b);
  }

  #sink(start: number): void {
    const heap = this.#heap;
    let at = start;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) return;
      if (child + 1 < this.#size && this.#precedes(heap[child + 1]!, heap[child]!)) child++;
      if (!this.#precedes(heap[child]!, heap[at]!)) return;
      const swap = heap[at]!;
      heap[at] = heap[child]!;
      heap[child] = swap;
      at = child;
    }
  }
}

/** All records of a sorted run file. */
export function wholeRun(path: string, words: number): SortedPart {
  const reader = new RunReader(path, words);
  return { reader, from: 0, to: reader.records };
}

function mergeToFile(paths: readonly string[], into: string, shape: RunShape): void {
  const merge = new RunMerge(
    paths.map((path) => wholeRun(path, shape.words)),
    shape.words,
  );
  const writer = new RunWriter(into, shape);
  while (merge.next()) writer.append(merge.block, merge.offset);
  writer.finish();
  for (const path of paths) {
    new RunReader(path, shape.words).close();
    unlinkSync(path);
  }
}
