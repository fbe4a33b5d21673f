/**
 * WARC (ISO 28500) and ARC records from a stream of decompressed bytes, damage told with its place and passed over.
 *
 *     WARC/1.0 CRLF (Name: value CRLF)* CRLF   block of Content-Length bytes   CRLF CRLF
 *     URL IP date type length LF               body of that length             LF          (ARC 1 and 2)
 */

import { keptRawBytes } from "../bytes/failure.js";
import type { ArchiveBytes } from "./archive-bytes.js";

export interface ArchiveRecord {
  readonly kind: "record";
  /** Offset of the record in the decompressed bytes. */
  readonly offset: number;
  /** Offset in the file of the block in which the record begins. */
  readonly place: number;
  /** response, resource, request ...; `arc` for a record of an ARC file. */
  readonly type: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

export interface DamagedRecord {
  readonly kind: "damage";
  readonly offset: number;
  readonly place: number;
  readonly code: "invalid-warc" | "truncated-record" | "record-too-large";
  readonly message: string;
  readonly raw: Buffer;
}

/** Header blocks and lines beyond this are damage. */
const longestHeader = 64 << 10;

const arcLine = /^(\S.*?) (\S+) (\d{8,14}) (\S+)(?: .*?)? (\d+)\r?$/;

/** All records of a stream. Holds one record at a time, of at most `maxBytes`. */
export async function* readArchive(
  bytes: ArchiveBytes,
  maxBytes: number,
): AsyncGenerator<ArchiveRecord | DamagedRecord> {
  for (;;) {
    await skipLineEnds(bytes);
    const head = await bytes.peek(longestHeader);
    if (head.length === 0) return;
    const { offset, place } = bytes;
    const opened = head.toString("latin1", 0, 5) === "WARC/" ? openWarc(head) : openArc(head);
    if (typeof opened === "string") {
      const raw = Buffer.from(head.subarray(0, 1024));
      bytes.consume(1);
      const skipped = 1 + (await findRecord(bytes));
      const message = `${opened}; ${skipped} bytes up to the next record were passed over: get a sound copy of the file`;
      yield { kind: "damage", offset, place, code: "invalid-warc", message, raw };
      continue;
    }
    bytes.consume(opened.headBytes);
    if (opened.length > maxBytes) {
      const raw = Buffer.from((await bytes.peek(keptRawBytes)).subarray(0, keptRawBytes));
      await bytes.skip(opened.length);
      const message = `the record has ${opened.length} bytes, the limit is ${maxBytes} (read-warc max-record-bytes)`;
      yield { kind: "damage", offset, place, code: "record-too-large", message, raw };
      continue;
    }
    const held = await bytes.peek(opened.length);
    if (held.length < opened.length) {
      const raw = Buffer.from(held.subarray(0, keptRawBytes));
      bytes.consume(held.length);
      // A stream that broke off is damaged there, and not cut.
      await bytes.peek(1);
      const message = `the file ends after ${held.length} of ${opened.length} bytes of the record: get a whole copy`;
      yield { kind: "damage", offset, place, code: "truncated-record", message, raw };
      return;
    }
    const body = held.subarray(0, opened.length);
    bytes.consume(opened.length);
    yield { kind: "record", offset, place, type: opened.type, headers: opened.headers, body };
  }
}

interface Opened {
  readonly type: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly headBytes: number;
  readonly length: number;
}

/** The header of a WARC record, or what is wrong with it. */
function openWarc(head: Buffer): Opened | string {
  const end = headerEnd(head);
  if (end === undefined) return `a WARC header without an end within ${longestHeader} bytes`;
  const headers = parseHeaders(head.toString("utf8", 0, end));
  const length = headers.get("content-length") ?? "";
  if (!/^\d{1,15}$/.test(length)) return "a WARC header without a Content-Length";
  return {
    type: (headers.get("warc-type") ?? "").toLowerCase(),
    headers,
    headBytes: end,
    length: Number(length),
  };
}

/** The line of an ARC record, or what is wrong with it. */
function openArc(head: Buffer): Opened | string {
  const feed = head.subarray(0, 8192).indexOf(0x0a);
  const line = head.toString("utf8", 0, Math.max(0, feed));
  const [, url = "", , date = "", type = "", length] = arcLine.exec(line) ?? [];
  if (length === undefined) return "neither a WARC nor an ARC record begins here";
  const headers = new Map([
    ["warc-target-uri", url],
    ["warc-date", date],
    ["content-type", type],
  ]);
  return { type: "arc", headers, headBytes: feed + 1, length: Number(length) };
}

/** Offset behind the empty line that ends a header block. Lines may end in LF, CR LF, or CR CR LF as broken tools write. */
export function headerEnd(head: Buffer): number | undefined {
  const limit = head.subarray(0, longestHeader);
  for (let feed = limit.indexOf(0x0a); feed >= 0; feed = limit.indexOf(0x0a, feed + 1)) {
    let at = feed + 1;
    while (limit[at] === 0x0d) at++;
    if (limit[at] === 0x0a) return at + 1;
  }
  return undefined;
}

/** `Name: value` lines; continued lines are joined, the first of two equal names counts. */
export function parseHeaders(block: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of block.replace(/\r*\n[ \t]+/g, " ").split(/\r*\n/)) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return headers;
}

async function skipLineEnds(bytes: ArchiveBytes): Promise<void> {
  for (;;) {
    const held = await bytes.peek(1);
    let blank = 0;
    while (blank < held.length && (held[blank] === 0x0d || held[blank] === 0x0a)) blank++;
    bytes.consume(blank);
    if (blank < held.length || held.length === 0) return;
  }
}

/** Consumes up to the line that begins the next record; returns how many bytes that were. */
async function findRecord(bytes: ArchiveBytes): Promise<number> {
  const start = bytes.offset;
  for (;;) {
    const held = await bytes.peek(8192);
    if (held.length === 0) return bytes.offset - start;
    if (/^WARC\/\d/.test(held.toString("latin1", 0, 6))) return bytes.offset - start;
    const feed = held.subarray(0, 8192).indexOf(0x0a);
    if (feed > 0 && arcLine.test(held.toString("latin1", 0, feed))) return bytes.offset - start;
    // Go on to the next line. A line of more than 8 KiB is skipped in several steps.
    bytes.consume(feed >= 0 ? feed + 1 : held.length);
  }
}
