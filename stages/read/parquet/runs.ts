/**
 * Checks the runs of levels and of dictionary places in a Parquet page before hyparquet unpacks them: it writes as many values as a run
 * claims, and an array of two thousand million values aborts the process.
 *
 *     run: a number of 7 bits a byte; even: half of it is how often the value behind it repeats; odd: half of it is how many groups of 8
 *          packed values follow
 *
 * What is packed is checked when hyparquet asks for it unpacked (`PageChecks`), so that each page is unpacked once.
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

/** What is left to check of a page. */
export interface PageCheck {
  /** Offset in the page of the part that may be packed. */
  readonly from: number;
  readonly isPacked: boolean;
  /** @throws RangeError when runs of the part, unpacked, claim more values than the page has; undefined where there are none */
  readonly check: ((part: Buffer) => void) | undefined;
}

/**
 * @param page what stands behind the header
 * @throws RangeError when runs claim more values than the page has
 */
export function checkOf(header: PageHeader, page: Buffer, levels: Levels, isBoolean: boolean): PageCheck {
  const { data_page_header: v1, data_page_header_v2: v2 } = header;
  const hasRuns = (encoding: string): boolean => isBoolean || dictionaryEncodings.has(encoding);
  if (v2 !== undefined) {
    const from = v2.repetition_levels_byte_length + v2.definition_levels_byte_length;
    if (levels.repetition > 0) checkRuns(page, 0, page.length, widthOf(levels.repetition), v2.num_values);
    if (levels.definition > 0)
      checkRuns(
        page,
        v2.repetition_levels_byte_length,
        page.length,
        widthOf(levels.definition),
        v2.num_values,
      );
    const check = (part: Buffer): void =>
      checkValues(v2.encoding, isBoolean, part, 0, v2.num_values - v2.num_nulls);
    return {
      from,
      isPacked: v2.is_compressed !== false,
      check: hasRuns(v2.encoding) ? check : undefined,
    };
  }
  const hasLevels = levels.repetition > 0 || levels.definition > 0;
  if (v1 === undefined || !(hasLevels || hasRuns(v1.encoding)))
    return { from: 0, isPacked: true, check: undefined };
  const check = (part: Buffer): void => {
    let at = 0;
    for (const level of [levels.repetition, levels.definition])
      if (level > 0) at = checkPrefixedRuns(part, at, widthOf(level), v1.num_values);
    checkValues(v1.encoding, isBoolean, part, at, v1.num_values);
  };
  return { from: 0, isPacked: true, check };
}

function checkValues(encoding: string, isBoolean: boolean, page: Buffer, from: number, values: number): void {
  if (encoding === "RLE" && isBoolean) checkPrefixedRuns(page, from, 1, values);
  if (!dictionaryEncodings.has(encoding)) return;
  // No value is there when all are null.
  if (from < page.length) checkRuns(page, from + 1, page.length, page.readUInt8(from), values);
}

function widthOf(level: number): number {
  return 32 - Math.clz32(level);
}
