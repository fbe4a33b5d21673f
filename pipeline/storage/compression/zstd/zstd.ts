/**
 * Zstandard streams (RFC 8878) with any number of frames and skippable frames.
 *
 * The frame layout is walked here, so what a frame can grow to is known before it is decoded (each block holds at most
 * 128 KiB). Small frames go to the native decoder in one call; large ones are decoded block by block, with memory of
 * one window. A damaged or cut frame is decoded block by block as well, so all blocks before the damage are delivered.
 */

import { ByteReader } from "../byte-reader.js";
import { noneBegins } from "../compression-failure.js";
import type { ByteSource, UnpackedFrom } from "../packed-bytes.js";
import { Decoder } from "./addon.js";
import type { ZstdBlock } from "./blocks.js";
import { corrupt, truncated } from "./check.js";
import { type FrameHeader, readFrameHeader } from "./frame-header.js";
import { maxBlockBytes } from "./literals.js";
import { StreamedFrame } from "./streamed-frame.js";

/** Frames that cannot grow beyond this are decoded in one native call. */
const nativeFrameBytes = 64 << 20;
/** Native output is handed on in blocks of this size. */
const outputBytes = 1 << 20;

const frameMagic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;

export async function* decompressZstd(
  source: ByteSource,
  from: UnpackedFrom,
): AsyncGenerator<Buffer, void, undefined> {
  const reader = new ByteReader(source(0));
  try {
    for (let frames = 0; ; frames++) {
      const start = reader.offset;
      const magic = await reader.take(4);
      if (magic.length === 0) return;
      const value = magic.length === 4 ? magic.readUInt32LE(0) : 0;
      if ((value & 0xfffffff0) >>> 0 === skippableMagic) {
        await skipFrame(reader);
      } else if (value === frameMagic) {
        yield* decodeFrame(reader, magic, from);
      } else if (frames > 0 && (await onlyZeros(reader, magic))) {
        return;
      } else {
        throw noneBegins("zstd frame", frames > 0, start);
      }
    }
  } finally {
    await reader.close();
  }
}

async function* decodeFrame(
  reader: ByteReader,
  magic: Buffer,
  from: UnpackedFrom,
): AsyncGenerator<Buffer, void, undefined> {
  const start = reader.offset - magic.length;
  const header = await readFrameHeader(reader, magic);
  const blocks: ZstdBlock[] = [];
  let bound = 0;
  let streamed: StreamedFrame | undefined;
  for (;;) {
    const block = await readBlock(reader);
    if (block === undefined || block.kind === "reserved") {
      if (streamed === undefined) yield* new StreamedFrame(header, from).decode(blocks);
      if (block === undefined) throw truncated(reader.offset);
      throw corrupt("the zstd frame holds a block of unknown type", block.offset);
    }
    if (streamed !== undefined) {
      yield* streamed.decode([block]);
    } else {
      blocks.push(block);
      bound += block.kind === "compressed" ? maxBlockBytes : block.size;
      if (bound > nativeFrameBytes) {
        streamed = new StreamedFrame(header, from);
        yield* streamed.decode(blocks);
        blocks.length = 0;
      }
    }
    if (block.last) break;
  }
  const checksum = header.checksum ? await reader.take(4) : Buffer.alloc(0);
  const cut = header.checksum && checksum.length < 4;
  if (streamed === undefined) {
    const decoded = cut ? undefined : await decodeNative(header, blocks, checksum);
    if (decoded !== undefined) {
      // Where in the frame a block of output came from is not told: as far in as it is in what came out, so that parts of a file that is
      // one frame share its records.
      const frameBytes = reader.offset - start;
      for (let at = 0; at < decoded.length; at += outputBytes) {
        from.place = start + Math.floor((frameBytes * at) / decoded.length);
        yield decoded.subarray(at, at + outputBytes);
      }
      return;
    }
    streamed = new StreamedFrame(header, from);
    yield* streamed.decode(blocks);
  }
  if (cut) throw truncated(reader.offset);
  streamed.checkContent(checksum, reader.offset);
}

/** The whole frame at once, off the main thread; `undefined` when the decoder finds it damaged. */
async function decodeNative(
  header: FrameHeader,
  blocks: readonly ZstdBlock[],
  checksum: Buffer,
): Promise<Buffer | undefined> {
  const parts = [header.raw];
  for (const block of blocks) parts.push(block.header, block.content);
  parts.push(checksum);
  try {
    return await new Decoder().decode(Buffer.concat(parts));
  } catch {
    return undefined;
  }
}

/** The next block of a frame, or `undefined` when the file ends before the block does. */
async function readBlock(reader: ByteReader): Promise<ZstdBlock | undefined> {
  const offset = reader.offset;
  const header = await reader.take(3);
  if (header.length < 3) return undefined;
  const value = header.readUIntLE(0, 3);
  const size = value >>> 3;
  const kind = (["raw", "repeat", "compressed", "reserved"] as const)[(value >> 1) & 3] ?? "reserved";
  const wanted = kind === "repeat" ? 1 : size;
  if (kind !== "reserved" && size > maxBlockBytes) {
    return { kind: "reserved", size, last: true, header, content: Buffer.alloc(0), offset };
  }
  const content = kind === "reserved" ? Buffer.alloc(0) : await reader.take(wanted);
  if (kind !== "reserved" && content.length < wanted) return undefined;
  return { kind, size, last: (value & 1) === 1, header, content, offset };
}

async function skipFrame(reader: ByteReader): Promise<void> {
  const size = await reader.take(4);
  if (size.length < 4) throw truncated(reader.offset);
  const bytes = size.readUInt32LE(0);
  if ((await reader.skip(bytes)) < bytes) throw truncated(reader.offset);
}

async function onlyZeros(reader: ByteReader, first: Buffer): Promise<boolean> {
  for (let bytes = first; bytes.length > 0; bytes = await reader.some()) {
    if (bytes.some((byte) => byte !== 0)) return false;
  }
  return true;
}
