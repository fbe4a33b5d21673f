/**
 * Pairs of picture and caption counted over the whole corpus: which captions stand at too many pictures, which pictures have
 * too many captions. One side of the pair is the key, the other is what is counted; equal pairs count once.
 *
 * `pairs.run` of a split, sorted, one section a match partition, one record a sample that has both:
 *
 * | word  | what                                     |
 * |-------|------------------------------------------|
 * | 0 - 2 | 96-bit hash of the key                   |
 * | 3     | ordinal of the sample                    |
 * | 4, 5  | 64-bit hash of what is counted           |
 * | 6     | length of the text in UTF-16 units       |
 */
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Sample } from "../../../pipeline/contracts/sample.js";
import type { Sketcher, SketchSet } from "../../../pipeline/contracts/stage.js";
import { ExternalSorter } from "../../../pipeline/storage/sorted-runs/external-sort.js";
import { RunMerge } from "../../../pipeline/storage/sorted-runs/run-merge.js";
import { compareRecords } from "../../../pipeline/storage/sorted-runs/sort-records.js";
import { FoldedText } from "../fold/folded-text.js";
import { CutWriter } from "../matching/cut-file.js";
import { partitionsOf } from "../matching/partition-count.js";
import { openPartition } from "../matching/stored-runs.js";

const pairWords = 7;
const keyWords = 3;

/** Bytes of records and checksums on disk for a million samples. */
export const pairDiskBytesPerMillion = 28_100_000;

export const pairPartitions = partitionsOf({ samplesPerPartition: 1_000_000 });

/** What happens beyond the limit. */
export function keepParameter(usual: "first" | "none") {
  return z
    .enum(["first", "none"])
    .default(usual)
    .describe("Beyond the limit: the first of them in the corpus stay, up to the limit, or none stays.");
}

/** Writes the pairs of one split. */
export class PairSketch implements Sketcher {
  readonly #pairs: ExternalSorter;
  readonly #folded = new FoldedText();
  readonly #record = new Uint32Array(pairWords);

  constructor(
    folder: string,
    partitions: number,
    readonly key: "caption" | "picture",
  ) {
    mkdirSync(folder, { recursive: true });
    this.#pairs = new ExternalSorter(pairPath(folder), { words: pairWords, sections: partitions });
  }

  add({ text, image }: Sample, ordinal: number): void {
    if (image === undefined || text.trim() === "") return;
    const digest = createHash("sha256").update(image.bytes).digest();
    const picture = Uint32Array.from({ length: 4 }, (_, word) => digest.readUInt32LE(4 * word));
    const caption = this.#folded.hash(this.#folded.fold(text));
    const [key, counted] = this.key === "caption" ? [caption, picture] : [picture, caption];
    const record = this.#record;
    for (let word = 0; word < keyWords; word++) record[word] = key[word]!;
    record[3] = ordinal;
    record[4] = counted[0]!;
    record[5] = counted[1]!;
    record[6] = text.length;
    this.#pairs.add(record);
  }

  async finish(): Promise<void> {
    this.#pairs.finish();
  }
}

function pairPath(folder: string): string {
  return join(folder, "pairs.run");
}

/** How many different things one key may have, and what happens beyond. */
export interface PairLimit {
  readonly max: number;
  readonly keep: "first" | "none";
}

/**
 * Removes each sample beyond the limit, by cutting its whole text. With `keep: none` a key must be counted before its first
 * sample is decided on, so a second reader runs ahead and counts; no sample waits in memory. Holds one or two blocks of each
 * split and `max` hashes.
 */
export function matchPairs(
  partition: number,
  sketches: SketchSet,
  cutFile: string,
  { max, keep }: PairLimit,
): void {
  const cuts = new CutWriter(cutFile);
  const counts = keep === "none" ? countsOf(partition, sketches, max) : undefined;
  const kept = new Set<number>();
  let isOver = false;
  let first = { split: 0, ordinal: 0 };
  for (const pair of pairsOf(partition, sketches)) {
    if (pair.opensKey) {
      kept.clear();
      first = { split: pair.split, ordinal: pair.ordinal };
      isOver = (counts?.next().value ?? 0) > max;
    }
    if (keep === "first") {
      if (kept.size < max) kept.add(pair.counted);
      isOver = !kept.has(pair.counted);
    }
    if (isOver) cuts.add(pair.split, pair.ordinal, 0, pair.length, first);
  }
  counts?.return(undefined);
  cuts.finish();
}

interface Pair {
  /** Whether this pair is the first with its key. */
  opensKey: boolean;
  /** 52 bits of the hash. */
  counted: number;
  split: number;
  ordinal: number;
  length: number;
}

/** How many different things each key has, in the order of the keys. Counting stops at `max` + 1. */
function* countsOf(partition: number, sketches: SketchSet, max: number): Generator<number, undefined> {
  const counted = new Set<number>();
  for (const pair of pairsOf(partition, sketches)) {
    if (pair.opensKey && counted.size > 0) {
      yield counted.size;
      counted.clear();
    }
    if (counted.size <= max) counted.add(pair.counted);
  }
  if (counted.size > 0) yield counted.size;
}

/**
 * The pairs of a partition, sorted by key; those with one key come in the order of the corpus. The object that is yielded is
 * reused for the next pair.
 */
function* pairsOf(partition: number, sketches: SketchSet): Generator<Readonly<Pair>, undefined> {
  const parts = openPartition(sketches, partition, pairPath, pairWords);
  const key = new Uint32Array(keyWords);
  const pair: Pair = { opensKey: true, counted: 0, split: 0, ordinal: 0, length: 0 };
  let isFirst = true;
  try {
    const merge = new RunMerge(parts, pairWords, keyWords);
    while (merge.next()) {
      const { block, offset } = merge;
      const { split } = sketches.splits[merge.part]!;
      const ordinal = block[offset + 3]!;
      if (sketches.isRemoved(split, ordinal)) continue;
      pair.opensKey = isFirst || compareRecords(block, offset, key, 0, keyWords) !== 0;
      isFirst = false;
      if (pair.opensKey) key.set(block.subarray(offset, offset + keyWords));
      pair.counted = block[offset + 4]! * 2 ** 20 + (block[offset + 5]! >>> 12);
      pair.split = split;
      pair.ordinal = ordinal;
      pair.length = block[offset + 6]!;
      yield pair;
    }
  } finally {
    for (const { reader } of parts) reader.close();
  }
}
