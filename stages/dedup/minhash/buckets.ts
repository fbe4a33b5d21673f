/** Buckets: the samples of one match partition that share the key of a band, as a stream. */
import type { SketchSet } from "../../../pipeline/contracts/stage.js";
import type { SortedPart } from "../../../pipeline/storage/sorted-runs/run-merge.js";
import { WindowMerge } from "../../../pipeline/storage/sorted-runs/window-merge.js";
import { openPartition } from "../matching/stored-runs.js";
import type { Place } from "./candidate-file.js";
import { bandPath, bandWords, storedBandWords } from "./signatures.js";

/** Records of a window; see `WindowMerge`. */
const mergedRecords = 1 << 19;

export interface Bucket {
  /** The members in the order of the keep policy, stored documents first: all of them, or only the first ones when `whole` is false. */
  readonly members: readonly Place[];
  readonly whole: boolean;
  /** The members that follow these. */
  readonly rest: Iterable<Place>;
}

/**
 * Merges the band runs of all splits. What earlier barriers removed is left out. Holds one block a split and
 * `maxMembers` places.
 */
export class BucketReader {
  readonly #parts: readonly SortedPart[];
  readonly #merge: WindowMerge;
  readonly #words: number;
  readonly #key = new Uint32Array(2);
  #more: boolean;

  constructor(
    partition: number,
    readonly sketches: SketchSet,
    unranked: boolean,
  ) {
    this.#words = bandWords(unranked);
    this.#parts = openPartition(sketches, partition, bandPath, this.#words, storedBandWords);
    // Sorted by key and rank. Among equal ones, splits and samples come in the order of the corpus.
    this.#merge = new WindowMerge(this.#parts, this.#words, this.#words - 1, mergedRecords);
    this.#more = this.#merge.next();
  }

  /** The buckets with at least two members, in the order of their keys. Each must be used up before the next one is asked for. */
  *buckets(maxMembers: number): Generator<Bucket> {
    for (let first = this.#nextBucket(); first !== undefined; first = this.#nextBucket()) {
      const members: Place[] = [];
      if (!this.#isRemoved(first.part, first.ordinal)) members.push(first);
      const rest = this.#rest();
      let whole = true;
      for (;;) {
        const next = rest.next();
        if (next.done === true) break;
        members.push(next.value);
        if (members.length <= maxMembers) continue;
        whole = false;
        break;
      }
      // There is nothing to decide in a bucket of stored documents only.
      const isNew = (members.at(-1)?.part ?? 0) >= this.sketches.stored || !whole;
      if (members.length > 1 && isNew) yield { members, whole, rest };
      while (this.#isInBucket()) this.#more = this.#merge.next();
    }
  }

  /** The first member of the next bucket with at least two members. Most samples are alone in their bucket and are skipped here. */
  #nextBucket(): Place | undefined {
    const merge = this.#merge;
    const key = this.#key;
    while (this.#more) {
      key[0] = merge.block[merge.offset]!;
      key[1] = merge.block[merge.offset + 1]!;
      const part = merge.part;
      const ordinal = merge.block[merge.offset + this.#words - 1]!;
      this.#more = merge.next();
      if (this.#isInBucket()) return { part, ordinal };
    }
    return undefined;
  }

  close(): void {
    for (const part of this.#parts) part.reader.close();
  }

  *#rest(): Generator<Place> {
    const merge = this.#merge;
    while (this.#isInBucket()) {
      const { part } = merge;
      const ordinal = merge.block[merge.offset + this.#words - 1]!;
      this.#more = merge.next();
      if (!this.#isRemoved(part, ordinal)) yield { part, ordinal };
    }
  }

  #isInBucket(): boolean {
    const { block, offset } = this.#merge;
    return this.#more && block[offset] === this.#key[0] && block[offset + 1] === this.#key[1];
  }

  #isRemoved(part: number, ordinal: number): boolean {
    return this.sketches.isRemoved(this.sketches.splits[part]!.split, ordinal);
  }
}
