/**
 * Files of xz with any number of streams, each of any number of blocks of LZMA2.
 *
 *     stream: FD 37 7A 58 5A 00, flags (2), CRC-32 of the flags; blocks; index; footer (12)
 *     block:  size (1, in words less one), flags (1), packed size?, unpacked size?, filters, zeros, CRC-32;
 *             chunks of LZMA2; zeros to a multiple of 4; check
 *     chunk:  00 ends; 01, 02 stored: size less one (2); 80 to FF packed: unpacked size less one (5 + 16 bits), packed size
 *             less one (2), properties (1) from C0 on
 *     index:  00, number of blocks, of each its packed and unpacked size, zeros, CRC-32
 *     footer: CRC-32, size of the index (4), flags (2), 59 5A
 *
 * Bytes of a chunk are handed on as they are unpacked; the check stands behind the block. Numbers are of 7 bits a byte, lower ones first.
 * Memory: one and a half times the window, which may be 128 MiB (the highest level of `xz` makes 64), as far as the text fills it.
 * Source: The .xz File Format 1.2.1.
 */
import { crc32 } from "node:zlib";
import { ByteReader } from "./byte-reader.js";
import { CompressionFailure, noneBegins } from "./compression-failure.js";
import { LzmaDecoder } from "./lzma.js";
import type { ByteSource, UnpackedFrom } from "./packed-bytes.js";
import { checkOf } from "./xz-checks.js";

const streamMagic = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]);
const footerMagic = 0x5a59;
const maxWindowBytes = 1 << 27;
const lzma2 = 0x21;
const crc32Kind = 1;

export async function* decompressXz(
  source: ByteSource,
  from: UnpackedFrom,
): AsyncGenerator<Buffer, void, undefined> {
  const reader = new ByteReader(source(0));
  try {
    for (let streams = 0; ; ) {
      const place = reader.offset;
      const word = await reader.take(4);
      // Streams may be followed by words of zeros.
      if (word.every((byte) => byte === 0) && (streams > 0 || word.length === 0)) {
        if (word.length < 4) return;
        continue;
      }
      if (!streamMagic.subarray(0, 4).equals(word)) {
        if (word.length < 4 && streamMagic.subarray(0, word.length).equals(word)) throw truncated(reader);
        throw noneBegins("xz stream", streams > 0, place);
      }
      const flags = readFlags(await whole(reader, 8), place);
      yield* blocksOf(reader, flags, from);
      streams++;
    }
  } finally {
    await reader.close();
  }
}

/** @returns the two bytes of flags, of which the lower half of the second one is the kind of check */
function readFlags(rest: Buffer, place: number): Buffer {
  const flags = rest.subarray(2, 4);
  const isWhole =
    rest.subarray(0, 2).equals(streamMagic.subarray(4)) && rest.readUInt32LE(4) === crc32(flags);
  if (!isWhole) throw damaged("the header of the stream does not fit its checksum", place);
  if (flags[0] !== 0 || flags.readUInt8(1) > 15)
    throw new CompressionFailure("unsupported-compression", "the xz stream is of a later version", place);
  return flags;
}

/** The blocks of a stream and what stands behind them. */
async function* blocksOf(
  reader: ByteReader,
  flags: Buffer,
  from: UnpackedFrom,
): AsyncGenerator<Buffer, void, undefined> {
  const sums: Sums = { blocks: 0, packed: 0, unpacked: 0 };
  for (;;) {
    const place = reader.offset;
    const first = await whole(reader, 1);
    if (first[0] === 0) {
      await readIndex(reader, sums, flags, place);
      return;
    }
    const header = Buffer.concat([first, await whole(reader, 4 * first.readUInt8(0) + 3)]);
    const stated = readBlockHeader(header, place);
    const check = checkOf(flags.readUInt8(1));
    const contentAt = reader.offset;
    let unpacked = 0;
    for await (const piece of chunksOf(reader, new LzmaDecoder(stated.windowBytes), from)) {
      unpacked += piece.length;
      check.update(piece);
      yield piece;
    }
    const packed = reader.offset - contentAt;
    const padding = await whole(reader, -packed & 3);
    const stored = await whole(reader, check.bytes);
    if (padding.some((byte) => byte !== 0) || !check.matches(stored))
      throw damaged("its checksum does not fit its content", reader.offset);
    if ((stated.packed ?? packed) !== packed || (stated.unpacked ?? unpacked) !== unpacked)
      throw damaged("its size does not fit its header", reader.offset);
    sums.blocks++;
    sums.packed += header.length + packed + check.bytes;
    sums.unpacked += unpacked;
  }
}

/** Sums over the blocks of a stream, which the index at its end must confirm. */
interface Sums {
  blocks: number;
  packed: number;
  unpacked: number;
}

interface StatedBlock {
  readonly windowBytes: number;
  readonly packed: number | undefined;
  readonly unpacked: number | undefined;
}

function readBlockHeader(header: Buffer, place: number): StatedBlock {
  const content = header.subarray(0, -4);
  if (header.readUInt32LE(content.length) !== crc32(content))
    throw damaged("the header of the block does not fit its checksum", place);
  const numbers = new Numbers(content, 2, place);
  const flags = content.readUInt8(1);
  const packed = (flags & 0x40) !== 0 ? numbers.next() : undefined;
  const unpacked = (flags & 0x80) !== 0 ? numbers.next() : undefined;
  const filters = (flags & 3) + 1;
  if ((flags & 0x3c) !== 0 || filters > 1 || numbers.next() !== lzma2 || numbers.next() !== 1) {
    throw new CompressionFailure(
      "unsupported-compression",
      "the xz block has filters other than LZMA2 alone; compress the file again with `xz` and a level",
      place,
    );
  }
  const size = numbers.next();
  // 2 or 3 times a power of two.
  const windowBytes = (2 | (size & 1)) * 2 ** (11 + (size >> 1));
  if (size > 40 || windowBytes > maxWindowBytes) {
    throw new CompressionFailure(
      "unsupported-compression",
      `the xz block needs a window of ${windowBytes} bytes, more than ${maxWindowBytes}; compress the file again with a level up to 9`,
      place,
    );
  }
  return { windowBytes, packed, unpacked };
}

async function* chunksOf(
  reader: ByteReader,
  decoder: LzmaDecoder,
  from: UnpackedFrom,
): AsyncGenerator<Buffer, void, undefined> {
  let hasWindow = false;
  let hasProperties = false;
  for (;;) {
    const place = reader.offset;
    const control = (await whole(reader, 1)).readUInt8(0);
    if (control === 0) return;
    const resetsWindow = control === 1 || control >= 0xe0;
    if (control > 2 && control < 0x80) throw damaged("a chunk of unknown kind", place);
    if (resetsWindow) {
      decoder.resetWindow();
      hasWindow = true;
      hasProperties = false;
    }
    if (!hasWindow) throw damaged("its first chunk looks back", place);
    const low = (await whole(reader, 2)).readUInt16BE(0) + 1;
    from.place = place;
    try {
      if (control < 0x80) {
        yield Buffer.from(decoder.store(await whole(reader, low)));
        continue;
      }
      const unpacked = ((control & 0x1f) << 16) + low;
      const packed = (await whole(reader, 2)).readUInt16BE(0) + 1;
      if (control >= 0xc0) {
        decoder.setProperties((await whole(reader, 1)).readUInt8(0));
        hasProperties = true;
      }
      if (!hasProperties) throw damaged("a chunk without properties", place);
      if (control >= 0xa0) decoder.resetState();
      yield Buffer.from(decoder.unpack(await whole(reader, packed), unpacked));
    } catch (error) {
      if (error instanceof RangeError) throw damaged(error.message, place);
      throw error;
    }
  }
}

/** Reads the index, whose first byte was read, and the footer. */
async function readIndex(reader: ByteReader, sums: Sums, flags: Buffer, place: number): Promise<void> {
  const check = checkOf(crc32Kind);
  check.update(Buffer.from([0]));
  const next = async (): Promise<number> => {
    const bytes: number[] = [];
    do {
      const byte = await whole(reader, 1);
      check.update(byte);
      bytes.push(byte.readUInt8(0));
    } while ((bytes.at(-1) ?? 0) >= 0x80 && bytes.length < 9);
    return new Numbers(Buffer.from(bytes), 0, place).next();
  };
  const blocks = await next();
  const told: Sums = { blocks, packed: 0, unpacked: 0 };
  for (let block = 0; block < blocks && blocks === sums.blocks; block++) {
    told.packed += await next();
    told.unpacked += await next();
  }
  if (blocks !== sums.blocks || told.packed !== sums.packed || told.unpacked !== sums.unpacked)
    throw damaged("its index tells of other blocks", place);
  const padding = await whole(reader, (place - reader.offset) & 3);
  check.update(padding);
  const indexBytes = reader.offset - place;
  const rest = await whole(reader, 16);
  const footer = rest.subarray(4);
  const isSound =
    check.matches(rest) &&
    padding.every((byte) => byte === 0) &&
    footer.readUInt32LE(0) === crc32(footer.subarray(4, 10)) &&
    4 * footer.readUInt32LE(4) === indexBytes &&
    footer.subarray(8, 10).equals(flags) &&
    footer.readUInt16LE(10) === footerMagic;
  if (!isSound) throw damaged("its index and its end do not fit", place);
}

/** Numbers of 7 bits a byte, lower ones first. */
class Numbers {
  constructor(
    private readonly bytes: Buffer,
    private at: number,
    private readonly place: number,
  ) {}

  next(): number {
    let value = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = this.bytes[this.at++];
      // Sizes beyond 2^53 bytes are no sizes of files.
      if (byte === undefined || weight > 2 ** 42) throw damaged("a number without an end", this.place);
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return value;
    }
  }
}

/** @throws CompressionFailure when the file ends before */
async function whole(reader: ByteReader, bytes: number): Promise<Buffer> {
  const taken = await reader.take(bytes);
  if (taken.length < bytes) throw truncated(reader);
  return taken;
}

function truncated(reader: ByteReader): CompressionFailure {
  return new CompressionFailure("truncated-compression", "the xz stream ends too early", reader.offset);
}

function damaged(what: string, offset: number): CompressionFailure {
  return new CompressionFailure("corrupt-compression", `the xz stream is damaged: ${what}`, offset);
}
