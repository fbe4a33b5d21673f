/** Exact duplicates over the whole corpus, by a 128-bit hash of each text. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Sample } from "../../pipeline/sample.js";
import { defineBarrier, type Removal, type Sketcher, type SketchSet } from "../../pipeline/stage.js";
import { ExternalSorter, RunMerge, wholeRun } from "../../pipeline/storage/external-sort.js";
import { RunReader } from "../../pipeline/storage/sorted-run.js";
import { Folder } from "../text/fold.js";
import { hash128 } from "../text/hash.js";
import { edgeWords, encodeSimilarity } from "./edge-file.js";

const parameters = z.object({
  on: z
    .enum(["text", "folded"])
    .default("folded")
    .describe(
      "What must be equal: the text, or what is left when script variants, width, case, punctuation and white space are ignored",
    ),
  keep: z
    .enum(["first", "longest"])
    .default("first")
    .describe("Which of several equal samples stays: the first of the corpus, or the longest text"),
});

type ExactParameters = z.output<typeof parameters>;

const reason = "duplicate";
const samplesPerPartition = 1_000_000;

/**
 * A record of `hashes.run`: words 0 - 3 the hash, 4 the ordinal, 5 the length in UTF-16 units. Sorted, one section a match
 * partition.
 */
const hashWords = 6;
const keyWords = 4;

export const exactDedup = defineBarrier({
  name: "exact-dedup",
  summary: "Removes texts that are equal to another one, as they are or after folding.",
  source:
    "A hash of 128 bits (MurmurHash3): two different texts among a billion meet with a probability below 1e-20",
  parameters,
  reasons: { [reason]: "equal to a text that is kept" },
  cost: { memoryBytes: 96 * 1024 * 1024, diskBytesPerMillion: 24_100_000 },
  partitions: (expectedSamples) =>
    Math.min(1024, Math.max(1, Math.ceil(expectedSamples / samplesPerPartition))),
  async openSketch(folder, partitions, params) {
    await mkdir(folder, { recursive: true });
    return new HashSketch(folder, partitions, params);
  },
  async match(partition, sketches, edgeFile, _texts, params) {
    matchHashes(partition, sketches, edgeFile, params.keep);
  },
  async *resolve(edgeFiles) {
    yield* removalsOf(edgeFiles);
  },
});

function hashPath(folder: string): string {
  return join(folder, "hashes.run");
}

class HashSketch implements Sketcher {
  readonly #folded: Folder | undefined;
  readonly #plain = new Folder("none");
  readonly #hashes: ExternalSorter;
  readonly #record = new Uint32Array(hashWords);

  constructor(folder: string, partitions: number, params: ExactParameters) {
    this.#folded = params.on === "folded" ? new Folder("full") : undefined;
    this.#hashes = new ExternalSorter(hashPath(folder), { words: hashWords, sections: partitions });
  }

  add(sample: Sample, ordinal: number): void {
    let folder = this.#folded ?? this.#plain;
    let length = folder.fold(sample.text);
    if (length === 0) {
      // Nothing but punctuation: such texts are equal only when they really are.
      folder = this.#plain;
      length = folder.fold(sample.text);
    }
    hash128(folder.points, length, this.#record);
    this.#record[4] = ordinal;
    this.#record[5] = sample.text.length;
    this.#hashes.add(this.#record, 0);
  }

  async finish(): Promise<void> {
    this.#hashes.finish();
  }
}

/**
 * Merges the runs of one partition and writes an edge (removed sample, its keeper) for each sample but one of each hash,
 * sorted by the removed sample. Holds the members of one hash at a time, 16 bytes each.
 */
function matchHashes(
  partition: number,
  sketches: SketchSet,
  edgeFile: string,
  keep: ExactParameters["keep"],
): void {
  const parts = sketches.splits.map((split) => {
    const reader = new RunReader(hashPath(split.folder), hashWords);
    return { reader, ...reader.section(partition) };
  });
  const merge = new RunMerge(parts, hashWords, keyWords);
  const edges = new ExternalSorter(edgeFile, { words: edgeWords });
  const edge = new Uint32Array(edgeWords);
  const key = new Uint32Array(keyWords);
  const members: number[] = [];
  const publishGroup = (): void => {
    let keeper = 0;
    for (let at = 3; keep === "longest" && at < members.length; at += 3) {
      if (members[at + 2]! > members[keeper + 2]!) keeper = at;
    }
    for (let at = 0; at < members.length; at += 3) {
      if (at === keeper) continue;
      edge[0] = members[at]!;
      edge[1] = members[at + 1]!;
      edge[2] = members[keeper]!;
      edge[3] = members[keeper + 1]!;
      edge[4] = encodeSimilarity(1);
      edges.add(edge, 0);
    }
    members.length = 0;
  };
  while (merge.next()) {
    const { block, offset } = merge;
    const { split } = sketches.splits[merge.part]!;
    if (sketches.isRemoved(split, block[offset + 4]!)) continue;
    if (members.length > 0 && !startsWith(block, offset, key)) publishGroup();
    for (let i = 0; i < keyWords; i++) key[i] = block[offset + i]!;
    members.push(split, block[offset + 4]!, block[offset + 5]!);
  }
  publishGroup();
  edges.finish();
  for (const part of parts) part.reader.close();
}

function startsWith(block: Uint32Array, offset: number, key: Uint32Array): boolean {
  for (let i = 0; i < keyWords; i++) if (block[offset + i] !== key[i]) return false;
  return true;
}

/** The edges of all partitions, merged into the order of the removed samples. */
function* removalsOf(edgeFiles: readonly string[]): Generator<Removal> {
  const parts = edgeFiles.map((file) => wholeRun(file, edgeWords));
  const merge = new RunMerge(parts, edgeWords);
  while (merge.next()) {
    const { block, offset } = merge;
    const keeper = { split: block[offset + 2]!, ordinal: block[offset + 3]! };
    yield {
      split: block[offset]!,
      ordinal: block[offset + 1]!,
      reason,
      keeper,
      cluster: `${keeper.split}-${keeper.ordinal}`,
      similarity: 1,
    };
  }
  for (const part of parts) part.reader.close();
}
