/**
 * Decodes the chunks of an LZMA2 stream: a range coder over adaptive bits, matches in a window.
 *
 * Written here because the packages for xz either unpack a whole file into one buffer (@napi-rs/lzma), or read only the first stream
 * of a file and wait for ever on a cut one (xz-decompress).
 *
 * A chunk is unpacked in one go, since it is small: 64 KiB packed, 2 MiB unpacked. Memory: one and a half times the window, which
 * grows with what is unpacked, and 2 MiB.
 *
 * Names follow the format: literal, match, rep (one of the last four distances), position slot. A damaged chunk throws RangeError.
 * Source: LZMA SDK, lzma-specification.txt; XZ for Java, LZMA2InputStream, as a description of chunks.
 */

/** The largest chunk, unpacked. */
export const maxChunkBytes = 1 << 21;

const half = 1 << 10;
const stateCount = 12;
const longestPositionBits = 4;
const firstMatchState = 7;

// Places of the adaptive bits in one array.
const isMatch = 0;
const isRep = isMatch + (stateCount << longestPositionBits);
const isRep0 = isRep + stateCount;
const isRep1 = isRep0 + stateCount;
const isRep2 = isRep1 + stateCount;
const isRep0Long = isRep2 + stateCount;
const distanceSlots = isRep0Long + (stateCount << longestPositionBits);
const distanceSpecial = distanceSlots + 4 * 64;
const distanceAlign = distanceSpecial + 128;
const matchLengths = distanceAlign + 16;
/** Within the coder of a length: two choices, low and middle ones by position, high ones. */
const lowLengths = 2;
const middleLengths = lowLengths + (8 << longestPositionBits);
const highLengths = middleLengths + (8 << longestPositionBits);
const repLengths = matchLengths + highLengths + 256;
const literals = repLengths + highLengths + 256;
const literalBits = 0x300;

export class LzmaDecoder {
  private window = new Uint8Array(maxChunkBytes);
  /** `at` is where the next byte goes; the `valid` bytes before it were unpacked since the last reset. */
  private at = 0;
  private valid = 0;
  /** Bytes since the last reset; contexts depend on its lowest bits. */
  private produced = 0;
  private readonly bits = new Uint16Array(literals + (literalBits << 4));
  private literalContext = 0;
  private literalMask = 0;
  private positionMask = 0;
  private state = 0;
  private rep0 = 0;
  private rep1 = 0;
  private rep2 = 0;
  private rep3 = 0;

  private input: Uint8Array = new Uint8Array(0);
  private next = 0;
  private range = 0;
  private code = 0;

  /** @param windowBytes how far back a match may reach */
  constructor(private readonly windowBytes: number) {}

  /** Forgets what was unpacked: matches reach no further back than here. */
  resetWindow(): void {
    this.valid = 0;
    this.produced = 0;
  }

  /** @param properties of the byte that the chunk states: (positions × 5 + literal positions) × 9 + literal context */
  setProperties(properties: number): void {
    const literalContext = properties % 9;
    const rest = Math.floor(properties / 9);
    const literalPositions = rest % 5;
    const positions = Math.floor(rest / 5);
    if (positions > 4 || literalContext + literalPositions > 4) throw new RangeError("unknown properties");
    this.literalContext = literalContext;
    this.literalMask = (1 << literalPositions) - 1;
    this.positionMask = (1 << positions) - 1;
  }

  resetState(): void {
    this.bits.fill(half);
    this.state = 0;
    this.rep0 = 0;
    this.rep1 = 0;
    this.rep2 = 0;
    this.rep3 = 0;
  }

  /** A chunk that is stored as it is. @returns its bytes, valid until the next chunk */
  store(chunk: Uint8Array): Uint8Array {
    this.makeRoom(chunk.length);
    this.window.set(chunk, this.at);
    return this.advance(chunk.length);
  }

  /** @param bytes what the chunk unpacks to. @returns its bytes, valid until the next chunk */
  unpack(chunk: Uint8Array, bytes: number): Uint8Array {
    this.makeRoom(bytes);
    if (chunk.length < 5 || chunk[0] !== 0) throw new RangeError("the range coder does not begin with zero");
    this.input = chunk;
    this.range = -1;
    this.code = 0;
    for (this.next = 1; this.next < 5; ) this.code = (this.code << 8) | chunk[this.next++]!;
    this.decode(this.at + bytes);
    this.normalize();
    if (this.next !== chunk.length || this.code !== 0)
      throw new RangeError("the chunk does not end where it should");
    return this.advance(bytes);
  }

  private advance(bytes: number): Uint8Array {
    const from = this.at;
    this.at += bytes;
    this.produced += bytes;
    this.valid = Math.min(this.windowBytes, this.valid + bytes);
    return this.window.subarray(from, this.at);
  }

  /** Room for so many bytes behind the window: by growing, later by moving the window to the front. */
  private makeRoom(bytes: number): void {
    if (this.at + bytes <= this.window.length) return;
    const most = this.windowBytes + Math.max(maxChunkBytes, this.windowBytes >> 1);
    const kept = this.window.subarray(this.at - this.valid, this.at);
    if (this.valid + bytes > this.window.length || this.window.length < most) {
      const grown = new Uint8Array(Math.min(most, Math.max(2 * this.window.length, this.valid + bytes)));
      grown.set(kept);
      this.window = grown;
    } else this.window.copyWithin(0, this.at - this.valid, this.at);
    this.at = this.valid;
  }

  private decode(end: number): void {
    const { window, positionMask, literalMask, literalContext } = this;
    const first = this.at - this.valid;
    const shift = (this.produced - this.at) & 15;
    let at = this.at;
    while (at < end) {
      const position = (at + shift) & positionMask;
      if (this.bit(isMatch + (this.state << longestPositionBits) + position) === 0) {
        const before = at > first ? window[at - 1]! : 0;
        const context = (((at + shift) & literalMask) << literalContext) + (before >> (8 - literalContext));
        const model = literals + literalBits * context;
        if (this.state < firstMatchState) window[at] = this.literal(model);
        else {
          if (this.rep0 >= at - first) throw outside();
          window[at] = this.literalUnlike(model, window[at - this.rep0 - 1]!);
        }
        at++;
        this.state = this.state < 4 ? 0 : this.state < 10 ? this.state - 3 : this.state - 6;
        continue;
      }
      const length = this.match(position);
      const back = this.rep0 + 1;
      if (back > at - first || at + length > end) throw outside();
      if (back >= length) {
        window.copyWithin(at, at - back, at - back + length);
        at += length;
      } else for (const stop = at + length; at < stop; at++) window[at] = window[at - back]!;
    }
  }

  /** Sets the distances and the state. @returns the length */
  private match(position: number): number {
    const { state } = this;
    const afterMatch = state >= firstMatchState;
    if (this.bit(isRep + state) === 0) {
      this.rep3 = this.rep2;
      this.rep2 = this.rep1;
      this.rep1 = this.rep0;
      const length = this.length(matchLengths, position);
      this.state = afterMatch ? 10 : 7;
      this.rep0 = this.distance(length);
      return length;
    }
    if (this.bit(isRep0 + state) === 0) {
      if (this.bit(isRep0Long + (state << longestPositionBits) + position) === 0) {
        this.state = afterMatch ? 11 : 9;
        return 1;
      }
    } else {
      let distance = this.rep1;
      if (this.bit(isRep1 + state) === 1) {
        distance = this.rep2;
        if (this.bit(isRep2 + state) === 1) {
          distance = this.rep3;
          this.rep3 = this.rep2;
        }
        this.rep2 = this.rep1;
      }
      this.rep1 = this.rep0;
      this.rep0 = distance;
    }
    this.state = afterMatch ? 11 : 8;
    return this.length(repLengths, position);
  }

  private length(coder: number, position: number): number {
    if (this.bit(coder) === 0) return 2 + this.tree(coder + lowLengths + (position << 3), 3);
    if (this.bit(coder + 1) === 0) return 10 + this.tree(coder + middleLengths + (position << 3), 3);
    return 18 + this.tree(coder + highLengths, 8);
  }

  /** Decodes a distance: 0 means that the match begins one byte back. */
  private distance(length: number): number {
    const slot = this.tree(distanceSlots + (Math.min(length - 2, 3) << 6), 6);
    if (slot < 4) return slot;
    const low = (slot >> 1) - 1;
    const base = (2 | (slot & 1)) << low;
    if (slot < 14) return base + this.reverseTree(distanceSpecial + base - slot, low);
    return (base >>> 0) + this.direct(low - 4) * 16 + this.reverseTree(distanceAlign, 4);
  }

  private literal(model: number): number {
    let symbol = 1;
    while (symbol < 0x100) symbol = (symbol << 1) | this.bit(model + symbol);
    return symbol & 0xff;
  }

  /**
   * Decodes a literal right after a match. It is not the byte with which the match would go on (`other`), but its upper bits are
   * likely the same.
   */
  private literalUnlike(model: number, other: number): number {
    let symbol = 1;
    let mask = 0x100;
    let rest = other << 1;
    while (symbol < 0x100) {
      const likely = rest & mask;
      const bit = this.bit(model + mask + likely + symbol);
      symbol = (symbol << 1) | bit;
      mask &= bit === 1 ? likely : ~likely;
      rest <<= 1;
    }
    return symbol & 0xff;
  }

  private tree(model: number, bits: number): number {
    const end = 1 << bits;
    let symbol = 1;
    while (symbol < end) symbol = (symbol << 1) | this.bit(model + symbol);
    return symbol - end;
  }

  private reverseTree(model: number, bits: number): number {
    let symbol = 1;
    let value = 0;
    for (let index = 0; index < bits; index++) {
      const bit = this.bit(model + symbol);
      symbol = (symbol << 1) | bit;
      value |= bit << index;
    }
    return value;
  }

  /** Decodes bits without a model: 0 and 1 are equally likely. */
  private direct(bits: number): number {
    let value = 0;
    for (let index = 0; index < bits; index++) {
      this.normalize();
      this.range >>>= 1;
      const bit = this.code >>> 0 >= this.range ? 1 : 0;
      if (bit === 1) this.code = (this.code - this.range) | 0;
      value = value * 2 + bit;
    }
    return value;
  }

  private bit(model: number): number {
    this.normalize();
    const { bits } = this;
    const probability = bits[model]!;
    const bound = Math.imul(this.range >>> 11, probability);
    if (this.code >>> 0 < bound >>> 0) {
      this.range = bound;
      bits[model] = probability + ((2048 - probability) >>> 5);
      return 0;
    }
    this.range = (this.range - bound) | 0;
    this.code = (this.code - bound) | 0;
    bits[model] = probability - (probability >>> 5);
    return 1;
  }

  private normalize(): void {
    if (this.range >>> 24 !== 0) return;
    if (this.next >= this.input.length) throw new RangeError("the chunk asks for more bytes than it has");
    this.range <<= 8;
    this.code = (this.code << 8) | this.input[this.next++]!;
  }
}

function outside(): RangeError {
  return new RangeError("a match outside of what was unpacked");
}
