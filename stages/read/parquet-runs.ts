/**
 * Checks the runs of levels and of dictionary places in a Parquet page before hyparquet unpacks them: it writes as many values as a run
 * claims, and an array of two thousand million values aborts the process.
 *
 *     run: a number of 7 bits a byte; even: half of it is how often the value behind it repeats; odd: half of it is how many groups of 8
 *          packed values follow
 *
 * Pages of version 1 pack their levels with their values, so they are unpacked twice: no time that can be measured with Snappy, a third
 * more CPU time for a file of texts with gzip or zstd.
 *
 * Source: parquet-format, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid".
 */

import type { PageHeader } from "hyparquet/src/types.js";

/** Runs may go past the last value: writers fill groups up. */
const slack = 4096;

/**
 * @param width bits of a value
 * @param values how many there are at most; fewer are no damage, since nulls have none
 * @throws RangeError when a run claims more than that
 */
export function checkRuns(bytes: Uint8Array, from: number, to: number, width: number, values: number): void {
  let at = from;
  for (let seen = 0; seen < values && at < to; ) {
    let header = 0;
    for (let weight = 1; ; weight *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || at > to || weight > 2 ** 28) throw new RangeError("a run has no length");
      header += (byte & 0x7f) * weight;
      if (byte < 0x80) break;
    }
    const isPacked = header % 2 === 1;
    const count = isPacked ? 8 * ((header - 1) / 2) : header / 2;
    if (count > values - seen + slack) throw new RangeError(`a run claims ${count} of ${values} values`);
    at += isPacked ? (count / 8) * width : (width + 7) >> 3;
    seen += count;
  }
}

/** Levels with their length before them, as in pages of version 1. @returns where they end */
export function checkPrefixedRuns(bytes: Buffer, from: number, width: number, values: number): number {
  const start = from + 4;
  const end = start + bytes.readUInt32LE(from);
  checkRuns(bytes, start, bytes.length, width, values);
  return end;
}

/** How deep a column is nested: its levels go from 0 to these. */
export interface Levels {
  readonly repetition: number;
  readonly definition: number;
}

const dictionaryEncodings: ReadonlySet<string> = new Set(["PLAIN_DICTIONARY", "RLE_DICTIONARY"]);

/**
 * @param page what stands behind the header
 * @param unpack the bytes of a packed part, which gives so many
 * @throws RangeError when runs claim more values than the page has
 */
export function checkPageRuns(
  header: PageHeader,
  page: Buffer,
  levels: Levels,
  isBoolean: boolean,
  unpack: (packed: Uint8Array, bytes: number) => Uint8Array,
): void {
  const { data_page_header: v1, data_page_header_v2: v2 } = header;
  if (v2 !== undefined) {
    const levelBytes = v2.repetition_levels_byte_length + v2.definition_levels_byte_length;
    if (levels.repetition > 0) checkRuns(page, 0, page.length, widthOf(levels.repetition), v2.num_values);
    if (levels.definition > 0)
      checkRuns(
        page,
        v2.repetition_levels_byte_length,
        page.length,
        widthOf(levels.definition),
        v2.num_values,
      );
    const rest = page.subarray(levelBytes);
    const isPacked = v2.is_compressed !== false;
    const values = (): Buffer =>
      isPacked ? asBuffer(unpack(rest, header.uncompressed_page_size - levelBytes)) : rest;
    checkValues(v2.encoding, isBoolean, values, 0, v2.num_values - v2.num_nulls);
  } else if (v1 !== undefined) {
    const hasRuns =
      levels.repetition > 0 || levels.definition > 0 || isBoolean || dictionaryEncodings.has(v1.encoding);
    if (!hasRuns) return;
    const bytes = asBuffer(unpack(page, header.uncompressed_page_size));
    let at = 0;
    for (const level of [levels.repetition, levels.definition])
      if (level > 0) at = checkPrefixedRuns(bytes, at, widthOf(level), v1.num_values);
    checkValues(v1.encoding, isBoolean, () => bytes, at, v1.num_values);
  }
}

function checkValues(
  encoding: string,
  isBoolean: boolean,
  bytes: () => Buffer,
  from: number,
  values: number,
): void {
  if (encoding === "RLE" && isBoolean) checkPrefixedRuns(bytes(), from, 1, values);
  if (!dictionaryEncodings.has(encoding)) return;
  const page = bytes();
  // No value is there when all are null.
  if (from < page.length) checkRuns(page, from + 1, page.length, page.readUInt8(from), values);
}

function widthOf(level: number): number {
  return 32 - Math.clz32(level);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
