/** How many partitions a barrier matches in: small enough for one worker's memory, no more than there may be files. */
const most = 1024;

/** @param least so that there is work for several workers */
export function partitionCount(expectedSamples: number, samplesPerPartition: number, least = 1): number {
  return Math.min(most, Math.max(least, Math.ceil(expectedSamples / samplesPerPartition)));
}
