/** JSON in UTF-8, gone through without making anything of what is not wanted. */

export class JsonBytes {
  /** The next byte to be read. */
  at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** Takes one byte of punctuation behind any white space, if it is this one. */
  take(byte: number): boolean {
    this.skipSpace();
    if (this.bytes[this.at] !== byte) return false;
    this.at++;
    return true;
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

const SPACE = 0x20;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
