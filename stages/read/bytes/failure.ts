/** A record that could not be read, as it goes to quarantine. */
import type { ReadResult } from "../../../pipeline/contracts/stage.js";
import type { DetectedCompression } from "../../../pipeline/storage/compression/compression.js";
import type { CompressionFailure } from "../../../pipeline/storage/compression/compression-failure.js";

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

/** What is told of a packed file whose stream broke off. */
export function brokenMessage({ code, message, offset }: CompressionFailure): string {
  // A wrong byte shows late: as text that makes no sense to the decoder, or only in the checksum at the end.
  const doubt = code === "corrupt-compression" ? ", and records shortly before may be damaged too" : "";
  return `${message} (byte ${offset} of the compressed file); what follows was not read${doubt}: get a sound copy of the file`;
}
