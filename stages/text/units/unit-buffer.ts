import { readUtf16 } from "./utf16.js";

/** A buffer of UTF-16 units, used again for each text; it grows in memory of its own. */
export class UnitBuffer {
  length = 0;
  private bytes: Buffer;

  constructor(public units = new Uint16Array(256)) {
    this.bytes = Buffer.from(units.buffer, units.byteOffset, units.byteLength);
  }

  /** Makes room for `more` units behind the first `length`. */
  reserve(more: number): void {
    if (this.length + more <= this.units.length) return;
    const larger = new Uint16Array(Math.max(this.length + more, this.units.length * 2));
    larger.set(this.units.subarray(0, this.length));
    this.units = larger;
    this.bytes = Buffer.from(larger.buffer);
  }

  text(): string {
    return readUtf16(this.bytes, this.length);
  }
}

export function unitsOfWord(word: string): Uint16Array {
  const units = new Uint16Array(word.length);
  for (let i = 0; i < word.length; i++) units[i] = word.charCodeAt(i);
  return units;
}
