/**
 * LZ4 frames.
 *
 * | bytes | what |
 * |---|---|
 * | 4 | magic 0x184D2204 |
 * | 1 | flags: version (2 bits, 01), independent blocks, checksum a block, content size, checksum of all, -, dictionary |
 * | 1 | largest block (not needed here) |
 * | 0, 8, 4, 1 | content size and dictionary where flagged; checksum of the header |
 * | 4 + n (+ 4) | a block: its length, the upper bit for bytes as they are; then its checksum where flagged |
 * | 4 (+ 4) | 0 ends the frame; then the checksum of all that it gives where flagged |
 *
 * Checksums are XXH32: a block's is that of its stored bytes, the header's is the second byte of that of its flags and what follows them.
 * Blocks may look back into the ones before, so all of them unpack into one buffer.
 * Source: LZ4 frame format 1.6, LZ4 block format.
 */
import { packLz4Block } from "./lz4-block.js";
import { xxh32 } from "./xxh32.js";

const magic = 0x184d2204;
const lz4BlockBytes = 4 << 20;
/** No byte of a block gives more. */
const mostExpansion = 255;
const asItIs = 0x80000000;
/** Version 1, independent blocks of 4 MiB; the last byte is the checksum of the two before it. */
const frameHead = Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0x73);

/** @throws RangeError when the frame is damaged or does not give exactly `bytes` bytes */
export function unpackLz4Frame(input: Buffer, bytes: number): Buffer {
  const output = Buffer.allocUnsafeSlow(bytes);
  const filled = unpackInto(input, output);
  if (filled !== bytes) throw new RangeError(`the LZ4 frame gives ${filled} bytes, not ${bytes}`);
  return output;
}

/** A frame as `packLz4Frame` makes them, whose size nobody tells. */
export function unpackOpenLz4Frame(input: Buffer): Buffer {
  let blocks = 0;
  for (let at = 7; at + 4 <= input.length; blocks++) {
    const word = input.readUInt32LE(at);
    if (word === 0) break;
    at += 4 + (word & 0x7fffffff);
  }
  const output = Buffer.allocUnsafeSlow(Math.min(blocks * lz4BlockBytes, mostExpansion * input.length));
  return output.subarray(0, unpackInto(input, output));
}

/** Packs into independent blocks, those that do not shrink as they are; without checksums. */
export function packLz4Frame(input: Uint8Array): Buffer {
  const parts: Uint8Array[] = [frameHead];
  for (let at = 0; at < input.length; at += lz4BlockBytes) {
    const block = input.subarray(at, at + lz4BlockBytes);
    const packed = packLz4Block(block);
    const isSmaller = packed.length < block.length;
    const word = Buffer.alloc(4);
    word.writeUInt32LE(isSmaller ? packed.length : (block.length | asItIs) >>> 0);
    parts.push(word, isSmaller ? packed : block);
  }
  parts.push(Buffer.alloc(4));
  return Buffer.concat(parts);
}

function unpackInto(input: Buffer, output: Buffer): number {
  if (input.readUInt32LE(0) !== magic) throw new RangeError("it is no LZ4 frame");
  const flags = input.readUInt8(4);
  if (flags >> 6 !== 1) throw new RangeError("the LZ4 frame has another version");
  const headerEnd = 6 + ((flags & 0x08) !== 0 ? 8 : 0) + ((flags & 0x01) !== 0 ? 4 : 0);
  if (input.readUInt8(headerEnd) !== ((xxh32(input.subarray(4, headerEnd)) >>> 8) & 0xff))
    throw otherSum("header");
  const hasBlockSums = (flags & 0x10) !== 0;
  const hasContentSum = (flags & 0x04) !== 0;
  let at = headerEnd + 1;
  let filled = 0;
  for (;;) {
    const word = input.readUInt32LE(at);
    at += 4;
    if (word === 0) break;
    const end = at + (word & 0x7fffffff);
    if (end > input.length) throw new RangeError("the LZ4 frame is cut off");
    if (hasBlockSums && input.readUInt32LE(end) !== xxh32(input.subarray(at, end))) throw otherSum("block");
    if (word >>> 31 === 1) {
      if (filled + end - at > output.length) throw tooLong(output.length);
      filled += input.copy(output, filled, at, end);
    } else filled = unpackBlock(input, at, end, output, filled);
    at = hasBlockSums ? end + 4 : end;
  }
  if (hasContentSum && input.readUInt32LE(at) !== xxh32(output.subarray(0, filled)))
    throw otherSum("content");
  return filled;
}

/** Unpacks one block; returns how much of `output` is filled then. */
function unpackBlock(input: Buffer, start: number, end: number, output: Buffer, from: number): number {
  let at = start;
  let to = from;
  while (at < end) {
    const token = input[at++] ?? 0;
    let literals = token >> 4;
    if (literals === 15) {
      let more = 255;
      while (more === 255 && at < end) literals += more = input[at++] ?? 0;
    }
    if (at + literals > end) throw new RangeError("an LZ4 block is cut off");
    if (to + literals > output.length) throw tooLong(output.length);
    input.copy(output, to, at, at + literals);
    at += literals;
    to += literals;
    if (at === end) return to;
    const distance = (input[at] ?? 0) | ((input[at + 1] ?? 0) << 8);
    at += 2;
    if (at > end || distance === 0 || distance > to)
      throw new RangeError("an LZ4 block points outside its frame");
    let length = (token & 15) + 4;
    if (length === 19) {
      let more = 255;
      while (more === 255 && at < end) length += more = input[at++] ?? 0;
    }
    if (to + length > output.length) throw tooLong(output.length);
    if (distance >= length) output.copyWithin(to, to - distance, to - distance + length);
    else for (let index = 0; index < length; index++) output[to + index] = output[to + index - distance] ?? 0;
    to += length;
  }
  return to;
}

function tooLong(bytes: number): RangeError {
  return new RangeError(`the LZ4 frame gives more than ${bytes} bytes`);
}

function otherSum(part: string): RangeError {
  return new RangeError(`the LZ4 frame's ${part} does not have its checksum`);
}
