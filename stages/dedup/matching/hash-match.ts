/**
 * Matching by equal hashes, for what is a duplicate or is not: exact texts, URLs.
 *
 * `hashes.run` of a split, sorted, one section a match partition, one record a sample:
 *
 * | word  | what                                    |
 * |-------|-----------------------------------------|
 * | 0 - 3 | 128-bit hash                            |
 * | 4     | rank by the keep policy, smallest first |
 * | 5     | ordinal of the sample                   |
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Sample } from "../../../pipeline/contracts/sample.js";
import type { Sketcher, SketchSet } from "../../../pipeline/contracts/stage.js";
import { ExternalSorter } from "../../../pipeline/storage/sorted-runs/external-sort.js";
import { compareRecords } from "../../../pipeline/storage/sorted-runs/sort-records.js";
import { WindowMerge } from "../../../pipeline/storage/sorted-runs/window-merge.js";
import { EdgeWriter } from "./edge-file.js";
import { partitionsOf } from "./partition-count.js";
import { openPartition, storedRun } from "./stored-runs.js";

const hashWords = 6;
const keyWords = 4;

/** Bytes of records and checksums on disk for a million samples. */
export const hashDiskBytesPerMillion = 24_100_000;

export const hashPartitions = partitionsOf({ samplesPerPartition: 1_000_000 });

function hashPath(folder: string): string {
  return join(folder, "hashes.run");
}

/** Writes the hashes of one split. */
export class HashSketch implements Sketcher {
  readonly #hashes: ExternalSorter;
  readonly #record = new Uint32Array(hashWords);

  /** @param hashOf the four words of a sample's hash; a sample without is left out */
  constructor(
    folder: string,
    partitions: number,
    readonly hashOf: (sample: Sample) => Uint32Array | undefined,
    readonly rankOf: (sample: Sample) => number,
  ) {
    mkdirSync(folder, { recursive: true });
    this.#hashes = new ExternalSorter(hashPath(folder), { words: hashWords, sections: partitions });
  }

  add(sample: Sample, ordinal: number): void {
    const hash = this.hashOf(sample);
    if (hash === undefined) return;
    this.#record.set(hash);
    this.#record[4] = this.rankOf(sample);
    this.#record[5] = ordinal;
    this.#hashes.add(this.#record);
  }

  async finish(): Promise<void> {
    this.#hashes.finish();
  }
}

/**
 * Merges the runs of one partition; equal hashes come together and the one to keep first, so each further one gives an
 * edge to it. Holds one block a split, however many samples are equal.
 */
export function matchHashes(partition: number, sketches: SketchSet, edgeFile: string): void {
  const parts = openPartition(sketches, partition, hashPath, hashWords);
  const edges = new EdgeWriter(edgeFile);
  const key = new Uint32Array(keyWords);
  let keeper: { rank: number; split: number; ordinal: number } | undefined;
  try {
    const merge = new WindowMerge(parts, hashWords, keyWords + 1);
    while (merge.next()) {
      const { block, offset } = merge;
      const { split } = sketches.splits[merge.part]!;
      const ordinal = block[offset + 5]!;
      if (sketches.isRemoved(split, ordinal)) continue;
      const sample = { rank: block[offset + 4]!, split, ordinal };
      if (keeper !== undefined && compareRecords(block, offset, key, 0, keyWords) === 0) {
        if (merge.part >= sketches.stored) edges.add(sample, keeper, 1);
      } else {
        keeper = sample;
        for (let i = 0; i < keyWords; i++) key[i] = block[offset + i]!;
      }
    }
    edges.finish();
  } finally {
    for (const part of parts) part.reader.close();
  }
}

/** How hashes are stored. */
export function storedHashes<Settings>(settings: Settings) {
  return storedRun(settings, hashDiskBytesPerMillion, hashPath, {
    words: hashWords,
    rankAt: 4,
    ordinalAt: 5,
  });
}
