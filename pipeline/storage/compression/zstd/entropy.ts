/** Finite state entropy tables of zstd (RFC 8878, section 4.1). */

export interface FseTable {
  /** 2^log states. */
  readonly log: number;
  /** One cell for each state: the symbol in bits 0-7, the number of bits to read in 8-15, the base of the next state in 16-31. */
  readonly cells: Uint32Array;
}

/** Reads the counts of a table from a forward bit stream; `next` is the first byte after it. */
export function readFseTable(
  input: Uint8Array,
  start: number,
  end: number,
  maxLog: number,
  maxSymbol: number,
): { counts: Int16Array; log: number; next: number } {
  if (start >= end) throw new RangeError("an entropy table is cut");
  const log = (input[start]! & 15) + 5;
  if (log > maxLog) throw new RangeError("an entropy table is more precise than allowed");
  const counts = new Int16Array(maxSymbol + 1);
  let bit = start * 8 + 4;
  let remaining = (1 << log) + 1;
  let threshold = 1 << log;
  let width = log + 1;
  let symbol = 0;
  while (remaining > 1) {
    if (symbol > maxSymbol || bit >> 3 >= end) throw new RangeError("an entropy table is damaged");
    const byte = bit >> 3;
    const bits = (input[byte]! | (input[byte + 1]! << 8) | (input[byte + 2]! << 16)) >>> (bit & 7);
    // Small values take one bit less: the range of a count is no power of two.
    const short = 2 * threshold - 1 - remaining;
    let count = bits & (threshold - 1);
    if (count < short) {
      bit += width - 1;
    } else {
      count = bits & (2 * threshold - 1);
      if (count >= threshold) count -= short;
      bit += width;
    }
    count--;
    remaining -= Math.abs(count);
    counts[symbol++] = count;
    if (count === 0) {
      for (let flag = 3; flag === 3; ) {
        flag = ((input[bit >> 3]! | (input[(bit >> 3) + 1]! << 8)) >>> (bit & 7)) & 3;
        bit += 2;
        symbol += flag;
        if (symbol > maxSymbol + 1 || bit >> 3 > end) throw new RangeError("an entropy table is damaged");
      }
    }
    while (remaining < threshold) {
      width--;
      threshold >>= 1;
    }
  }
  const next = (bit + 7) >> 3;
  if (remaining !== 1 || next > end) throw new RangeError("an entropy table is damaged");
  return { counts, log, next };
}

/** Spreads the symbols over the states; a count of -1 means "less than one". */
export function buildFseTable(counts: ArrayLike<number>, log: number): FseTable {
  const size = 1 << log;
  const cells = new Uint32Array(size);
  const symbols = new Uint8Array(size);
  const nextState = new Uint16Array(counts.length);
  let high = size - 1;
  for (let symbol = 0; symbol < counts.length; symbol++) {
    const count = counts[symbol]!;
    if (count === -1) symbols[high--] = symbol;
    nextState[symbol] = count === -1 ? 1 : count;
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let position = 0;
  for (let symbol = 0; symbol < counts.length; symbol++) {
    for (let left = counts[symbol]!; left > 0; left--) {
      symbols[position] = symbol;
      do {
        position = (position + step) & (size - 1);
      } while (position > high);
    }
  }
  if (position !== 0) throw new RangeError("an entropy table does not add up");
  for (let state = 0; state < size; state++) {
    const symbol = symbols[state]!;
    const next = nextState[symbol]!;
    nextState[symbol] = next + 1;
    const bits = log - (31 - Math.clz32(next));
    cells[state] = (symbol | (bits << 8) | (((next << bits) - size) << 16)) >>> 0;
  }
  return { log, cells };
}

/** The table that always gives the same symbol and reads no bits. */
export function repeatTable(symbol: number): FseTable {
  return { log: 0, cells: Uint32Array.of(symbol) };
}
