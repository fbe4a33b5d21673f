/**
 * Cuts the elements out of a JSON array by its structure alone; each element is parsed on its own later.
 *
 * A line feed inside a string is not JSON: the string was never closed. The element is then given up, together with
 * what follows up to the next line that begins with `{`, so that one broken element does not swallow its successors.
 * What follows the array is read as lines. UTF-8 only.
 */
import { HeldBytes } from "../bytes/held-bytes.js";
import { LineCutter, tooLargeMessage } from "../bytes/line-cutter.js";
import type { RecordCutter, RecordPlace, RecordSink } from "../bytes/record-sink.js";

export interface ArrayCutterOptions {
  /** Offset of the first byte after the opening bracket, which is the first byte that will be pushed. */
  readonly offset: number;
  /** `{"RECORDS":[...]}`: a brace closes what the bracket closed. */
  readonly wrapped: boolean;
  readonly maxBytes: number;
}

type State =
  | "first"
  | "element"
  | "comma"
  | "in-container"
  | "in-string"
  | "in-scalar"
  | "lost"
  | "wrapper"
  | "tail";

const quote = 0x22;
const comma = 0x2c;
const lineFeed = 0x0a;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** The first bytes of a string are looked at one by one, since most keys are shorter than this. */
const nearBytes = 16;

/** The places of a byte in a block, each searched for once. */
class Searched {
  private found = -1;

  constructor(
    readonly block: Buffer,
    private readonly byte: number,
  ) {}

  /** The first from there on; the end of the block where there is none. */
  from(at: number): number {
    if (this.found < at) {
      const found = this.block.indexOf(this.byte, at);
      this.found = found < 0 ? this.block.length : found;
    }
    return this.found;
  }
}

export class ArrayCutter implements RecordCutter {
  private readonly held: HeldBytes;
  private state: State = "first";
  /** Offset of the block's first byte. */
  private offset: number;
  private elementStart = 0;
  private depth = 0;
  private inString = false;
  private escaped = false;
  /** In state "lost": whether only white space was seen since the last line feed. */
  private atLineStart = false;
  private tail: LineCutter | undefined;
  private feeds: Searched | undefined;
  readonly done = false;

  constructor(
    private readonly sink: RecordSink,
    private readonly options: ArrayCutterOptions,
  ) {
    this.held = new HeldBytes(options.maxBytes);
    this.offset = options.offset;
  }

  push(block: Buffer): void {
    /** Where the bytes of the current element begin in this block. */
    let from = 0;
    let at = 0;
    while (at < block.length && this.tail === undefined) {
      const byte = block[at]!;
      switch (this.state) {
        case "first":
        case "element":
        case "comma":
        case "wrapper":
          if (byte === 0x20 || byte === 0x09 || byte === lineFeed || byte === 0x0d) {
            at++;
            break;
          }
          from = at;
          at = this.between(byte, block, at);
          break;
        case "in-container":
          at = this.container(block, at);
          if (this.depth === 0 && !this.inString && this.state === "in-container") {
            this.close(block.subarray(from, at));
            this.state = "comma";
          }
          break;
        case "in-string":
          at = this.string(block, at);
          if (!this.inString && this.state === "in-string") {
            this.close(block.subarray(from, at));
            this.state = "comma";
          }
          break;
        case "in-scalar":
          if (byte === comma || byte === closeBracket || byte <= 0x20) {
            this.close(block.subarray(from, at));
            this.state = "comma";
          } else at++;
          break;
        case "lost":
          if (byte === openBrace && this.atLineStart) {
            this.failElement("a string in the record is never closed", block.subarray(from, at));
            this.state = "element";
          } else {
            if (byte === lineFeed) this.atLineStart = true;
            else if (byte > 0x20) this.atLineStart = false;
            at++;
          }
      }
    }
    if (this.tail !== undefined) this.tail.push(at === 0 ? block : block.subarray(at));
    else if (this.insideElement) this.held.add(block.subarray(from));
    this.offset += block.length;
  }

  end(cut: boolean): Buffer {
    if (this.tail !== undefined) return this.tail.end(cut);
    if (this.insideElement) {
      if (cut && !this.held.tooLarge) return this.held.take();
      if (this.state !== "in-scalar") {
        this.failElement(
          "the file ends inside a record; expected its end: the file may be cut short",
          Buffer.alloc(0),
        );
        return Buffer.alloc(0);
      }
      this.close(Buffer.alloc(0));
    }
    if (!cut && this.state !== "tail") {
      const place = { offset: this.offset, line: undefined };
      const message = 'the file ends before its array is closed; expected "]": the file may be cut short';
      this.sink.failed("invalid-json", message, Buffer.alloc(0), 0, place);
    }
    return Buffer.alloc(0);
  }

  private get insideElement(): boolean {
    return (
      this.state === "in-container" ||
      this.state === "in-string" ||
      this.state === "in-scalar" ||
      this.state === "lost"
    );
  }

  /** Outside of elements, at a byte that is no white space. Returns where to go on. */
  private between(byte: number, block: Buffer, at: number): number {
    if (this.state === "wrapper") {
      this.openTail(byte === closeBrace ? at + 1 : at);
      return byte === closeBrace ? at + 1 : at;
    }
    if (byte === closeBracket) {
      if (this.state === "element") this.stray("a comma stands before the end of the array", block, at);
      if (this.options.wrapped) this.state = "wrapper";
      else this.openTail(at + 1);
      return at + 1;
    }
    if (byte === comma) {
      if (this.state === "comma") this.state = "element";
      else this.stray("a comma stands where a record was expected", block, at);
      return at + 1;
    }
    if (this.state === "comma") this.stray("a comma is missing before this record", block, at);
    this.elementStart = this.offset + at;
    this.escaped = false;
    this.inString = byte === quote;
    if (byte === openBrace || byte === openBracket) {
      this.state = "in-container";
      this.depth = 1;
    } else this.state = byte === quote ? "in-string" : "in-scalar";
    return at + 1;
  }

  /** Runs to the end of the container or of the block. */
  private container(block: Buffer, start: number): number {
    let at = start;
    let depth = this.depth;
    if (this.inString) {
      at = this.string(block, at);
      if (this.inString || this.state === "lost") return at;
    }
    while (at < block.length) {
      const byte = block[at++]!;
      if (byte === quote) {
        this.inString = true;
        at = this.string(block, at);
        if (this.inString || this.state === "lost") break;
      } else if (byte === openBrace || byte === openBracket) {
        depth++;
      } else if (byte === closeBrace || byte === closeBracket) {
        depth--;
        if (depth === 0) break;
      }
    }
    this.depth = depth;
    return at;
  }

  /** Inside a string: runs to after its closing quote, to the end of the block, or to a line feed, which loses it. */
  private string(block: Buffer, start: number): number {
    let at = start;
    if (this.escaped && at < block.length) {
      this.escaped = false;
      at++;
    }
    const near = Math.min(block.length, at + nearBytes);
    while (at < near) {
      const byte = block[at++]!;
      if (byte === quote) {
        this.inString = false;
        return at;
      }
      if (byte === backslash) {
        if (at === block.length) this.escaped = true;
        else at++;
      } else if (byte === lineFeed) return this.lose(at);
    }
    return this.longString(block, at);
  }

  /** The same with native searches, which are faster beyond the first bytes. `start` is not escaped. */
  private longString(block: Buffer, start: number): number {
    const closing = new Searched(block, quote);
    // The search for line feeds is kept for the whole block: the block may have none, and would be searched again for each
    // string.
    if (this.feeds?.block !== block) this.feeds = new Searched(block, lineFeed);
    const { feeds } = this;
    for (let at = start; at < block.length; ) {
      const found = Math.min(closing.from(at), feeds.from(at));
      let back = found;
      while (back > at && block[back - 1] === backslash) back--;
      const isEscaped = (found - back) % 2 === 1;
      if (found === block.length) {
        this.escaped = isEscaped;
        return found;
      }
      at = found + 1;
      if (isEscaped) continue;
      if (block[found] === lineFeed) return this.lose(at);
      this.inString = false;
      return at;
    }
    return block.length;
  }

  /** Gives up the current element: a line feed inside a string means that the string was never closed. */
  private lose(at: number): number {
    this.inString = false;
    this.state = "lost";
    this.atLineStart = true;
    return at;
  }

  private close(tail: Buffer): void {
    const place = this.place();
    this.held.add(tail);
    const size = this.held.size;
    const tooLarge = this.held.tooLarge;
    const bytes = this.held.take();
    if (tooLarge)
      this.sink.failed("record-too-large", tooLargeMessage(size, this.options.maxBytes), bytes, size, place);
    else this.sink.record(bytes, place);
  }

  private failElement(message: string, tail: Buffer): void {
    const place = this.place();
    this.held.add(tail);
    const size = this.held.size;
    this.sink.failed("invalid-json", message, this.held.take(), size, place);
  }

  private stray(message: string, block: Buffer, at: number): void {
    const place = { offset: this.offset + at, line: undefined };
    this.sink.failed("invalid-json", message, block.subarray(at, at + 1), 0, place);
  }

  private place(): RecordPlace {
    return { offset: this.elementStart, line: undefined };
  }

  private openTail(at: number): void {
    this.state = "tail";
    this.tail = new LineCutter(this.sink, {
      unitBytes: 1,
      offset: this.offset + at,
      line: undefined,
      skipFirst: false,
      limit: Number.POSITIVE_INFINITY,
      maxBytes: this.options.maxBytes,
    });
  }
}
