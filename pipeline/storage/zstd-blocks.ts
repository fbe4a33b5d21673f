/**
 * Decodes the blocks of one zstd frame one at a time (RFC 8878), for frames that are too large to decode in one call.
 *
 * Memory: twice the window plus 1 MiB. A damaged block throws RangeError. The content
 * checksum of the frame is not computed here.
 *
 * Names follow the RFC: literals, sequences (literal length, match length, offset), repeat offsets.
 */
import { buildFseTable, type FseTable, readFseTable, repeatTable } from "./zstd-entropy.js";
import { decodeHuffman, type HuffmanTable, readHuffmanTable } from "./zstd-huffman.js";
import {
  defaultLiteralLengths,
  defaultMatchLengths,
  defaultOffsets,
  literalLengthBase,
  literalLengthBits,
  matchLengthBase,
  matchLengthBits,
} from "./zstd-sequence-codes.js";

/** RFC 8878, section 3.1.1.2.4: no block regenerates more. */
export const maxBlockBytes = 128 << 10;

export interface ZstdBlock {
  readonly kind: "raw" | "repeat" | "compressed" | "reserved";
  /** Size of the content in the file; for "repeat", the number of bytes that the one byte of content stands for. */
  readonly size: number;
  readonly last: boolean;
  readonly header: Buffer;
  readonly content: Buffer;
  /** Offset of the block in the file. */
  readonly offset: number;
}

/** Bits are read backwards and up to 4 bytes at once: room on both sides of the input keeps loads in bounds. */
const inputMargin = 32;

export class ZstdBlockDecoder {
  private readonly window: number;
  /** Decoded bytes: at least one window of history before `at`. */
  private readonly output: Buffer;
  private at = 0;
  private readonly input = new Uint8Array(maxBlockBytes + 2 * inputMargin);
  private readonly literals = new Uint8Array(maxBlockBytes + inputMargin);
  private literalCount = 0;
  private huffman: HuffmanTable | undefined;
  private literalLengths: FseTable | undefined;
  private matchLengths: FseTable | undefined;
  private offsets: FseTable | undefined;
  private repeat1 = 1;
  private repeat2 = 4;
  private repeat3 = 8;

  constructor(windowBytes: number) {
    this.window = Math.max(windowBytes, 1024);
    this.output = Buffer.allocUnsafeSlow(this.window * 2 + (1 << 20));
  }

  /** The bytes of one block, as a copy. Blocks must come in order. */
  decode(block: ZstdBlock): Buffer {
    if (this.at + maxBlockBytes > this.output.length) {
      this.output.copyWithin(0, this.at - this.window, this.at);
      this.at = this.window;
    }
    const start = this.at;
    if (block.kind === "raw") {
      block.content.copy(this.output, start);
      this.at += block.size;
    } else if (block.kind === "repeat") {
      this.output.fill(block.content[0] ?? 0, start, start + block.size);
      this.at += block.size;
    } else {
      this.input.fill(0, inputMargin + block.size, 2 * inputMargin + block.size);
      this.input.set(block.content, inputMargin);
      const end = inputMargin + block.size;
      this.decodeSequences(this.decodeLiterals(inputMargin, end), end);
    }
    return Buffer.from(this.output.subarray(start, this.at));
  }

  /** Fills `literals`; returns where the sequences begin. RFC 8878, section 3.1.1.3.1. */
  private decodeLiterals(start: number, end: number): number {
    const input = this.input;
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
      this.literalCount = size;
      if (type === 0) {
        this.literals.set(input.subarray(at, at + size));
        return at + size;
      }
      this.literals.fill(input[at]!, 0, size);
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
    this.literalCount = size;
    if (format === 0) {
      decodeHuffman(huffman, input, at, streamsEnd, this.literals, 0, size);
      return streamsEnd;
    }
    const quarter = (size + 3) >> 2;
    check(at + 6 <= streamsEnd && quarter * 3 <= size, "the jump table of the literals is cut");
    const end1 = at + 6 + (input[at]! | (input[at + 1]! << 8));
    const end2 = end1 + (input[at + 2]! | (input[at + 3]! << 8));
    const end3 = end2 + (input[at + 4]! | (input[at + 5]! << 8));
    check(end3 < streamsEnd, "the jump table of the literals points beyond them");
    decodeHuffman(huffman, input, at + 6, end1, this.literals, 0, quarter);
    decodeHuffman(huffman, input, end1, end2, this.literals, quarter, quarter * 2);
    decodeHuffman(huffman, input, end2, end3, this.literals, quarter * 2, quarter * 3);
    decodeHuffman(huffman, input, end3, streamsEnd, this.literals, quarter * 3, size);
    return streamsEnd;
  }

  /** Runs the sequences of the block over `literals` into `output`. RFC 8878, sections 3.1.1.3.2 and 3.1.1.4. */
  private decodeSequences(start: number, end: number): void {
    const input = this.input;
    check(start < end, "the block ends before its sequences");
    let at = start;
    let count = input[at++]!;
    if (count === 0) {
      check(at === end, "bytes are left after the block");
      this.copyLiterals(0);
      return;
    }
    if (count === 255) {
      count = input[at]! + (input[at + 1]! << 8) + 0x7f00;
      at += 2;
    } else if (count > 127) {
      count = ((count - 128) << 8) + input[at++]!;
    }
    const modes = input[at++]!;
    check(at <= end && (modes & 3) === 0, "the header of the sequences is damaged");
    const literalLengths = readTable(
      input,
      at,
      end,
      modes >> 6,
      9,
      35,
      defaultLiteralLengths,
      this.literalLengths,
    );
    const offsets = readTable(
      input,
      literalLengths.next,
      end,
      (modes >> 4) & 3,
      8,
      31,
      defaultOffsets,
      this.offsets,
    );
    const matchLengths = readTable(
      input,
      offsets.next,
      end,
      (modes >> 2) & 3,
      9,
      52,
      defaultMatchLengths,
      this.matchLengths,
    );
    this.literalLengths = literalLengths.table;
    this.offsets = offsets.table;
    this.matchLengths = matchLengths.table;
    this.runSequences(count, matchLengths.next, end, literalLengths.table, offsets.table, matchLengths.table);
  }

  private runSequences(
    count: number,
    start: number,
    end: number,
    llTable: FseTable,
    ofTable: FseTable,
    mlTable: FseTable,
  ): void {
    const input = this.input;
    const output = this.output;
    const literals = this.literals;
    const literalCount = this.literalCount;
    const limit = this.at + maxBlockBytes;
    const last = start < end ? input[end - 1]! : 0;
    check(last !== 0, "the bit stream of the sequences has no end mark");
    const firstBit = start * 8;
    let at = this.at;
    let literalAt = 0;
    let repeat1 = this.repeat1;
    let repeat2 = this.repeat2;
    let repeat3 = this.repeat3;
    const llCells = llTable.cells;
    const ofCells = ofTable.cells;
    const mlCells = mlTable.cells;
    // Position of the next unread bit, counted from the start of `input`; bits are read downwards.
    let bit = (end - 1) * 8 + (31 - Math.clz32(last));
    bit -= llTable.log;
    let llState = load(input, bit) & ((1 << llTable.log) - 1);
    bit -= ofTable.log;
    let ofState = load(input, bit) & ((1 << ofTable.log) - 1);
    bit -= mlTable.log;
    let mlState = load(input, bit) & ((1 << mlTable.log) - 1);
    check(bit >= firstBit, "the bit stream of the sequences is too short");
    for (let left = count; left > 0; left--) {
      const llCell = llCells[llState]!;
      const ofCell = ofCells[ofState]!;
      const mlCell = mlCells[mlState]!;
      const ofCode = ofCell & 0xff;
      let offset: number;
      if (ofCode > 24) {
        // More bits than one load holds: the high part first.
        const high = ofCode - 16;
        bit -= high;
        const upper = load(input, bit) & ((1 << high) - 1);
        bit -= 16;
        offset = 2 ** ofCode + upper * 65536 + (load(input, bit) & 0xffff);
      } else {
        bit -= ofCode;
        offset = (1 << ofCode) + (load(input, bit) & ((1 << ofCode) - 1));
      }
      const mlCode = mlCell & 0xff;
      const mlBits = matchLengthBits[mlCode]!;
      bit -= mlBits;
      let matchLength = matchLengthBase[mlCode]! + (load(input, bit) & ((1 << mlBits) - 1));
      const llCode = llCell & 0xff;
      const llBits = literalLengthBits[llCode]!;
      bit -= llBits;
      let literalLength = literalLengthBase[llCode]! + (load(input, bit) & ((1 << llBits) - 1));
      if (left > 1) {
        const llNext = (llCell >>> 8) & 0xff;
        bit -= llNext;
        llState = (llCell >>> 16) + (load(input, bit) & ((1 << llNext) - 1));
        const mlNext = (mlCell >>> 8) & 0xff;
        bit -= mlNext;
        mlState = (mlCell >>> 16) + (load(input, bit) & ((1 << mlNext) - 1));
        const ofNext = (ofCell >>> 8) & 0xff;
        bit -= ofNext;
        ofState = (ofCell >>> 16) + (load(input, bit) & ((1 << ofNext) - 1));
      }
      if (bit < firstBit) throw new RangeError("the bit stream of the sequences is too short");

      if (offset > 3) {
        offset -= 3;
        repeat3 = repeat2;
        repeat2 = repeat1;
        repeat1 = offset;
      } else {
        const which = literalLength === 0 ? offset + 1 : offset;
        if (which === 1) {
          offset = repeat1;
        } else {
          offset = which === 2 ? repeat2 : which === 3 ? repeat3 : repeat1 - 1;
          if (which !== 2) repeat3 = repeat2;
          repeat2 = repeat1;
          repeat1 = offset;
        }
      }

      if (literalAt + literalLength > literalCount || at + literalLength + matchLength > limit) {
        throw new RangeError("a sequence is larger than its block");
      }
      if (literalLength > 48) {
        output.set(literals.subarray(literalAt, literalAt + literalLength), at);
        at += literalLength;
        literalAt += literalLength;
      } else {
        for (; literalLength > 0; literalLength--) output[at++] = literals[literalAt++]!;
      }
      let from = at - offset;
      if (offset <= 0 || from < 0) throw new RangeError("a match begins before the frame");
      if (matchLength > 48 && offset >= matchLength) {
        output.copyWithin(at, from, from + matchLength);
        at += matchLength;
      } else {
        for (; matchLength > 0; matchLength--) output[at++] = output[from++]!;
      }
    }
    check(bit === firstBit, "bits are left after the last sequence");
    this.repeat1 = repeat1;
    this.repeat2 = repeat2;
    this.repeat3 = repeat3;
    check(at + literalCount - literalAt <= limit, "the block grows beyond its limit");
    this.at = at;
    this.copyLiterals(literalAt);
  }

  private copyLiterals(from: number): void {
    this.output.set(this.literals.subarray(from, this.literalCount), this.at);
    this.at += this.literalCount - from;
  }
}

/** 25 or more bits from bit position `bit` on, lowest first. */
function load(input: Uint8Array, bit: number): number {
  const byte = bit >> 3;
  return (
    (input[byte]! | (input[byte + 1]! << 8) | (input[byte + 2]! << 16) | (input[byte + 3]! << 24)) >>>
    (bit & 7)
  );
}

/** The table of one kind of code, by its mode: predefined, one symbol, sent along, as before. */
function readTable(
  input: Uint8Array,
  at: number,
  end: number,
  mode: number,
  maxLog: number,
  maxSymbol: number,
  predefined: FseTable,
  previous: FseTable | undefined,
): { table: FseTable; next: number } {
  if (mode === 0) return { table: predefined, next: at };
  if (mode === 1) {
    check(at < end && input[at]! <= maxSymbol, "a code is out of range");
    return { table: repeatTable(input[at]!), next: at + 1 };
  }
  if (mode === 2) {
    const { counts, log, next } = readFseTable(input, at, end, maxLog, maxSymbol);
    return { table: buildFseTable(counts, log), next };
  }
  if (previous === undefined) throw new RangeError("sequences refer to a table that was never sent");
  return { table: previous, next: at };
}

function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new RangeError(message);
}
