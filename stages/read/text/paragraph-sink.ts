/** Puts lines together to paragraphs, which a blank line ends. Between their lines stands one line feed, whatever the file has. */
import { HeldBytes } from "../bytes/held-bytes.js";
import { tooLargeMessage } from "../bytes/line-cutter.js";
import type { RecordPlace, RecordSink } from "../bytes/record-sink.js";

export interface ParagraphOptions {
  readonly isBlank: (line: Buffer) => boolean;
  readonly lineFeed: Buffer;
  readonly maxBytes: number;
}

/** Takes the lines of a file that is read from its start, and hands on paragraphs. */
export class ParagraphSink implements RecordSink {
  private readonly held: HeldBytes;
  /** Place of the first line of the current paragraph. */
  private first: RecordPlace | undefined;
  /** Number of the line that would go on with it. */
  private next = 0;

  constructor(
    private readonly sink: RecordSink,
    private readonly options: ParagraphOptions,
  ) {
    this.held = new HeldBytes(options.maxBytes);
  }

  record(line: Buffer, place: RecordPlace): void {
    const isBlank = this.options.isBlank(line);
    // The cutter hands on no empty lines, but counts them.
    if (isBlank || place.line !== this.next) this.end();
    if (isBlank) return;
    if (this.first === undefined) this.first = place;
    else this.held.add(this.options.lineFeed);
    this.held.add(Buffer.from(line));
    this.next = (place.line ?? 0) + 1;
  }

  /** A line alone that is too large: what stands around it is not. */
  failed(code: string, message: string, raw: Buffer, size: number, place: RecordPlace): void {
    this.end();
    this.sink.failed(code, message, raw, size, place);
  }

  /** The paragraph ended, or the stream. */
  end(): void {
    const { first } = this;
    if (first === undefined) return;
    const { size, tooLarge } = this.held;
    const bytes = this.take();
    if (tooLarge) {
      const message = tooLargeMessage(size, this.options.maxBytes);
      this.sink.failed("record-too-large", message, bytes, size, first);
    } else this.sink.record(bytes, first);
  }

  /** What has come of a paragraph that the stream breaks off in. */
  take(): Buffer {
    this.first = undefined;
    return this.held.take();
  }
}
