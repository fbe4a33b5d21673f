/** What the stages that keep one of several equal samples have in common: all but what must be equal, parameters and words. */
import type { Sample } from "../../../pipeline/contracts/sample.js";
import type { SketchSet } from "../../../pipeline/contracts/stage.js";
import {
  HashSketch,
  hashDiskBytesPerMillion,
  hashPartitions,
  matchHashes,
  storedHashes,
} from "./hash-match.js";
import { type KeepPolicy, rankFunction } from "./keep-policy.js";
import { removalsFor } from "./resolve-edges.js";

/**
 * @param reason     why a sample that is equal to one that is kept is dropped
 * @param hashesOf   the hash of each sample, four words that are valid until the next call; without one a sample stays
 * @param settingsOf the parameters that decide on the hash
 */
export function removesEqual<P extends KeepPolicy, Settings>(
  reason: string,
  hashesOf: (params: P) => (sample: Sample) => Uint32Array | undefined,
  settingsOf: (params: P) => Settings,
) {
  return {
    cost: { memoryBytes: 96 * 1024 * 1024, diskBytesPerMillion: hashDiskBytesPerMillion },
    stored: storedHashes(settingsOf),
    partitions: hashPartitions,
    async openSketch(folder: string, partitions: number, params: P) {
      return new HashSketch(folder, partitions, hashesOf(params), rankFunction(params));
    },
    async match(partition: number, sketches: SketchSet, edgeFile: string) {
      matchHashes(partition, sketches, edgeFile);
    },
    resolve: removalsFor(reason),
  };
}
