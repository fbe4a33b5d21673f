/** Merges sorted runs by a heap, record by record. `window-merge.ts` does the same for very many runs. */
import { type BlockSource, RunReader } from "./run-reader.js";
import { compareRecords } from "./sort-records.js";

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

/** The records of one of the sections that a sorted run file was cut into. */
export function runSection(path: string, words: number, section: number): SortedPart {
  const reader = new RunReader(path, words);
  return { reader, ...reader.section(section) };
}

/** All records of a sorted run file. */
export function wholeRun(path: string, words: number): SortedPart {
  const reader = new RunReader(path, words);
  return { reader, from: 0, to: reader.records };
}
