/**
 * Reads the lines of a packed file that is cut into parts: each part unpacks everything before it, and reads only the lines that
 * begin in its own range.
 */
import type { ReadResult, Split } from "../../../pipeline/contracts/stage.js";
import {
  type Compression,
  decompress,
  detectCompression,
} from "../../../pipeline/storage/compression/compression.js";
import { CompressionFailure } from "../../../pipeline/storage/compression/compression-failure.js";
import { readBytes } from "../../../pipeline/storage/read-bytes.js";
import { peek } from "../bytes/block-streams.js";
import { decoderOf, encodingOf, readMark, sniffBytes } from "../bytes/encoding.js";
import { foreignFormat } from "../bytes/foreign-format.js";
import { LineCutter } from "../bytes/line-cutter.js";
import { tellBroken } from "./broken-stream.js";
import { JsonRecords, type RecordShape } from "./json-record.js";
import type { JsonSplitOptions } from "./json-split-options.js";
import { sniffShape } from "./sniff-shape.js";

/**
 * Reads the part of a packed file of lines whose packed bytes are [start, end): a line belongs to the part that holds the line feed
 * before it, by where the block of that line feed lies packed. What stands before is unpacked and passed over.
 *
 * @returns false when the content is nothing that can be read in parts; then the split that begins at 0 reads it whole
 */
export async function* readUnwoundLines(
  split: Split,
  options: JsonSplitOptions,
  shape: RecordShape,
  compression: Compression,
): AsyncGenerator<readonly ReadResult[], boolean, undefined> {
  const { file, start, end } = split;
  const from = { place: 0 };
  const unpacked = decompress((at) => readBytes(file, at), compression, from);
  const { head, rest, close } = await peek(unpacked, sniffBytes, from);
  const encoding = encodingOf(head, options.encoding);
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
      const { place } = from;
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
  // Exactly one part reports the damage: the one whose line breaks off there, or whose next line would have followed.
  const isOpen = cutter?.isOpen ?? start === 0;
  const left = cutter?.end(failure !== undefined) ?? Buffer.alloc(0);
  if (failure !== undefined && isOpen) tellBroken(failure, left, records);
  const last = records.take();
  if (last.length > 0) yield last;
  return true;
}
