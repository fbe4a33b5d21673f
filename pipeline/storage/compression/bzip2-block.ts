/**
 * Decodes one block of a bzip2 stream: Huffman codes, move-to-front, the Burrows-Wheeler transform and runs.
 *
 * Written here because the packages for it (unbzip2-stream, seek-bzip) hand out a block byte by byte into an array of numbers: a
 * block of one repeated byte, 45 MB from 50 bytes, takes them 400 MB, and real text costs three times as much time.
 *
 * A block, bits from the upper end of each byte on:
 *
 *     48 magic, 32 CRC of what it unpacks to, 1 randomised, 24 row of the transform that is the text
 *     16 + 16 × n: which bytes occur
 *     3 tables (2 to 6), 15 selectors; each selector in unary, by move-to-front of the tables
 *     each table: 5 bits the first length, then for each symbol 0 = as it is, 10 = longer, 11 = shorter, until 0
 *     symbols, 50 by one selector: 0 and 1 write the length of a run in bijective base 2, the last one ends the block
 *
 * Memory: 4 bytes for each byte of the block, 3.6 MB at most. Source: the format as bzip2 1.0.8 reads it.
 */

/** 32,767 selectors of 50 symbols of 20 bits, and the tables. */
export const maxPackedBlockBytes = 4_200_000;
/** The bytes behind the input that a decoder may look at before it notices that the input has ended. */
export const inputMargin = 256;

const groupSymbols = 50;
const longestCode = 20;
const quickBits = 10;
/** The longest run at the end of a block: four bytes and a count of 255. */
const longestRun = 259;

/** Thrown when a block needs more bits than there are. */
export class EndOfBits extends Error {}

const crcTable = new Int32Array(256).map((_, index) => {
  let value = index << 24;
  for (let bit = 0; bit < 8; bit++) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value;
});

/** A code of one table: short codes by one look, longer ones by their length. */
interface Code {
  /** Looked up by the next `quickBits` bits of the input: symbol << 5 | length; 0 when the code is longer. */
  readonly quick: Uint16Array;
  /** For each length: the first code after the codes of that length, extended to `longestCode` bits. */
  readonly limits: Int32Array;
  /** For each length: what to subtract from a code of that length to get its place in `symbols`. */
  readonly bases: Int32Array;
  readonly symbols: Uint16Array;
}

export class Bzip2Block {
  /** Each entry has a byte in its lower 8 bits and, in the upper 24, the place of the entry that follows it in the text. */
  private readonly order: Uint32Array;
  private readonly capacity: number;
  private readonly byteOfSymbol = new Uint8Array(256);
  private readonly recent = new Uint8Array(256);
  private readonly selectors = new Uint8Array(1 << 15);
  private bytes: Uint8Array = new Uint8Array(0);
  private bit = 0;
  private lastBit = 0;

  private left = 0;
  private place = 0;
  private previous = -1;
  private repeats = 0;
  private crc = 0;
  private expectedCrc = 0;

  /** @param level 1 to 9: a block holds so many times 100,000 bytes */
  constructor(level: number) {
    this.capacity = 100_000 * level;
    this.order = new Uint32Array(this.capacity);
  }

  /** The checksum that the block states. */
  get checksum(): number {
    return this.expectedCrc >>> 0;
  }

  /**
   * Reads a block behind its magic.
   *
   * @param bytes the input, with `inputMargin` bytes of any value behind its end
   * @param bit where the block goes on, in bits
   * @param end where the input ends, in bytes
   * @returns the bit behind the block
   * @throws RangeError when the block is damaged, EndOfBits when the input ends inside of it
   */
  read(bytes: Uint8Array, bit: number, end: number): number {
    this.bytes = bytes;
    this.bit = bit;
    this.lastBit = 8 * end;
    this.expectedCrc = (this.take(16) << 16) | this.take(16);
    if (this.take(1) === 1) throw new RangeError("it is randomised, as no bzip2 since 0.9.5 writes");
    const origin = this.take(24);
    const used = this.readBytesUsed();
    const tables = this.take(3);
    if (tables < 2 || tables > 6) throw new RangeError(`${tables} tables`);
    const selectors = this.readSelectors(tables);
    const codes = Array.from({ length: tables }, () => this.readCode(used + 2));
    const count = this.readSymbols(codes, selectors, used + 1);
    if (origin >= count) throw new RangeError("its text begins outside of it");
    this.place = (this.order[origin] ?? 0) >>> 8;
    this.left = count;
    this.previous = -1;
    this.repeats = 0;
    this.crc = -1;
    return this.bit;
  }

  /** The next bytes of the text, at least 260 at a time while there are more; 0 when all were given. */
  unpack(into: Uint8Array): number {
    const { order } = this;
    const full = into.length - longestRun;
    let { left, place, previous, repeats, crc } = this;
    let at = 0;
    while (left > 0 && at <= full) {
      const entry = order[place]!;
      const byte = entry & 0xff;
      place = entry >>> 8;
      left--;
      if (repeats === 4) {
        for (let copy = 0; copy < byte; copy++) {
          crc = (crc << 8) ^ crcTable[(crc >>> 24) ^ previous]!;
          into[at++] = previous;
        }
        repeats = 0;
        previous = -1;
        continue;
      }
      repeats = byte === previous ? repeats + 1 : 1;
      previous = byte;
      crc = (crc << 8) ^ crcTable[(crc >>> 24) ^ byte]!;
      into[at++] = byte;
    }
    this.left = left;
    this.place = place;
    this.previous = previous;
    this.repeats = repeats;
    this.crc = crc;
    return at;
  }

  /** Whether what was unpacked has the checksum that the block states. */
  get isSound(): boolean {
    return ~this.crc === this.expectedCrc;
  }

  private take(bits: number): number {
    const { bytes, bit } = this;
    const at = bit >>> 3;
    this.bit = bit + bits;
    if (this.bit > this.lastBit) throw new EndOfBits();
    const word =
      ((bytes[at] ?? 0) << 24) |
      ((bytes[at + 1] ?? 0) << 16) |
      ((bytes[at + 2] ?? 0) << 8) |
      (bytes[at + 3] ?? 0);
    return (word << (bit & 7)) >>> (32 - bits);
  }

  /** @returns how many different bytes occur */
  private readBytesUsed(): number {
    const rows = this.take(16);
    let used = 0;
    for (let row = 0; row < 16; row++) {
      if ((rows & (0x8000 >> row)) === 0) continue;
      const columns = this.take(16);
      for (let column = 0; column < 16; column++)
        if ((columns & (0x8000 >> column)) !== 0) this.byteOfSymbol[used++] = 16 * row + column;
    }
    if (used === 0) throw new RangeError("no byte occurs");
    return used;
  }

  /** @returns how many selectors there are */
  private readSelectors(tables: number): number {
    const count = this.take(15);
    if (count === 0) throw new RangeError("no selectors");
    const { recent } = this;
    for (let table = 0; table < tables; table++) recent[table] = table;
    for (let index = 0; index < count; index++) {
      let at = 0;
      while (this.take(1) === 1) if (++at >= tables) throw new RangeError("a selector of no table");
      this.selectors[index] = toFront(recent, at);
    }
    return count;
  }

  private readCode(symbols: number): Code {
    const lengths = new Uint8Array(symbols);
    let length = this.take(5);
    for (let symbol = 0; symbol < symbols; symbol++) {
      for (;;) {
        if (length < 1 || length > longestCode) throw new RangeError(`a code of ${length} bits`);
        if (this.take(1) === 0) break;
        length += this.take(1) === 0 ? 1 : -1;
      }
      lengths[symbol] = length;
    }
    return codeOf(lengths);
  }

  /** Fills `order`. @returns the bytes of the block */
  private readSymbols(codes: readonly Code[], selectors: number, endSymbol: number): number {
    const { bytes, order, recent, byteOfSymbol, capacity, lastBit } = this;
    const counts = new Uint32Array(257);
    for (let index = 0; index < 256; index++) recent[index] = index;
    let { bit } = this;
    let count = 0;
    let run = 0;
    let runWeight = 1;
    let selector = 0;
    let code = codes[0]!;
    let inGroup = 0;
    for (;;) {
      if (inGroup === 0) {
        if (bit > lastBit || selector === selectors)
          throw this.damaged(bit, "more symbols than its selectors allow");
        code = codes[this.selectors[selector++]!]!;
        inGroup = groupSymbols;
      }
      inGroup--;
      const at = bit >>> 3;
      const word = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
      const ahead = (word << (bit & 7)) >>> (32 - longestCode);
      let symbol = code.quick[ahead >>> (longestCode - quickBits)]!;
      if (symbol !== 0) {
        bit += symbol & 31;
        symbol >>>= 5;
      } else {
        let length = quickBits + 1;
        while (length <= longestCode && ahead >= code.limits[length]!) length++;
        if (length > longestCode) throw this.damaged(bit + longestCode, "an unknown code");
        symbol = code.symbols[(ahead >>> (longestCode - length)) - code.bases[length]!]!;
        bit += length;
      }
      if (symbol < 2) {
        run += runWeight << symbol;
        runWeight <<= 1;
        if (run > capacity) throw this.damaged(bit, "a run longer than the block");
        continue;
      }
      if (run > 0) {
        if (count + run > capacity) throw this.damaged(bit, "more bytes than the block holds");
        const byte = byteOfSymbol[recent[0]!]!;
        order.fill(byte, count, count + run);
        counts[byte + 1]! += run;
        count += run;
        run = 0;
        runWeight = 1;
      }
      if (symbol === endSymbol) break;
      if (count === capacity) throw this.damaged(bit, "more bytes than the block holds");
      const byte = byteOfSymbol[toFront(recent, symbol - 1)]!;
      counts[byte + 1]!++;
      order[count++] = byte;
    }
    if (bit > lastBit) throw new EndOfBits();
    this.bit = bit;
    for (let byte = 1; byte <= 256; byte++) counts[byte]! += counts[byte - 1]!;
    for (let index = 0; index < count; index++) {
      const byte = order[index]! & 0xff;
      order[counts[byte]!++]! |= index << 8;
    }
    return count;
  }

  /** Bits beyond the end of the input mean nothing; a wrong code there is no damage. */
  private damaged(bit: number, what: string): Error {
    return bit > this.lastBit ? new EndOfBits() : new RangeError(what);
  }
}

function toFront(list: Uint8Array, at: number): number {
  const value = list[at]!;
  for (let index = at; index > 0; index--) list[index] = list[index - 1]!;
  list[0] = value;
  return value;
}

/** Codes of one length follow one another in the order of their symbols; longer ones follow shorter ones. */
function codeOf(lengths: Uint8Array): Code {
  const quick = new Uint16Array(1 << quickBits);
  const limits = new Int32Array(longestCode + 1);
  const bases = new Int32Array(longestCode + 1);
  const symbols = new Uint16Array(lengths.length);
  let code = 0;
  let placed = 0;
  for (let length = 1; length <= longestCode; length++) {
    bases[length] = code - placed;
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== length) continue;
      if (code >= 1 << length) throw new RangeError("more codes of one length than there can be");
      symbols[placed++] = symbol;
      if (length <= quickBits) {
        const first = code << (quickBits - length);
        quick.fill((symbol << 5) | length, first, first + (1 << (quickBits - length)));
      }
      code++;
    }
    limits[length] = code << (longestCode - length);
    code <<= 1;
  }
  return { quick, limits, bases, symbols };
}
