/** A record that could not be read, as it goes to quarantine. */
import type { ReadResult } from "../../../pipeline/contracts/stage.js";
import type { DetectedCompression } from "../../../pipeline/storage/compression/compression.js";

/** Raw bytes are bounded: the place tells where the rest is. */
export const keptRawBytes = 64 << 10;

const nothing = Buffer.alloc(0);

/** @param origin the place in words: `FILE@OFFSET` or `FILE:LINE` */
export function failure(origin: string, code: string, message: string, raw: Buffer = nothing): ReadResult {
  // A copy, since `raw` may be a piece of a large block.
  const kept = Buffer.from(raw.subarray(0, keptRawBytes));
  return { error: { code, message, origin }, raw: kept, bytes: kept.length };
}

/** What is told of a file in another packing than those that are unpacked here. */
export function wrongPacking(compression: DetectedCompression): readonly [code: string, message: string] {
  return [
    "unsupported-compression",
    `the file is compressed with ${compression}; expected plain, gzip, zstd, bzip2 or xz: unpack it, or compress it again`,
  ];
}
