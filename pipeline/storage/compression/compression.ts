/**
 * Decompressing byte streams: gzip with any number of members, zstd with any number of frames, bzip2 and xz with any number of streams.
 *
 * All good bytes are delivered before a failure is thrown, so that a reader can keep the records that came before the
 * damage. Memory is bounded whatever the file says about its own size.
 */

import { readBytes } from "../read-bytes.js";
import { decompressBzip2 } from "./bzip2.js";
import { CompressionFailure } from "./compression-failure.js";
import { decompressGzip } from "./gzip.js";
import type { ByteSource, UnpackedFrom } from "./packed-bytes.js";
import { decompressXz } from "./xz.js";
import { decompressZstd } from "./zstd/zstd.js";

export type Compression = "none" | "gzip" | "zstd" | "bzip2" | "xz";

/** Known but not read here: named, so that the message can be clear. */
type OtherCompression = "zip" | "lz4" | "7z" | "rar";

/** What the first bytes say. */
export type DetectedCompression = Compression | OtherCompression;

const magics: readonly (readonly [DetectedCompression, readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ["bzip2", [0x42, 0x5a, 0x68]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ["zip", [0x50, 0x4b, 0x03, 0x04]],
  ["lz4", [0x04, 0x22, 0x4d, 0x18]],
  ["7z", [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ["rar", [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07]],
];

/** Tells the compression from the first bytes of a file (6 are enough); names are not looked at. */
export function detectCompression(head: Uint8Array): DetectedCompression {
  for (const [name, magic] of magics) {
    if (head.length >= magic.length && magic.every((byte, index) => head[index] === byte)) return name;
  }
  // A zstd file may begin with a skippable frame: 0x184D2A5? little-endian.
  if (
    head.length >= 4 &&
    (head[0] ?? 0) >> 4 === 5 &&
    head[1] === 0x2a &&
    head[2] === 0x4d &&
    head[3] === 0x18
  ) {
    return "zstd";
  }
  return "none";
}

/** Whether it is among what `decompress` takes. */
export function isUnpacked(compression: DetectedCompression): compression is Compression {
  const others: readonly string[] = ["zip", "lz4", "7z", "rar"] satisfies OtherCompression[];
  return !others.includes(compression);
}

/** How much may come out of a packed file. */
export interface UnpackLimits {
  /** Every file may unpack to this many bytes. */
  readonly freeBytes: number;
  /** Beyond these, a file may unpack to this many bytes for each packed byte. */
  readonly ratio: number;
}

/**
 * Text packs to a hundredth of its size at best, lines that are all alike to a thousandth. But a megabyte of bzip2 can unpack to
 * a terabyte of zeros, which holds no record and would keep a worker busy for days.
 */
const unpackLimits: UnpackLimits = { freeBytes: 2 ** 30, ratio: 4000 };

/** Decompresses a stream. Throws `CompressionFailure` after all bytes that could be recovered were delivered. */
export function decompress(
  source: ByteSource,
  compression: Compression,
  from: UnpackedFrom = { place: 0 },
  limits = unpackLimits,
): AsyncIterable<Buffer> {
  switch (compression) {
    case "gzip":
      return bounded(decompressGzip(source, from), from, limits);
    case "zstd":
      return bounded(decompressZstd(source, from), from, limits);
    case "bzip2":
      return bounded(decompressBzip2(source, from), from, limits);
    case "xz":
      return bounded(decompressXz(source, from), from, limits);
    case "none":
      return placed(source(0), from);
  }
}

/** Blocks that are no packed ones: each comes from where it lies. */
async function* placed(
  blocks: AsyncIterable<Buffer>,
  from: UnpackedFrom,
): AsyncGenerator<Buffer, void, undefined> {
  let offset = 0;
  for await (const block of blocks) {
    from.place = offset;
    yield block;
    offset += block.length;
  }
}

async function* bounded(
  blocks: AsyncIterable<Buffer>,
  from: UnpackedFrom,
  { freeBytes, ratio }: UnpackLimits,
): AsyncGenerator<Buffer, void, undefined> {
  let bytes = 0;
  for await (const block of blocks) {
    bytes += block.length;
    if (bytes > freeBytes + ratio * from.place) {
      throw new CompressionFailure(
        "unpacks-without-end",
        `the file unpacks to more than ${freeBytes} bytes and ${ratio} times its size: it holds no text`,
        from.place,
      );
    }
    yield block;
  }
}

/** Decompresses a local file. */
export function decompressFile(path: string, compression: Compression): AsyncIterable<Buffer> {
  return decompress((start) => readBytes(path, start), compression);
}
