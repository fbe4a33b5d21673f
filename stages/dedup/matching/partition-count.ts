/**
 * How many partitions a barrier matches in: small enough for one worker's memory, enough for many workers, and no more than a bound,
 * since each partition opens a file of each split: with the splits of a corpus growing too, that work would be quadratic.
 */
const usualMost = 1024;

export interface PartitionBounds {
  readonly samplesPerPartition: number;
  /** So that there is work for several workers. Default 1. */
  readonly least?: number;
  /** Default 1024. */
  readonly most?: number;
}

/** The `partitions` of a stage. */
export function partitionsOf({ samplesPerPartition, least = 1, most = usualMost }: PartitionBounds) {
  return (expectedSamples: number): number =>
    Math.min(most, Math.max(least, Math.ceil(expectedSamples / samplesPerPartition)));
}
