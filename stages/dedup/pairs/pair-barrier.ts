/** What the stages that count pairs of picture and caption have in common: all but the side that they count, parameters and words. */
import type { SketchSet } from "../../../pipeline/contracts/stage.js";
import { resolveCuts } from "../matching/cut-file.js";
import {
  matchPairs,
  type PairLimit,
  PairSketch,
  pairDiskBytesPerMillion,
  pairPartitions,
} from "./pair-counts.js";

/**
 * @param key    the side that may have only so many different ones of the other
 * @param reason why a sample beyond the limit is dropped
 * @param limitOf the limit that the stage's parameters set
 */
export function cutsPairs<P>(key: "picture" | "caption", reason: string, limitOf: (params: P) => PairLimit) {
  return {
    cost: { memoryBytes: 96 * 1024 * 1024, diskBytesPerMillion: pairDiskBytesPerMillion },
    edits: true,
    partitions: pairPartitions,
    async openSketch(folder: string, partitions: number) {
      return new PairSketch(folder, partitions, key);
    },
    async match(partition: number, sketches: SketchSet, cutFile: string, _texts: unknown, params: P) {
      matchPairs(partition, sketches, cutFile, limitOf(params));
    },
    async *resolve(cutFiles: readonly string[], _sketches: SketchSet, params: P) {
      yield* resolveCuts(cutFiles, reason, limitOf(params).keep === "first");
    },
  };
}
