/** The beginning of a record whose end has not been seen yet, bounded in memory. */
import { keptRawBytes } from "./failure.js";

const nothing = Buffer.alloc(0);

export class HeldBytes {
  private parts: Buffer[] = [];
  private kept = 0;
  /** All bytes of the record so far, kept or not. */
  size = 0;

  constructor(private readonly maxBytes: number) {}

  get tooLarge(): boolean {
    return this.size > this.maxBytes;
  }

  add(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.size += bytes.length;
    if (!this.tooLarge) {
      this.parts.push(bytes);
      this.kept += bytes.length;
      return;
    }
    if (this.kept < keptRawBytes) {
      const more = bytes.subarray(0, keptRawBytes - this.kept);
      this.parts.push(more);
      this.kept += more.length;
    } else if (this.kept > keptRawBytes) {
      this.parts = [Buffer.from(Buffer.concat(this.parts).subarray(0, keptRawBytes))];
      this.kept = keptRawBytes;
    }
  }

  /** The bytes (the first 64 KiB when too large), and starts anew. */
  take(): Buffer {
    const [first] = this.parts;
    const bytes = first === undefined ? nothing : this.parts.length === 1 ? first : Buffer.concat(this.parts);
    this.parts = [];
    this.kept = 0;
    this.size = 0;
    return bytes;
  }
}
