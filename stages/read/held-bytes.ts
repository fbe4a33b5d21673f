/** The beginning of a record whose end has not been seen yet, bounded in memory. */

/** What is kept of a record that is too large to be read, for the quarantine. */
export const keptOfLargeBytes = 64 << 10;

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
    if (this.kept < keptOfLargeBytes) {
      const more = bytes.subarray(0, keptOfLargeBytes - this.kept);
      this.parts.push(more);
      this.kept += more.length;
    } else if (this.kept > keptOfLargeBytes) {
      this.parts = [Buffer.from(Buffer.concat(this.parts).subarray(0, keptOfLargeBytes))];
      this.kept = keptOfLargeBytes;
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
