/** The header of a zstd frame (RFC 8878, section 3.1.1.1). */
import type { ByteReader } from "../byte-reader.js";
import { CompressionFailure } from "../compression-failure.js";
import { corrupt, truncated } from "./check.js";

/** What `zstd` itself accepts without --memory or --long: 2^27. */
const maxWindowBytes = 1 << 27;

export interface FrameHeader {
  readonly windowBytes: number;
  /** What the frame unpacks to, where it says so. */
  readonly contentBytes: number | undefined;
  /** Whether a checksum of the content stands behind the blocks. */
  readonly checksum: boolean;
  /** The header as it stands in the file, magic included. */
  readonly raw: Buffer;
}

export async function readFrameHeader(reader: ByteReader, magic: Buffer): Promise<FrameHeader> {
  const start = reader.offset - 4;
  const descriptor = await reader.take(1);
  const flags = descriptor[0];
  if (flags === undefined) throw truncated(reader.offset);
  const singleSegment = (flags & 0x20) !== 0;
  const contentSizeFlag = flags >> 6;
  const dictionaryBytes = [0, 1, 2, 4][flags & 3] ?? 0;
  const contentSizeBytes = contentSizeFlag === 0 ? (singleSegment ? 1 : 0) : 1 << contentSizeFlag;
  const restBytes = (singleSegment ? 0 : 1) + dictionaryBytes + contentSizeBytes;
  const rest = await reader.take(restBytes);
  if (rest.length < restBytes) throw truncated(reader.offset);
  if ((flags & 8) !== 0) throw corrupt("the zstd frame header has a reserved bit set", start);
  let at = 0;
  let windowBytes = 0;
  if (!singleSegment) {
    const descriptorByte = rest[at++] ?? 0;
    const base = 2 ** (10 + (descriptorByte >> 3));
    windowBytes = base + (base / 8) * (descriptorByte & 7);
  }
  let dictionary = 0;
  for (let index = 0; index < dictionaryBytes; index++) dictionary += (rest[at++] ?? 0) * 256 ** index;
  let contentBytes: number | undefined;
  if (contentSizeBytes > 0) {
    contentBytes = contentSizeBytes === 2 ? 256 : 0;
    for (let index = 0; index < contentSizeBytes; index++) contentBytes += (rest[at++] ?? 0) * 256 ** index;
    if (singleSegment) windowBytes = contentBytes;
  }
  if (dictionary !== 0) {
    throw new CompressionFailure(
      "unsupported-compression",
      `the zstd frame needs dictionary ${dictionary}; compress the file again without one`,
      start,
    );
  }
  if (windowBytes > maxWindowBytes) {
    throw new CompressionFailure(
      "unsupported-compression",
      `the zstd frame needs a window of ${windowBytes} bytes, more than ${maxWindowBytes}; compress the file again without --long`,
      start,
    );
  }
  return {
    windowBytes,
    contentBytes,
    checksum: (flags & 4) !== 0,
    raw: Buffer.concat([magic, descriptor, rest]),
  };
}
