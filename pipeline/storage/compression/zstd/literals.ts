/** Decodes the literals of zstd blocks: stored, repeated, or coded by Huffman in one or four streams (RFC 8878, section 3.1.1.3.1). */
import { check } from "./check.js";
import { decodeHuffman, type HuffmanTable, readHuffmanTable } from "./huffman.js";

/** RFC 8878, section 3.1.1.2.4: no block regenerates more. */
export const maxBlockBytes = 128 << 10;

/** Bits are read backwards and up to 4 bytes at once: room on both sides of the input keeps loads in bounds. */
export const inputMargin = 32;

export class ZstdLiterals {
  /** The literals of the block; `count` of them. */
  readonly bytes = new Uint8Array(maxBlockBytes + inputMargin);
  count = 0;
  /** The table that was sent last; later blocks of the frame may refer to it. */
  private huffman: HuffmanTable | undefined;

  /** Decodes the literals of a block into `bytes`; returns where the sequences begin. RFC 8878, section 3.1.1.3.1. */
  decode(input: Uint8Array, start: number, end: number): number {
    const first = input[start]!;
    const type = first & 3;
    const format = (first >> 2) & 3;
    let at = start;
    if (type < 2) {
      let size = first >> 3;
      if (format === 1) size = (first >> 4) | (input[start + 1]! << 4);
      if (format === 3) size = (first >> 4) | (input[start + 1]! << 4) | (input[start + 2]! << 12);
      at += format === 1 ? 2 : format === 3 ? 3 : 1;
      check(
        size <= maxBlockBytes && at + (type === 0 ? size : 1) <= end,
        "literals are larger than their block",
      );
      this.count = size;
      if (type === 0) {
        this.bytes.set(input.subarray(at, at + size));
        return at + size;
      }
      this.bytes.fill(input[at]!, 0, size);
      return at + 1;
    }
    const sizeBits = format < 2 ? 10 : format === 2 ? 14 : 18;
    const headerBytes = format < 2 ? 3 : format === 2 ? 4 : 5;
    // The header may have up to 40 bits, more than 32-bit integers hold.
    let header = 0;
    for (let index = headerBytes - 1; index >= 0; index--) header = header * 256 + input[start + index]!;
    header = Math.floor(header / 16);
    const size = header % 2 ** sizeBits;
    const compressed = Math.floor(header / 2 ** sizeBits) % 2 ** sizeBits;
    at += headerBytes;
    const streamsEnd = at + compressed;
    check(size <= maxBlockBytes && streamsEnd <= end, "literals are larger than their block");
    if (type === 2) {
      const { table, next } = readHuffmanTable(input, at, streamsEnd);
      this.huffman = table;
      at = next;
    }
    const huffman = this.huffman;
    if (huffman === undefined) throw new RangeError("literals refer to a Huffman table that was never sent");
    this.count = size;
    if (format === 0) {
      decodeHuffman(huffman, input, at, streamsEnd, this.bytes, 0, size);
      return streamsEnd;
    }
    const quarter = (size + 3) >> 2;
    check(at + 6 <= streamsEnd && quarter * 3 <= size, "the jump table of the literals is cut");
    const end1 = at + 6 + (input[at]! | (input[at + 1]! << 8));
    const end2 = end1 + (input[at + 2]! | (input[at + 3]! << 8));
    const end3 = end2 + (input[at + 4]! | (input[at + 5]! << 8));
    check(end3 < streamsEnd, "the jump table of the literals points beyond them");
    decodeHuffman(huffman, input, at + 6, end1, this.bytes, 0, quarter);
    decodeHuffman(huffman, input, end1, end2, this.bytes, quarter, quarter * 2);
    decodeHuffman(huffman, input, end2, end3, this.bytes, quarter * 2, quarter * 3);
    decodeHuffman(huffman, input, end3, streamsEnd, this.bytes, quarter * 3, size);
    return streamsEnd;
  }
}
