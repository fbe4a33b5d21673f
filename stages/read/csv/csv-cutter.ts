/**
 * Cuts a stream of bytes into CSV records and their fields.
 *
 * A field that begins with a quote ends at the next lone quote; two quotes inside stand for one; delimiters and line ends inside
 * are text. A quote inside a bare field is a character like any other. Where a quote is never closed, or something stands between
 * a closing quote and the delimiter, the first line of the record is told as bad and reading goes on behind it, so that one
 * stray quote costs one line. Every byte is looked at twice at most: a record that fails ends at the next quote.
 * Source: RFC 4180; Python's csv for bare quotes.
 */

import { keptRawBytes } from "../bytes/failure.js";

export interface CsvSink {
  /** Whether the record that begins there is wanted; of others no fields are made. */
  wants(offset: number): boolean;
  record(fields: readonly Buffer[], place: CsvPlace, raw: Buffer): void;
  failed(code: string, message: string, raw: Buffer, place: CsvPlace): void;
}

export interface CsvPlace {
  /** Offset of the record's first byte. */
  readonly offset: number;
  /** Counts from 1. */
  readonly line: number;
}

export interface CsvCutterOptions {
  readonly delimiter: number;
  readonly maxBytes: number;
  /** Offset of the first byte that will be pushed. */
  readonly offset: number;
}

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** The record at a place; `end` is behind its line end. */
type Scan =
  | { readonly kind: "record"; readonly end: number }
  | { readonly kind: "open" }
  | { readonly kind: "bad"; readonly code: string; readonly problem: string };

/** Fields of a record: each is an object here, and 64 MiB of delimiters would be more of them than memory holds. */
const maxFields = 1 << 18;

export class CsvCutter {
  private held: Buffer = Buffer.alloc(0);
  private offset: number;
  private line = 1;
  /** Set where a record that was too large is left behind: bytes up to the next line feed belong to it. */
  private skipping = false;
  /** A record that is not whole yet is looked at again when so many bytes are held: twice as many as the last time. */
  private enough = 0;

  constructor(
    private readonly sink: CsvSink,
    private readonly options: CsvCutterOptions,
  ) {
    this.offset = options.offset;
  }

  push(block: Buffer): void {
    this.held = this.held.length === 0 ? block : Buffer.concat([this.held, block]);
    if (this.held.length >= this.enough) this.cut(false);
  }

  /** The stream ended. Where it broke off, what is left is returned: half a record looks like a whole one. */
  end(broken: boolean): Buffer {
    this.cut(!broken);
    return this.held;
  }

  private cut(ended: boolean): void {
    const { held } = this;
    let at = 0;
    while (at < held.length) {
      if (this.skipping) {
        const feed = held.indexOf(lineFeed, at);
        if (feed < 0 && !ended) {
          at = held.length;
          break;
        }
        at = feed < 0 ? held.length : feed + 1;
        this.line++;
        this.skipping = false;
        continue;
      }
      const place = { offset: this.offset + at, line: this.line };
      const fields = this.sink.wants(place.offset) ? [] : undefined;
      const scan = scanRecord(held, at, this.options.delimiter, ended, fields);
      if (scan.kind === "record") {
        const raw = held.subarray(at, scan.end);
        if (raw.length > this.options.maxBytes) this.tooLarge(raw, place);
        else if (fields !== undefined && !isBlank(raw)) this.sink.record(fields, place, raw);
        at = scan.end;
        this.line += lineFeeds(raw);
        continue;
      }
      const feed = held.indexOf(lineFeed, at);
      const mayEnd = !ended && held.length - at <= this.options.maxBytes;
      if (mayEnd && (scan.kind === "open" || feed < 0)) break;
      if (feed < 0 && !ended) {
        // A single line that is longer than the limit: report it now, and skip the rest of it.
        this.tooLarge(held.subarray(at), place);
        this.skipping = true;
        at = held.length;
        break;
      }
      const end = feed < 0 ? held.length : feed + 1;
      const { code, problem } = scan.kind === "bad" ? scan : badQuoting("a quote is not closed");
      this.sink.failed(code, problem, held.subarray(at, Math.min(end, at + this.options.maxBytes)), place);
      at = end;
      this.line++;
    }
    this.offset += at;
    this.held = held.subarray(at);
    this.enough = Math.min(2 * this.held.length, this.options.maxBytes + 1);
  }

  private tooLarge(raw: Buffer, place: CsvPlace): void {
    const message = `the record has ${raw.length} bytes or more; expected at most ${this.options.maxBytes} (read-csv max-record-bytes)`;
    this.sink.failed("record-too-large", message, raw.subarray(0, keptRawBytes), place);
  }
}

/** @param fields are added to it, where it is given */
export function scanRecord(
  bytes: Buffer,
  start: number,
  delimiter: number,
  ended: boolean,
  fields?: Buffer[],
): Scan {
  let at = start;
  for (let count = 1; ; count++) {
    let close: number;
    if (bytes[at] === quote) {
      let next = at + 1;
      let doubled = false;
      for (;;) {
        close = bytes.indexOf(quote, next);
        if (close < 0 || (close + 1 === bytes.length && !ended)) return { kind: "open" };
        if (bytes[close + 1] !== quote) break;
        doubled = true;
        next = close + 2;
      }
      if (fields !== undefined) {
        const content = bytes.subarray(at + 1, close);
        fields.push(
          doubled ? Buffer.from(content.toString("latin1").replaceAll('""', '"'), "latin1") : content,
        );
      }
      at = close + 1;
      if (bytes[at] === carriageReturn && (bytes[at + 1] === lineFeed || at + 1 === bytes.length)) {
        if (at + 1 === bytes.length && !ended) return { kind: "open" };
        at++;
      }
    } else {
      let end = at;
      while (end < bytes.length && bytes[end] !== delimiter && bytes[end] !== lineFeed) end++;
      if (end === bytes.length && !ended) return { kind: "open" };
      const isLast = bytes[end] !== delimiter;
      const cut = isLast && end > at && bytes[end - 1] === carriageReturn ? end - 1 : end;
      fields?.push(bytes.subarray(at, cut));
      at = end;
    }
    if (at >= bytes.length) return ended ? { kind: "record", end: bytes.length } : { kind: "open" };
    const next = bytes[at];
    at++;
    if (next === lineFeed) return { kind: "record", end: at };
    if (next !== delimiter) return badQuoting("something follows a closing quote");
    if (count >= maxFields)
      return {
        kind: "bad",
        code: "too-many-fields",
        problem: `the record has more than ${maxFields} fields; expected fewer: mend the file`,
      };
  }
}

function badQuoting(problem: string): Scan & { readonly kind: "bad" } {
  return {
    kind: "bad",
    code: "bad-quoting",
    problem: `${problem}; expected a quoted field to end with a quote before a delimiter or line end`,
  };
}

function isBlank(raw: Buffer): boolean {
  return raw.length <= 2 && raw.every((byte) => byte === lineFeed || byte === carriageReturn);
}

function lineFeeds(raw: Buffer): number {
  let count = 0;
  for (let at = raw.indexOf(lineFeed); at >= 0; at = raw.indexOf(lineFeed, at + 1)) count++;
  return Math.max(1, count);
}
