/**
 * Decodes the blocks of one zstd frame one at a time (RFC 8878), for frames that are too large to decode in one call.
 *
 * Memory: twice the window plus 1 MiB. A damaged block throws RangeError. The content is compared with its checksum by `streamed-frame.ts`.
 *
 * Names follow the RFC: literals, sequences (literal length, match length, offset), repeat offsets.
 */
import { check } from "./check.js";
import type { FseTable } from "./entropy.js";
import { inputMargin, maxBlockBytes, ZstdLiterals } from "./literals.js";
import { literalLengthBase, literalLengthBits, matchLengthBase, matchLengthBits } from "./sequence-codes.js";
import { readSequenceHeader, type SequenceTables } from "./sequence-tables.js";

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

export class ZstdBlockDecoder {
  private readonly window: number;
  /** Decoded bytes: at least one window of history before `at`. */
  private readonly output: Buffer;
  private at = 0;
  private readonly input = new Uint8Array(maxBlockBytes + 2 * inputMargin);
  private readonly literals = new ZstdLiterals();
  private tables: Partial<SequenceTables> = {};
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
      this.decodeSequences(this.literals.decode(this.input, inputMargin, end), end);
    }
    check(
      this.at - start <= Math.min(this.window, maxBlockBytes),
      "a block holds more than its frame allows",
    );
    return Buffer.from(this.output.subarray(start, this.at));
  }

  /** Runs the sequences of the block over the literals into `output`. RFC 8878, sections 3.1.1.3.2 and 3.1.1.4. */
  private decodeSequences(start: number, end: number): void {
    const { count, next, tables } = readSequenceHeader(this.input, start, end, this.tables);
    if (tables === undefined) {
      this.copyLiterals(0);
      return;
    }
    this.tables = tables;
    this.runSequences(count, next, end, tables.literalLengths, tables.offsets, tables.matchLengths);
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
    const { bytes: literals, count: literalCount } = this.literals;
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
    const { bytes, count } = this.literals;
    this.output.set(bytes.subarray(from, count), this.at);
    this.at += count - from;
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
