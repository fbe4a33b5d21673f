/** Huffman coded literals of zstd (RFC 8878, section 4.2). */
import { buildFseTable, readFseTable } from "./entropy.js";

const maxCodeBits = 11;

export interface HuffmanTable {
  /** Longest code in bits. */
  readonly bits: number;
  /** Looked up by the next `bits` bits of the input: the symbol in bits 0-7, the length of its code in 8-15. */
  readonly cells: Uint16Array;
}

/** Reads the weights and builds the table; `next` is the first byte after them. */
export function readHuffmanTable(
  input: Uint8Array,
  start: number,
  end: number,
): { table: HuffmanTable; next: number } {
  if (start >= end) throw new RangeError("a Huffman table is cut");
  const header = input[start]!;
  const weights = new Uint8Array(256);
  let count = 0;
  let next = start + 1;
  if (header >= 128) {
    count = header - 127;
    next += (count + 1) >> 1;
    if (next > end) throw new RangeError("a Huffman table is cut");
    for (let index = 0; index < count; index++) {
      const pair = input[start + 1 + (index >> 1)]!;
      weights[index] = index % 2 === 0 ? pair >> 4 : pair & 15;
    }
  } else {
    next += header;
    if (next > end) throw new RangeError("a Huffman table is cut");
    count = readCompressedWeights(input, start + 1, next, weights);
  }
  return { table: buildTable(weights, count), next };
}

/** Two states take turns until the bits are used up. */
function readCompressedWeights(input: Uint8Array, start: number, end: number, weights: Uint8Array): number {
  const { counts, log, next } = readFseTable(input, start, end, 6, 255);
  const { cells } = buildFseTable(counts, log);
  const last = next < end ? input[end - 1]! : 0;
  if (last === 0) throw new RangeError("the weights of a Huffman table have no end mark");
  const firstBit = next * 8;
  let bit = (end - 1) * 8 + (31 - Math.clz32(last));
  let count = 0;
  let state = read(log);
  let other = read(log);
  if (bit < firstBit) throw new RangeError("the weights of a Huffman table are cut");
  for (;;) {
    const cell = cells[state]!;
    if (count >= 254) throw new RangeError("a Huffman table has too many weights");
    weights[count++] = cell & 0xff;
    const width = (cell >>> 8) & 0xff;
    if (bit - width < firstBit) {
      weights[count++] = cells[other]! & 0xff;
      return count;
    }
    state = other;
    other = (cell >>> 16) + read(width);
  }

  function read(width: number): number {
    bit -= width;
    const byte = bit >> 3;
    return ((input[byte]! | (input[byte + 1]! << 8)) >>> (bit & 7)) & ((1 << width) - 1);
  }
}

function buildTable(weights: Uint8Array, count: number): HuffmanTable {
  let sum = 0;
  for (let symbol = 0; symbol < count; symbol++) {
    const weight = weights[symbol]!;
    if (weight > maxCodeBits + 1) throw new RangeError("a Huffman code is too long");
    if (weight > 0) sum += 1 << (weight - 1);
  }
  if (sum === 0) throw new RangeError("a Huffman table is empty");
  const bits = 32 - Math.clz32(sum);
  // The last weight is not sent: it fills the sum up to a power of two.
  const left = (1 << bits) - sum;
  if (bits > maxCodeBits || (left & (left - 1)) !== 0)
    throw new RangeError("the weights of a Huffman table do not add up");
  weights[count] = 32 - Math.clz32(left);
  const cells = new Uint16Array(1 << bits);
  let at = 0;
  // Longest codes (smallest weights) first, symbols in order.
  for (let weight = 1; weight <= bits; weight++) {
    for (let symbol = 0; symbol <= count; symbol++) {
      if (weights[symbol] !== weight) continue;
      const span = 1 << (weight - 1);
      cells.fill(symbol | ((bits + 1 - weight) << 8), at, at + span);
      at += span;
    }
  }
  if (at !== cells.length) throw new RangeError("the weights of a Huffman table do not add up");
  return { bits, cells };
}

/** Decodes one backward bit stream, input [start, end), into output [from, to). */
export function decodeHuffman(
  table: HuffmanTable,
  input: Uint8Array,
  start: number,
  end: number,
  output: Uint8Array,
  from: number,
  to: number,
): void {
  const { bits, cells } = table;
  const mask = cells.length - 1;
  const last = start < end ? input[end - 1]! : 0;
  if (last === 0) throw new RangeError("a stream of literals has no end mark");
  const firstBit = start * 8;
  let bit = (end - 1) * 8 + (31 - Math.clz32(last));
  let at = from;
  // Two codes of at most 11 bits from one load of at least 25.
  while (at + 1 < to && bit - 22 >= firstBit) {
    const low = bit - 22;
    const byte = low >> 3;
    const word =
      (input[byte]! | (input[byte + 1]! << 8) | (input[byte + 2]! << 16) | (input[byte + 3]! << 24)) >>>
      (low & 7);
    const cell1 = cells[(word >>> (22 - bits)) & mask]!;
    const bits1 = cell1 >> 8;
    const cell2 = cells[(word >>> (22 - bits - bits1)) & mask]!;
    output[at] = cell1;
    output[at + 1] = cell2;
    at += 2;
    bit -= bits1 + (cell2 >> 8);
  }
  for (; at < to; at++) {
    const low = bit - bits;
    const byte = low >> 3;
    let word = (input[byte]! | (input[byte + 1]! << 8) | (input[byte + 2]! << 16)) >>> (low & 7);
    // Below the stream stands something else; it counts as zeros.
    if (low < firstBit) word = (word >>> (firstBit - low)) << (firstBit - low);
    const cell = cells[word & mask]!;
    output[at] = cell;
    bit -= cell >> 8;
    if (bit < firstBit) throw new RangeError("a stream of literals is too short");
  }
  if (bit !== firstBit) throw new RangeError("bits are left after the literals");
}
