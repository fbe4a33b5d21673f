/**
 * Sorting and merging of fixed-width records on disk. The order is that of the words of a record, compared as unsigned
 * numbers from the first to the last.
 */
import { unlinkSync } from "node:fs";
import { RadixSorter } from "./radix-sort.js";
import { type BlockSource, RunReader, type RunShape, RunWriter } from "./sorted-run.js";

export interface SortOptions {
  /** Bytes of records that are kept. Default 32 MiB. */
  readonly memoryBytes?: number;
  /** Whether of equal records one is written. Default false. */
  readonly distinct?: boolean;
}

/**
 * Takes records in any order and writes them sorted to one run file. Keeps `memoryBytes` of records; beyond that it
 * writes sorted runs beside the file (`<path>.part-N`) and merges them at the end.
 *
 * Memory: `memoryBytes`, and 16 bytes a record while a run is sorted; then one block a run while they are merged.
 */
export class ExternalSorter {
  #records: Uint32Array;
  #count = 0;
  readonly #parts: string[] = [];
  readonly #maxRecords: number;
  readonly #distinct: boolean;

  constructor(
    readonly path: string,
    readonly shape: RunShape,
    { memoryBytes = 32 * 1024 * 1024, distinct = false }: SortOptions = {},
  ) {
    this.#distinct = distinct;
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

  /** Writes the sorted file and removes what was written beside it. Nothing can be added after that. */
  finish(): void {
    if (this.#parts.length > 0) {
      this.#spill();
      this.#records = new Uint32Array(0);
      mergeToFile(this.#parts, this.path, this.shape, this.#distinct);
    } else {
      this.#write(this.path, this.shape);
      this.#records = new Uint32Array(0);
    }
  }

  #spill(): void {
    if (this.#count === 0) return;
    const part = `${this.path}.part-${this.#parts.length}`;
    this.#write(part, { ...this.shape, sections: 1 });
    this.#parts.push(part);
  }

  #write(path: string, shape: RunShape): void {
    const { words } = shape;
    const records = this.#records;
    const order = sortRecords(records, this.#count, words);
    const writer = new RunWriter(path, shape);
    for (let i = 0; i < order.length; i++) {
      const at = order[i]! * words;
      if (this.#distinct && i > 0 && compareRecords(records, order[i - 1]! * words, records, at, words) === 0)
        continue;
      writer.append(records, at);
    }
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

/** Groups up to this size are sorted by insertion, larger ones by radix. */
const smallGroup = 64;

/**
 * The order of `count` records of `words` words by the first `keyWords` of them: indices, sorted. Equal records stay in the
 * order they came in.
 *
 * Radix passes over the first word, then the same inside each group of equal first words with the next word. Evenly spread
 * keys are done after the first word; the worst case is O(count * words). Cost: 16 bytes a record beside the records.
 */
export function sortRecords(
  records: Uint32Array,
  count: number,
  words: number,
  keyWords = words,
): Uint32Array {
  const radix = new RadixSorter(count);
  const { order } = radix;
  // `| 0` tells V8 that this is an integer. A count that is a sum may reach here as a float, and V8 would compile the loops below
  // again for it.
  const end = count | 0;
  for (let i = 0; i < end; i++) order[i] = i;
  const bits = new Int32Array(records.buffer, records.byteOffset, records.length);
  sortRange({ records, bits, words, keyWords, radix }, 0, end, 0);
  return order;
}

interface Sorting {
  readonly records: Uint32Array;
  /** The same memory as signed numbers; `RadixSorter` says why. */
  readonly bits: Int32Array;
  readonly words: number;
  readonly keyWords: number;
  readonly radix: RadixSorter;
}

/** Sorts the entries [from, to) of the order. Their records agree in all words before `word`. */
function sortRange(sorting: Sorting, from: number, to: number, word: number): void {
  const { bits, words, keyWords, radix } = sorting;
  if (to - from <= smallGroup) {
    sortSmall(sorting, from, to, word);
    return;
  }
  const { keys, order } = radix;
  takeKeys(keys, bits, words, word, order, from, to);
  radix.sort(from, to);
  if (word + 1 === keyWords) return;
  // The recursive calls overwrite `keys`, but only in their own range, which this loop has passed by then.
  for (let start = from; start < to; ) {
    const key = keys[start]!;
    let end = start + 1;
    while (end < to && keys[end] === key) end++;
    if (end - start > 1) sortRange(sorting, start, end, word + 1);
    start = end;
  }
}

/** Kernel: the keys of records [from, to) of the order. */
function takeKeys(
  keys: Int32Array,
  bits: Int32Array,
  words: number,
  word: number,
  order: Uint32Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) keys[i] = bits[order[i]! * words + word]!;
}

/** Kernel: insertion sort, comparing from `word` on. */
function sortSmall(
  { records, words, keyWords, radix: { order } }: Sorting,
  from: number,
  to: number,
  word: number,
): void {
  for (let i = from + 1; i < to; i++) {
    const record = order[i]!;
    const at = record * words + word;
    let place = i;
    while (place > from) {
      const before = order[place - 1]!;
      if (compareRecords(records, before * words + word, records, at, keyWords - word) <= 0) break;
      order[place--] = before;
    }
    order[place] = record;
  }
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
  readonly reader: BlockSource;
  readonly from: number;
  readonly to: number;
}

/** Records of several sorted parts in one order; see `RunMerge`. */
export interface MergedRecords {
  readonly block: Uint32Array;
  readonly offset: number;
  readonly part: number;
  next(): boolean;
}

const signBit = 1 << 31;

/**
 * Merges sorted parts record by record. After `next()` returned true, and until it is called again, the record stands at
 * `block[offset, offset + words)`; it came from part number `part`. Records whose first `keyWords` words are equal come part
 * after part, and inside a part in its own order.
 *
 * Cost: one block a part in memory; O(log parts) comparisons a record.
 */
export class RunMerge implements MergedRecords {
  block: Uint32Array = new Uint32Array(0);
  offset = 0;
  part = -1;
  readonly #words: number;
  readonly #keyWords: number;
  readonly #parts: readonly SortedPart[];
  readonly #blocks: Uint32Array[];
  /** First word of the current record of each part, in the order of signed numbers: it nearly always decides, without a look at blocks. */
  readonly #firsts: Int32Array;
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
    this.#firsts = new Int32Array(parts.length);
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
      const offset = this.#offsets[part]! + this.#words;
      this.#offsets[part] = offset;
      if (offset < this.#ends[part]!) this.#firsts[part] = this.#blocks[part]![offset]! ^ signBit;
      else if (!this.#load(part)) this.#heap[0] = this.#heap[--this.#size]!;
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
    this.#blocks[part] = reader.readBlock(number, this.#blocks[part]);
    this.#offsets[part] = (next - first) * this.#words;
    this.#ends[part] = (end - first) * this.#words;
    this.#firsts[part] = this.#blocks[part]![this.#offsets[part]!]! ^ signBit;
    this.#nexts[part] = end;
    return true;
  }

  #precedes(a: number, b: number): boolean {
    const firstOfA = this.#firsts[a]!;
    const firstOfB = this.#firsts[b]!;
    if (firstOfA !== firstOfB) return firstOfA < firstOfB;
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

function mergeToFile(paths: readonly string[], into: string, shape: RunShape, distinct: boolean): void {
  const { words } = shape;
  const parts = paths.map((path) => wholeRun(path, words));
  const merge = new RunMerge(parts, words);
  const writer = new RunWriter(into, shape);
  const last = new Uint32Array(words);
  try {
    while (merge.next()) {
      const { block, offset } = merge;
      if (distinct) {
        if (writer.records > 0 && compareRecords(block, offset, last, 0, words) === 0) continue;
        for (let word = 0; word < words; word++) last[word] = block[offset + word]!;
      }
      writer.append(block, offset);
    }
  } catch (error) {
    writer.abort();
    throw error;
  }
  writer.finish();
  for (const { reader } of parts) reader.close();
  for (const path of paths) unlinkSync(path);
}
