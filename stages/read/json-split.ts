/**
 * Reads JSON records: JSON Lines, JSON arrays of objects and `{"RECORDS":[...]}`; plain or packed; UTF-8, UTF-16 or
 * GB18030. All of it is told from the content; names only decide whether a file may be cut.
 *
 * A plain JSON Lines file may be cut at any byte: a record belongs to the split that holds its first byte. What cannot
 * be cut after all (an array, UTF-16, a compressed file under a plain name) is read whole by the split that begins at 0.
 */
import type { ReadResult, Split } from "../../pipeline/stage.js";
import {
  type Compression,
  decompress,
  detectCompression,
  isUnpacked,
  type UnpackedFrom,
} from "../../pipeline/storage/compression.js";
import { CompressionFailure } from "../../pipeline/storage/compression-failure.js";
import { readBytes, readHead, sizeOfFile } from "../../pipeline/storage/read-bytes.js";
import { ArrayCutter } from "./array-cutter.js";
import { asUtf8, peek, skipBytes, wholeUnits } from "./block-streams.js";
import { decoderOf, type Encoding, readMark, sniffBytes, sniffEncoding } from "./encoding.js";
import { failure, wrongPacking } from "./failure.js";
import { adviceFor, foreignFormat } from "./foreign-format.js";
import { JsonRecords, type RecordShape } from "./json-record.js";
import { LineCutter } from "./line-cutter.js";
import type { RecordCutter } from "./record-sink.js";
import { sniffShape } from "./sniff-shape.js";
import { expectUnchanged } from "./unchanged.js";

export interface JsonSplitOptions {
  readonly encoding: Encoding | "auto";
  /** Records above this many bytes are refused. */
  readonly "max-record-bytes": number;
  /** Bytes of records that are handed on at once. */
  readonly "batch-bytes": number;
}

/** Calls `shape` for each object; what is none, and what `shape` refuses, is told with its place. */
export async function* readJsonSplit(
  split: Split,
  options: JsonSplitOptions,
  shape: RecordShape,
): AsyncGenerator<readonly ReadResult[], void, undefined> {
  const { file, start } = split;
  const head = await readHead(file, sniffBytes);
  const compression = detectCompression(head);
  if (compression === "none" && split.divisible && foreignFormat(head) === undefined) {
    const layout = sniffShape(head);
    const encoding = encodingOf(head, options);
    if (layout.kind === "lines" && (encoding === "utf-8" || encoding === "gb18030")) {
      expectUnchanged(split, await sizeOfFile(file));
      const mark = readMark(head).bytes;
      const first = Math.max(start, mark);
      // One byte earlier: a line feed there tells that a record begins at `start`.
      const from = start > mark ? start - 1 : first;
      const records = new JsonRecords(split.file, shape, decoderOf(encoding), false);
      const cutter = new LineCutter(records, {
        unitBytes: 1,
        offset: from,
        line: start > mark ? undefined : 1,
        skipFirst: start > mark,
        limit: split.end,
        maxBytes: options["max-record-bytes"],
      });
      yield* cut(readBytes(file, from), cutter, records, options["batch-bytes"]);
      return;
    }
  }
  if (isUnpacked(compression) && compression !== "none") {
    const size = await sizeOfFile(file);
    if (start > 0 || (split.end > 0 && split.end < size)) {
      expectUnchanged(split, size);
      if (yield* readUnwound(split, options, shape, compression, size)) return;
    }
  }
  if (start > 0) return;
  if (!isUnpacked(compression)) {
    yield refused(split, ...wrongPacking(compression), head);
    return;
  }
  yield* readWhole(
    split,
    options,
    shape,
    decompress((from) => readBytes(file, from), compression),
  );
}

/**
 * Reads the part of a packed file of lines whose packed bytes are [start, end): a line belongs to the part that holds the line feed
 * before it, by where the block of that line feed lies packed. What stands before is unpacked and passed over.
 *
 * @returns false when the content is nothing that can be read in parts; then the split that begins at 0 reads it whole
 */
async function* readUnwound(
  split: Split,
  options: JsonSplitOptions,
  shape: RecordShape,
  compression: Compression,
  size: number,
): AsyncGenerator<readonly ReadResult[], boolean, undefined> {
  const { file, start, end } = split;
  const from = { place: 0 };
  const blocks = placedBlocks(
    decompress((at) => readBytes(file, at), compression, from),
    from,
  );
  const { head, rest, close } = await peek(blocks.first, sniffBytes);
  const encoding = encodingOf(head, options);
  const isLines =
    detectCompression(head) === "none" &&
    foreignFormat(head) === undefined &&
    sniffShape(head).kind === "lines";
  if (!isLines || (encoding !== "utf-8" && encoding !== "gb18030")) {
    await close();
    return false;
  }
  const records = new JsonRecords(file, shape, decoderOf(encoding), false);
  const mark = start === 0 ? readMark(head).bytes : 0;
  let offset = 0;
  let cutter: LineCutter | undefined;
  let failure: CompressionFailure | undefined;
  let limited = false;
  try {
    for await (const whole of rest) {
      const place = blocks.placeOf(whole);
      const block = offset === 0 ? whole.subarray(mark) : whole;
      if (offset === 0) offset = mark;
      if (cutter === undefined && place >= start)
        cutter = new LineCutter(records, {
          unitBytes: 1,
          offset,
          line: start === 0 ? 1 : undefined,
          skipFirst: start > 0,
          limit: Number.POSITIVE_INFINITY,
          maxBytes: options["max-record-bytes"],
        });
      // A line that begins at the first byte of the block has its line feed in the block before.
      if (cutter !== undefined && place >= end && !limited) {
        cutter.stopAt(offset + 1);
        limited = true;
      }
      cutter?.push(block);
      offset += block.length;
      if (records.waiting >= options["batch-bytes"]) yield records.take();
      if (cutter?.done === true) break;
    }
  } catch (error) {
    if (!(error instanceof CompressionFailure)) throw error;
    failure = error;
  }
  const left = cutter?.end(failure !== undefined) ?? Buffer.alloc(0);
  if (failure !== undefined) {
    const at = Math.min(failure.offset, size - 1);
    if (left.length > 0 || (at >= start && at < end)) tellFailure(failure, left, records);
  }
  const last = records.take();
  if (last.length > 0) yield last;
  return true;
}

/** Blocks, and where each of them was unpacked from. */
function placedBlocks(
  stream: AsyncIterable<Buffer>,
  from: UnpackedFrom,
): { readonly first: AsyncIterable<Buffer>; placeOf(block: Buffer): number } {
  const places = new WeakMap<Buffer, number>();
  async function* first(): AsyncGenerator<Buffer, void, undefined> {
    for await (const block of stream) {
      places.set(block, from.place);
      yield block;
    }
  }
  return { first: first(), placeOf: (block) => places.get(block) ?? 0 };
}

/** Reads a stream from its first byte; encoding and shape are told from its beginning. */
async function* readWhole(
  split: Split,
  options: JsonSplitOptions,
  shape: RecordShape,
  stream: AsyncIterable<Buffer>,
): AsyncGenerator<readonly ReadResult[], void, undefined> {
  const { head, rest: all, close } = await peek(stream, sniffBytes);
  const encoding = encodingOf(head, options);
  const inner = detectCompression(head);
  const foreign = inner === "none" ? foreignFormat(head) : `compressed twice (${inner} inside)`;
  if (foreign !== undefined) {
    await close();
    const message = `the file is ${foreign}; expected JSON Lines or a JSON array of objects: ${adviceFor(foreign)}`;
    yield refused(split, "unsupported-format", message, head);
    return;
  }
  if (encoding === "utf-32") {
    await close();
    yield refused(split, "invalid-encoding", "the file is UTF-32; convert it to UTF-8", head);
    return;
  }
  const maxBytes = options["max-record-bytes"];
  const mark = readMark(head);
  const markBytes = mark.encoding === encoding ? mark.bytes : 0;
  let rest: AsyncIterable<Buffer> = skipBytes(all, markBytes);
  let headText = head.subarray(markBytes);
  let transcoded = false;
  if (encoding === "utf-16be" || encoding === "utf-16le") {
    rest = wholeUnits(rest, encoding === "utf-16be");
    headText = Buffer.from(headText.toString("latin1").replaceAll("\0", ""), "latin1");
  }
  const layout = sniffShape(headText);
  if (layout.kind !== "lines" && encoding !== "utf-8") {
    rest = asUtf8(rest, encoding === "utf-16be" ? "utf-16le" : encoding);
    transcoded = true;
  }
  let records: JsonRecords;
  let cutter: RecordCutter;
  if (layout.kind === "lines") {
    records = new JsonRecords(split.file, shape, decoderOf(encoding), false);
    cutter = new LineCutter(records, {
      unitBytes: encoding === "utf-16le" || encoding === "utf-16be" ? 2 : 1,
      offset: markBytes,
      line: 1,
      skipFirst: false,
      limit: Number.POSITIVE_INFINITY,
      maxBytes,
    });
  } else {
    records = new JsonRecords(split.file, shape, decoderOf("utf-8"), transcoded);
    rest = skipBytes(rest, layout.bytes);
    const offset = (transcoded ? 0 : markBytes) + layout.bytes;
    cutter = new ArrayCutter(records, { offset, wrapped: layout.kind === "wrapped-array", maxBytes });
  }
  yield* cut(rest, cutter, records, options["batch-bytes"]);
}

/** A whole file that is not read, told once. */
function refused(split: Split, code: string, message: string, head: Buffer): readonly ReadResult[] {
  return [failure(`${split.file}@0`, code, message, head.subarray(0, 64))];
}

/** Bytes that are cut into records at once: texts that wait for others are costly to collect, see `readSpillFrom`. */
const pieceBytes = 64 << 10;

/** Feeds the cutter, and tells of a stream that broke off, after the good records. */
async function* cut(
  blocks: AsyncIterable<Buffer>,
  cutter: RecordCutter,
  records: JsonRecords,
  batchBytes: number,
): AsyncGenerator<readonly ReadResult[], void, undefined> {
  let failure: CompressionFailure | undefined;
  try {
    for await (const block of blocks) {
      for (let at = 0; at < block.length && !cutter.done; at += pieceBytes) {
        cutter.push(block.subarray(at, at + pieceBytes));
        if (records.waiting >= batchBytes) yield records.take();
      }
      if (cutter.done) break;
    }
  } catch (error) {
    if (!(error instanceof CompressionFailure)) throw error;
    failure = error;
  }
  const rest = cutter.end(failure !== undefined);
  if (failure !== undefined) tellFailure(failure, rest, records);
  const last = records.take();
  if (last.length > 0) yield last;
}

/** @param rest what had come of a record when the stream broke off */
function tellFailure(failure: CompressionFailure, rest: Buffer, records: JsonRecords): void {
  const place = { offset: failure.offset, line: undefined };
  let raw = rest;
  if (rest.length > 0 && records.holdsRecord(rest, place)) {
    records.record(rest, place);
    raw = Buffer.alloc(0);
  }
  // A wrong byte shows late: as text that makes no sense to the decoder, or only in the checksum at the end.
  const doubt =
    failure.code === "corrupt-compression" ? ", and records shortly before may be damaged too" : "";
  records.failed(
    failure.code,
    `${failure.message} (byte ${failure.offset} of the compressed file); what follows was not read${doubt}: get a sound copy of the file`,
    raw,
    raw.length,
    place,
  );
}

function encodingOf(head: Buffer, options: JsonSplitOptions): Encoding | "utf-32" {
  return options.encoding === "auto" ? sniffEncoding(head) : options.encoding;
}
