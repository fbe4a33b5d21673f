/**
 * Reads JSON records: JSON Lines, JSON arrays of objects and `{"RECORDS":[...]}`; plain or packed; UTF-8, UTF-16 or
 * GB18030. All of it is told from the content; names only decide whether a file may be cut.
 *
 * A plain JSON Lines file may be cut at any byte: a record belongs to the split that holds its first byte. Of everything
 * else each split goes through what stands before it (`SplitWindow`); what was planned as lines and is none (an array under
 * the name .jsonl) is read whole by the split that begins at 0.
 */
import type { ReadResult, Split } from "../../../pipeline/contracts/stage.js";
import {
  type Compression,
  decompress,
  detectCompression,
  isUnpacked,
} from "../../../pipeline/storage/compression/compression.js";
import { CompressionFailure } from "../../../pipeline/storage/compression/compression-failure.js";
import type { UnpackedFrom } from "../../../pipeline/storage/compression/packed-bytes.js";
import { readBytes, readHead, sizeOfFile } from "../../../pipeline/storage/read-bytes.js";
import { asUtf8, peek, skipBytes, wholeUnits } from "../bytes/block-streams.js";
import { decoderOf, type Encoding, encodingOf, readMark, sniffBytes } from "../bytes/encoding.js";
import { failure, wrongPacking } from "../bytes/failure.js";
import { adviceFor, foreignFormat } from "../bytes/foreign-format.js";
import { LineCutter } from "../bytes/line-cutter.js";
import type { RecordCutter, RecordPlace, RecordSink } from "../bytes/record-sink.js";
import { isPart, SplitWindow } from "../bytes/split-window.js";
import { expectUnchanged } from "../bytes/unchanged.js";
import { ArrayCutter } from "./array-cutter.js";
import { tellBroken } from "./broken-stream.js";
import { JsonRecords, type RecordShape } from "./json-record.js";
import type { JsonSplitOptions } from "./json-split-options.js";
import { sniffShape } from "./sniff-shape.js";
import { readUnwoundLines } from "./unwound-lines.js";

/**
 * Reads the records of a split. `shape` makes a sample of each object; anything that is not an object, or that `shape` refuses,
 * is reported with its place.
 */
export async function* readJsonSplit(
  split: Split,
  options: JsonSplitOptions,
  shape: RecordShape,
): AsyncGenerator<readonly ReadResult[], void, undefined> {
  const { file, start } = split;
  const head = await readHead(file, sniffBytes);
  const compression = detectCompression(head);
  const size = await sizeOfFile(file);
  const part = isPart(split, size);
  if (part || split.divisible) expectUnchanged(split, size);
  if (compression === "none" && (split.divisible || part) && foreignFormat(head) === undefined) {
    const layout = sniffShape(head);
    const encoding = encodingOf(head, options.encoding);
    if (layout.kind === "lines" && (encoding === "utf-8" || encoding === "gb18030")) {
      yield* readLines(split, options, shape, head, encoding);
      return;
    }
  }
  if (!isUnpacked(compression)) {
    if (start === 0) yield refused(split, ...wrongPacking(compression), head);
    return;
  }
  if (part && compression !== "none") {
    if (yield* readUnwoundLines(split, options, shape, compression)) return;
  }
  // It was planned as lines, and may be cut into very many splits, each of which would have to pass over everything before it. So
  // the first split reads the whole file.
  if (part && split.divisible) {
    if (start === 0) yield* readFromStart({ ...split, end: size }, size, options, shape, compression);
    return;
  }
  yield* readFromStart(split, size, options, shape, compression);
}

/** Reads lines of an encoding in which line ends can be found from any byte on. */
function readLines(
  { file, start, end }: Split,
  options: JsonSplitOptions,
  shape: RecordShape,
  head: Buffer,
  encoding: Encoding,
): AsyncIterable<readonly ReadResult[]> {
  const mark = readMark(head).bytes;
  const first = Math.max(start, mark);
  // Begin one byte earlier: a line feed there shows that a record begins exactly at `start`.
  const from = start > mark ? start - 1 : first;
  const records = new JsonRecords(file, shape, decoderOf(encoding), false);
  const cutter = new LineCutter(records, {
    unitBytes: 1,
    offset: from,
    line: start > mark ? undefined : 1,
    skipFirst: start > mark,
    limit: end,
    maxBytes: options["max-record-bytes"],
  });
  return cut({ blocks: readBytes(file, from), offset: from }, cutter, records, options["batch-bytes"]);
}

/** Reads a file from its first byte, and makes records of what its split owns; encoding and shape are told from the beginning. */
async function* readFromStart(
  split: Split,
  size: number,
  options: JsonSplitOptions,
  shape: RecordShape,
  compression: Compression,
): AsyncGenerator<readonly ReadResult[], void, undefined> {
  const { file } = split;
  const from = { place: 0 };
  const unpacked = decompress((at) => readBytes(file, at), compression, from);
  const { head, rest: all, close } = await peek(unpacked, sniffBytes, from);
  const encoding = encodingOf(head, options.encoding);
  const inner = detectCompression(head);
  const foreign = inner === "none" ? foreignFormat(head) : `compressed twice (${inner} inside)`;
  if (foreign !== undefined || encoding === "utf-32") {
    await close();
    if (split.start > 0) return;
    yield foreign === undefined
      ? refused(split, "invalid-encoding", "the file is UTF-32; convert it to UTF-8", head)
      : refused(
          split,
          "unsupported-format",
          `the file is ${foreign}; expected JSON Lines or a JSON array of objects: ${adviceFor(foreign)}`,
          head,
        );
    return;
  }
  const maxBytes = options["max-record-bytes"];
  const mark = readMark(head);
  const markBytes = mark.encoding === encoding ? mark.bytes : 0;
  let rest: AsyncIterable<Buffer> = skipBytes(all, markBytes);
  let headText = head.subarray(markBytes);
  if (encoding === "utf-16be" || encoding === "utf-16le") {
    rest = wholeUnits(rest, encoding === "utf-16be");
    headText = Buffer.from(headText.toString("latin1").replaceAll("\0", ""), "latin1");
  }
  const layout = sniffShape(headText);
  const transcoded = layout.kind !== "lines" && encoding !== "utf-8";
  if (transcoded) rest = asUtf8(rest, encoding === "utf-16be" ? "utf-16le" : encoding);
  const window = isPart(split, size)
    ? new SplitWindow(split, size, compression === "none" && !transcoded)
    : undefined;
  const decode = decoderOf(layout.kind === "lines" ? encoding : "utf-8");
  const records = new JsonRecords(file, shape, decode, transcoded);
  const sink = window === undefined ? records : new OwnRecords(records, window);
  const offset = layout.kind === "lines" ? markBytes : (transcoded ? 0 : markBytes) + layout.bytes;
  let cutter: RecordCutter;
  if (layout.kind === "lines") {
    cutter = new LineCutter(sink, {
      unitBytes: encoding === "utf-16le" || encoding === "utf-16be" ? 2 : 1,
      offset,
      line: 1,
      skipFirst: false,
      limit: Number.POSITIVE_INFINITY,
      maxBytes,
    });
  } else {
    rest = skipBytes(rest, layout.bytes);
    cutter = new ArrayCutter(sink, { offset, wrapped: layout.kind === "wrapped-array", maxBytes });
  }
  yield* cut({ blocks: rest, offset, window, from }, cutter, records, options["batch-bytes"]);
}

/** Hands on what a split owns. */
class OwnRecords implements RecordSink {
  constructor(
    private readonly records: RecordSink,
    private readonly window: SplitWindow,
  ) {}

  record(bytes: Buffer, place: RecordPlace): void {
    if (this.window.owns(place.offset)) this.records.record(bytes, place);
  }

  failed(code: string, message: string, raw: Buffer, size: number, place: RecordPlace): void {
    if (this.window.owns(place.offset)) this.records.failed(code, message, raw, size, place);
  }
}

/** The one failure that is reported for a file that is not read at all. */
function refused(split: Split, code: string, message: string, head: Buffer): readonly ReadResult[] {
  return [failure(`${split.file}@0`, code, message, head.subarray(0, 64))];
}

/**
 * Bytes that are cut into records at a time. Small, because texts that live longer than a moment are costly to collect; see
 * `readSpillFrom`.
 */
const pieceBytes = 64 << 10;

interface CutStream {
  readonly blocks: AsyncIterable<Buffer>;
  /** Offset of the first byte. */
  readonly offset: number;
  /** When only a part of the stream is read: which part, and where the last block came from. */
  readonly window?: SplitWindow | undefined;
  readonly from?: Readonly<UnpackedFrom>;
}

/** Feeds the cutter, and tells of a stream that broke off, after the good records. */
async function* cut(
  { blocks, offset, window, from }: CutStream,
  cutter: RecordCutter,
  records: JsonRecords,
  batchBytes: number,
): AsyncGenerator<readonly ReadResult[], void, undefined> {
  let failure: CompressionFailure | undefined;
  const isDone = (): boolean => cutter.done || window?.past === true;
  let reached = offset;
  try {
    for await (const block of blocks) {
      window?.arrived(reached, from?.place ?? 0);
      reached += block.length;
      for (let at = 0; at < block.length && !isDone(); at += pieceBytes) {
        cutter.push(block.subarray(at, at + pieceBytes));
        if (records.waiting >= batchBytes) yield records.take();
      }
      if (isDone()) break;
    }
  } catch (error) {
    if (!(error instanceof CompressionFailure)) throw error;
    failure = error;
  }
  if (window?.past !== true) {
    const rest = cutter.end(failure !== undefined);
    if (failure !== undefined && window?.owns(reached) !== false) tellBroken(failure, rest, records);
  }
  const last = records.take();
  if (last.length > 0) yield last;
}
