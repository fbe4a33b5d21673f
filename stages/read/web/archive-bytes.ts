import type { UnpackedFrom } from "../../../pipeline/storage/compression/packed-bytes.js";

/** A stream of bytes in which a reader of web archives looks ahead: lines, and bodies of a known length. */
export class ArchiveBytes {
  private readonly blocks: AsyncIterator<Buffer>;
  /** For each block that is held: its offset in this stream, and the place in the file that it came from. */
  private marks: { readonly offset: number; readonly place: number }[] = [];
  private held: Buffer = Buffer.alloc(0);
  private ended = false;
  /** What the stream broke off with: thrown when what came before it is used up, for it may hold whole records. */
  private broken: { readonly error: unknown } | undefined;
  /** Bytes consumed so far. */
  offset = 0;

  /** @param from where the block that was handed out last begins in the file */
  constructor(
    blocks: AsyncIterable<Buffer>,
    private readonly from: Readonly<UnpackedFrom>,
  ) {
    this.blocks = blocks[Symbol.asyncIterator]();
  }

  /** Place in the file of the block that holds the next byte. */
  get place(): number {
    let [first] = this.marks;
    for (let [, next] = this.marks; next !== undefined && next.offset <= this.offset; [, next] = this.marks) {
      this.marks.shift();
      first = next;
    }
    return first?.place ?? 0;
  }

  /** At least `wanted` bytes from here on, fewer only when the stream ends or breaks off. Consumes nothing. */
  async peek(wanted: number): Promise<Buffer> {
    if (this.held.length < wanted && !this.ended) await this.hold(wanted);
    if (this.held.length === 0 && this.broken !== undefined) throw this.broken.error;
    return this.held;
  }

  /** Consumes bytes that were peeked at. */
  consume(bytes: number): void {
    this.held = this.held.subarray(bytes);
    this.offset += bytes;
  }

  /** Consumes bytes without holding them; returns how many there were. */
  async skip(bytes: number): Promise<number> {
    let left = bytes;
    while (left > 0) {
      const available = (await this.peek(1)).length;
      if (available === 0) break;
      const step = Math.min(left, available);
      this.consume(step);
      left -= step;
    }
    return bytes - left;
  }

  async close(): Promise<void> {
    await this.blocks.return?.();
  }

  private async hold(wanted: number): Promise<void> {
    const parts = [this.held];
    let length = this.held.length;
    try {
      while (length < wanted && !this.ended) {
        const { done, value } = await this.blocks.next();
        if (done) this.ended = true;
        else {
          this.marks.push({ offset: this.offset + length, place: this.from.place });
          parts.push(value);
          length += value.length;
        }
      }
    } catch (error) {
      this.ended = true;
      this.broken = { error };
    }
    this.held = Buffer.concat(parts);
  }
}
