/** Sorts fixed-width records on disk: what does not fit into memory becomes sorted runs, which are merged at the end. */
import { unlinkSync } from "node:fs";
import { RunMerge, wholeRun } from "./run-merge.js";
import { RunWriter } from "./run-writer.js";
import { compareRecords, sortRecords } from "./sort-records.js";
import type { RunShape } from "./sorted-run.js";

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

  /** Copies the words of the record. */
  add(record: Uint32Array): void {
    const words = this.shape.words;
    if (this.#count === this.#maxRecords) this.#spill();
    const at = this.#count * words;
    if (at === this.#records.length) this.#grow();
    for (let i = 0; i < words; i++) this.#records[at + i] = record[i]!;
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
