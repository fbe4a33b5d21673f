/** Cuts a stream of bytes into lines. */
import { keptRawBytes } from "./failure.js";
import { HeldBytes } from "./held-bytes.js";
import type { RecordCutter, RecordSink } from "./record-sink.js";

export interface LineCutterOptions {
  /** 1 for UTF-8 and GB18030 (whose second bytes are never a line feed), 2 for UTF-16LE. */
  readonly unitBytes: 1 | 2;
  /** Offset of the first byte that will be pushed. */
  readonly offset: number;
  /** Number of the line that begins there; `undefined` when unknown. */
  readonly line: number | undefined;
  /** Whether the first byte stands inside a record of the split before: skip to after the first line feed. */
  readonly skipFirst: boolean;
  /** Lines that begin at or after this offset belong to the next split. */
  readonly limit: number;
  readonly maxBytes: number;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

export class LineCutter implements RecordCutter {
  private readonly held: HeldBytes;
  /** Offset of the first byte of the next block. */
  private offset: number;
  /** Offset of the first byte of the current line. */
  private lineStart: number;
  private line: number | undefined;
  private skipping: boolean;
  private limit: number;
  done: boolean;

  constructor(
    private readonly sink: RecordSink,
    private readonly options: LineCutterOptions,
  ) {
    this.held = new HeldBytes(options.maxBytes);
    this.offset = options.offset;
    this.lineStart = options.offset;
    this.line = options.line;
    this.skipping = options.skipFirst;
    this.limit = options.limit;
    this.done = !this.skipping && this.lineStart >= options.limit;
  }

  push(block: Buffer): void {
    const { unitBytes } = this.options;
    let at = 0;
    while (!this.done) {
      const end = this.findLineFeed(block, at);
      if (end < 0) {
        if (!this.skipping) this.held.add(block.subarray(at));
        break;
      }
      if (this.skipping) this.skipping = false;
      else if (this.held.size === 0) this.emit(block.subarray(at, end), end - at);
      else this.emitHeld(block.subarray(at, end));
      at = end + unitBytes;
      this.lineStart = this.offset + at;
      if (this.line !== undefined) this.line++;
      if (this.lineStart >= this.limit) this.done = true;
    }
    this.offset += block.length;
    // A line longer than whole splits: none of them goes on to its end, or the file is read once a split.
    if (this.skipping && this.offset >= this.limit) this.done = true;
  }

  /** Sets the limit, where it shows only on the way. */
  stopAt(limit: number): void {
    this.limit = limit;
  }

  /** Whether the line that the stream is in, or would begin next, is read here. */
  get isOpen(): boolean {
    return !this.done && !this.skipping;
  }

  end(cut: boolean): Buffer {
    if (this.done || this.skipping) return this.held.take();
    this.done = true;
    if (cut && !this.held.tooLarge) return this.held.take();
    this.emitHeld(Buffer.alloc(0));
    return Buffer.alloc(0);
  }

  private findLineFeed(block: Buffer, from: number): number {
    if (this.options.unitBytes === 1) return block.indexOf(lineFeed, from);
    // A low byte 0x0A at an even place whose high byte is 0; blocks hold whole units.
    for (let at = block.indexOf(lineFeed, from); at >= 0; at = block.indexOf(lineFeed, at + 1)) {
      if (at % 2 === 0 && block[at + 1] === 0) return at;
    }
    return -1;
  }

  private emitHeld(tail: Buffer): void {
    this.held.add(tail);
    const size = this.held.size;
    this.emit(this.held.take(), size);
  }

  private emit(bytes: Buffer, size: number): void {
    const place = { offset: this.lineStart, line: this.line };
    if (size > this.options.maxBytes) {
      const message = tooLargeMessage(size, this.options.maxBytes);
      this.sink.failed("record-too-large", message, bytes.subarray(0, keptRawBytes), size, place);
      return;
    }
    const { unitBytes } = this.options;
    let end = bytes.length;
    const last = end - unitBytes;
    if (last >= 0 && bytes[last] === carriageReturn && (unitBytes === 1 || bytes[last + 1] === 0)) end = last;
    if (end > 0) this.sink.record(end === bytes.length ? bytes : bytes.subarray(0, end), place);
  }
}

export function tooLargeMessage(size: number, maxBytes: number): string {
  return `the record has ${size} bytes; expected at most ${maxBytes} (max-record-bytes)`;
}
