/** JSON in UTF-8, a token at a time; strings are put into an array of UTF-16 units, and none is made of them. */

export class JsonBytes {
  /** The next byte to be read. */
  at = 0;
  /** Units that strings have been put into so far. */
  unitCount = 0;
  private units: Uint16Array = new Uint16Array(0);

  constructor(private readonly bytes: Uint8Array) {}

  get bytesLeft(): number {
    return this.bytes.length - this.at;
  }

  /** Strings are put into `units` from now on, from its beginning; it must have room for them. */
  putInto(units: Uint16Array): void {
    this.units = units;
    this.unitCount = 0;
  }

  /** Takes one byte of punctuation behind any white space, if it is this one. */
  take(byte: number): boolean {
    this.skipSpace();
    if (this.bytes[this.at] !== byte) return false;
    this.at++;
    return true;
  }

  /** Takes an integer of up to nine digits; -1 where there is none. */
  takeNumber(): number {
    const { bytes } = this;
    this.skipSpace();
    const from = this.at;
    let at = from;
    let value = 0;
    for (; at < from + 10; at++) {
      const digit = bytes[at]! - 0x30;
      if (!(digit >= 0 && digit <= 9)) break;
      value = 10 * value + digit;
    }
    this.at = at;
    const isZeroFirst = bytes[from] === 0x30 && at > from + 1;
    return at === from || at === from + 10 || isZeroFirst ? -1 : value;
  }

  /** Takes a string; false where it is none, or has escapes by number or UTF-8 that is not sound. */
  takeString(): boolean {
    this.skipSpace();
    const { bytes, units } = this;
    let { at, unitCount } = this;
    if (bytes[at++] !== QUOTE) return false;
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined || byte < 0x20) return false;
      if (byte < 0x80) {
        if (byte === QUOTE) break;
        units[unitCount++] = byte === BACKSLASH ? escaped(bytes[at++]) : byte;
        if (units[unitCount - 1] === 0) return false;
        continue;
      }
      const second = bytes[at++]! ^ 0x80;
      if (!(second < 0x40)) return false;
      if (byte < 0xe0) {
        if (byte < 0xc2) return false;
        units[unitCount++] = ((byte & 0x1f) << 6) | second;
        continue;
      }
      const third = bytes[at++]! ^ 0x80;
      if (!(third < 0x40)) return false;
      if (byte < 0xf0) {
        const unit = ((byte & 0x0f) << 12) | (second << 6) | third;
        if (unit < 0x800 || (unit & 0xf800) === 0xd800) return false;
        units[unitCount++] = unit;
        continue;
      }
      const fourth = bytes[at++]! ^ 0x80;
      const point = ((byte & 0x07) << 18) | (second << 12) | (third << 6) | fourth;
      if (!(fourth < 0x40) || byte > 0xf4 || point < 0x10000 || point > 0x10ffff) return false;
      units[unitCount++] = 0xd7c0 + (point >> 10);
      units[unitCount++] = 0xdc00 | (point & 0x3ff);
    }
    this.at = at;
    this.unitCount = unitCount;
    return true;
  }

  /** Takes a unit out of those that were put last. */
  dropUnit(index: number): void {
    const { units } = this;
    const last = --this.unitCount;
    for (let at = index; at < last; at++) units[at] = units[at + 1]!;
  }

  /**
   * Goes through the keys of an object.
   *
   * @param takeValue takes or skips the value of the key, as it is written between its quotes; false: the object is given up
   */
  readObject(takeValue: (key: string) => boolean): boolean {
    if (!this.take(OPEN_OBJECT)) return false;
    do {
      this.skipSpace();
      const start = this.at;
      if (this.bytes[start] !== QUOTE) return false;
      this.skipString();
      const key = Buffer.from(this.bytes.subarray(start + 1, this.at - 1)).toString("utf8");
      // A key that is written with escapes could be any.
      if (key.includes("\\") || !this.take(COLON)) return false;
      this.skipSpace();
      if (!takeValue(key)) return false;
    } while (this.take(COMMA));
    return this.take(CLOSE_OBJECT);
  }

  /** Goes behind the value that begins here; true. What is no JSON ends somewhere. */
  skipValue(): true {
    const { bytes } = this;
    let depth = 0;
    while (this.at < bytes.length) {
      const byte = bytes[this.at]!;
      if (byte === QUOTE) {
        this.skipString();
      } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
        depth++;
        this.at++;
      } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
        if (depth === 0) break;
        depth--;
        this.at++;
      } else if (depth === 0 && (byte === COMMA || isSpace(byte))) {
        break;
      } else {
        this.at++;
        continue;
      }
      if (depth === 0) break;
    }
    return true;
  }

  private skipString(): void {
    const { bytes } = this;
    let at = this.at + 1;
    while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
    this.at = at + 1;
  }

  private skipSpace(): void {
    const { bytes } = this;
    let { at } = this;
    while (isSpace(bytes[at]!)) at++;
    this.at = at;
  }
}

export const SPACE = 0x20;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_LIST = 0x5b;
export const CLOSE_LIST = 0x5d;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** The unit that an escape of one character stands for; 0: any other escape. */
function escaped(letter: number | undefined): number {
  return letter === QUOTE || letter === BACKSLASH || letter === 0x2f ? letter : 0;
}
