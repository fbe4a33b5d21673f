/**
 * Samples on disk between two phases, and their random access.
 *
 * File: records one after another.
 *
 *     u32 crc      CRC-32 of everything after it in the record
 *     u32 head     bytes of the head
 *     u32 text     bytes of the text
 *     u8  width    1 = Latin-1, 2 = UTF-16LE: the exact UTF-16 units, lone surrogates too
 *     head bytes   JSON (UTF-8) of all fields but text and tokens, of picture and arrays only what they are; `language`
 *     text bytes
 *     the bytes of the picture, then of each array in the order of the head
 *
 * Beside it `NAME.offsets`: f64 little-endian, the start of each record, then the end of the file.
 */
import { closeSync, fstatSync, openSync } from "node:fs";
import { crc32 } from "node:zlib";
import { SampleError } from "../../contracts/errors.js";
import { binaryBytes, makeSample, type Sample } from "../../contracts/sample.js";
import { readFloat64s, writeAll } from "../exact-bytes.js";
import { type BinaryHead, binaryHead, readBinary, writeBinary } from "./spill-binary.js";
import { damagedSpill, readExactly } from "./spill-read.js";

const prefixBytes = 13;
/** Bytes that are read or written at a time. */
const batchBytes = 1 << 20;
const flushBytes = 1 << 20;
const notLatin1 = /[^\0-\xff]/;

/** One record of a spill. */
export interface Spilled {
  readonly sample: Sample;
  /** Language of the text as found by the phase that wrote the spill, so that the next phase need not look again. */
  readonly language: string | undefined;
}

/** A head as it stands in the file; JSON leaves out what is undefined. */
type Head = Omit<Sample, "text" | "tokens" | "image" | "arrays" | "captions"> & {
  readonly captions: Sample["captions"] | undefined;
  readonly binary: BinaryHead | undefined;
  readonly language: string | undefined;
};

export class SpillWriter {
  private readonly descriptor: number;
  private readonly offsets: number[] = [0];
  private buffer = Buffer.allocUnsafe(flushBytes + 65536);
  private used = 0;
  private position = 0;

  constructor(private readonly path: string) {
    this.descriptor = openSync(path, "w");
  }

  get samples(): number {
    return this.offsets.length - 1;
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.position;
  }

  write(sample: Sample, language?: string): void {
    const { text } = sample;
    const binary = binaryHead(sample);
    const head = headText(sample, binary, language);
    const width = notLatin1.test(text) ? 2 : 1;
    const textBytes = text.length * width;
    const behind = textBytes + binaryBytes(sample);
    // Room for the most that the head can take: counting its bytes would cost as much as writing them.
    const most = prefixBytes + head.length * 3 + behind;
    if (this.used + most > this.buffer.length) this.flush(most);
    const { buffer, used } = this;
    const headBytes = buffer.write(head, used + prefixBytes, "utf8");
    const size = prefixBytes + headBytes + behind;
    buffer.writeUInt32LE(headBytes, used + 4);
    buffer.writeUInt32LE(textBytes, used + 8);
    buffer[used + 12] = width;
    buffer.write(text, used + prefixBytes + headBytes, width === 1 ? "latin1" : "utf16le");
    if (binary !== undefined) writeBinary(sample, buffer, used + prefixBytes + headBytes + textBytes);
    buffer.writeUInt32LE(crc32(buffer.subarray(used + 4, used + size)), used);
    this.used += size;
    this.position += size;
    this.offsets.push(this.position);
    if (this.used >= flushBytes) this.flush(0);
  }

  private flush(room: number): void {
    writeAll(this.descriptor, this.buffer.subarray(0, this.used));
    this.used = 0;
    if (room > this.buffer.length) this.buffer = Buffer.allocUnsafe(room);
    else if (this.buffer.length > flushBytes * 4 && room < flushBytes)
      this.buffer = Buffer.allocUnsafe(flushBytes + 65536);
  }

  finish(): void {
    this.flush(0);
    closeSync(this.descriptor);
    const offsets = openSync(`${this.path}.offsets`, "w");
    const values = Float64Array.from(this.offsets);
    writeAll(offsets, Buffer.from(values.buffer));
    closeSync(offsets);
  }
}

/** The mirror of `decodeRecord`. */
function headText(sample: Sample, binary: BinaryHead | undefined, language: string | undefined): string {
  const head: Head = {
    id: sample.id,
    source: sample.source,
    origin: sample.origin,
    title: sample.title,
    lang: sample.lang,
    url: sample.url,
    meta: sample.meta,
    scores: sample.scores,
    captions: sample.captions.length === 0 ? undefined : sample.captions,
    binary,
    language,
  };
  return JSON.stringify(head);
}

/** Reads a spill from front to back, in batches of about 1 MiB. */
export function readSpill(path: string): Generator<Iterable<Spilled>> {
  return readSpillFrom(path, 0, Number.POSITIVE_INFINITY);
}

/**
 * Records [first, last) of a spill. A batch can be gone through once, and before the next one is asked for. Its samples are
 * made one at a time: texts of a whole batch at once would outlive two collections of young objects, and only the costly
 * collection of old ones would free them.
 */
export function* readSpillFrom(path: string, first: number, last: number): Generator<Iterable<Spilled>> {
  const offsets = readFloat64s(`${path}.offsets`);
  const stop = Math.min(last, offsets.length - 1);
  const descriptor = openSync(path, "r");
  // One buffer serves all batches, because samples hold copies of what they need.
  let buffer = Buffer.allocUnsafeSlow(batchBytes);
  try {
    let from = first;
    while (from < stop) {
      const start = offsets[from] ?? 0;
      let to = from + 1;
      while (to < stop && (offsets[to + 1] ?? 0) - start <= batchBytes) to++;
      const end = offsets[to] ?? start;
      if (end - start > buffer.length) buffer = Buffer.allocUnsafeSlow(end - start);
      const bytes = buffer.subarray(0, end - start);
      readExactly(descriptor, bytes, start, path);
      yield decodeRecords(bytes, offsets.subarray(from, to + 1), path);
      from = to;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Random access to one spill. Keeps the offsets (8 bytes a sample) in memory while open. */
export class SpillLookup {
  private readonly offsets: Float64Array;
  private readonly descriptor: number;
  private readonly size: number;

  constructor(private readonly path: string) {
    this.offsets = readFloat64s(`${path}.offsets`);
    this.descriptor = openSync(path, "r");
    this.size = fstatSync(this.descriptor).size;
  }

  sample(ordinal: number): Sample {
    const start = this.offsets[ordinal];
    const end = this.offsets[ordinal + 1];
    if (start !== undefined && end !== undefined && !(start < end && end <= this.size))
      throw damagedSpill(
        `${this.path}.offsets`,
        ordinal * 8,
        "it names no place in the file that it belongs to",
      );
    if (start === undefined || end === undefined)
      throw new SampleError("no-record", `no record ${ordinal} in ${this.path}`);
    const bytes = Buffer.allocUnsafe(end - start);
    readExactly(this.descriptor, bytes, start, this.path);
    return decodeRecord(bytes, this.path, start).sample;
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

/** @param offsets where the records begin and the last one ends in the file; `bytes` begin with the first */
function* decodeRecords(bytes: Buffer, offsets: Float64Array, path: string): Generator<Spilled> {
  const start = offsets[0] ?? 0;
  for (let index = 0; index + 1 < offsets.length; index++) {
    const offset = offsets[index] ?? 0;
    yield decodeRecord(bytes.subarray(offset - start, (offsets[index + 1] ?? 0) - start), path, offset);
  }
}

function decodeRecord(bytes: Buffer, path: string, offset: number): Spilled {
  if (bytes.length < prefixBytes || crc32(bytes.subarray(4)) !== bytes.readUInt32LE(0))
    throw damagedSpill(path, offset, "a checksum does not match");
  const textStart = prefixBytes + bytes.readUInt32LE(4);
  const binaryStart = textStart + bytes.readUInt32LE(8);
  // Field by field: taking the rest of an object and spreading it would make reading dearer by half.
  const head = JSON.parse(bytes.toString("utf8", prefixBytes, textStart)) as Head;
  const binary = head.binary === undefined ? undefined : readBinary(head.binary, bytes.subarray(binaryStart));
  const sample = makeSample({
    id: head.id,
    source: head.source,
    origin: head.origin,
    text: bytes.toString(bytes[12] === 1 ? "latin1" : "utf16le", textStart, binaryStart),
    title: head.title,
    lang: head.lang,
    url: head.url,
    meta: head.meta,
    scores: head.scores,
    image: binary?.image,
    captions: head.captions,
    arrays: binary?.arrays,
  });
  return { sample, language: head.language };
}
