/** The bytes that wrongly decoded characters came from. */
import { windows1252 } from "../characters/windows-1252.js";

export const noByte = -1;

/** Unit -> byte 0x80 - 0xFF that Latin-1 or Windows-1252 shows as it, or `noByte`. */
export function latin1Bytes(): Int16Array {
  const table = new Int16Array(0x10000).fill(noByte);
  for (let byte = 0x80; byte <= 0xff; byte++) table[byte] = byte;
  for (let i = 0; i < windows1252.length; i++) table[windows1252.charCodeAt(i)] = 0x80 + i;
  return table;
}

/** The charsets of two bytes a character that Chinese pages are written in. */
export type PairCharset = "gbk" | "big5";

/** The one character that GBK writes as a single byte, 0x80; its pair A2 E3 is only read. */
export const euro = 0x20ac;

interface PairTables {
  readonly bytes: Uint16Array;
  readonly units: Uint16Array;
}

const tablesOf = new Map<PairCharset, PairTables>();

/** Unit -> its two bytes (lead << 8 | trail), 0 where there are none. */
export function pairBytes(charset: PairCharset): Uint16Array {
  return pairTables(charset).bytes;
}

/** Two bytes -> unit, 0 where there is none. */
export function pairUnits(charset: PairCharset): Uint16Array {
  return pairTables(charset).units;
}

/** Made on first use: each pair has to be decoded. */
function pairTables(charset: PairCharset): PairTables {
  let tables = tablesOf.get(charset);
  if (tables === undefined) {
    tables = buildPairTables(charset);
    tablesOf.set(charset, tables);
  }
  return tables;
}

function buildPairTables(charset: PairCharset): PairTables {
  const bytes = new Uint16Array(0x10000);
  const units = new Uint16Array(0x10000);
  // By the Encoding Standard GBK is read as GB18030 is. Node 24 does so; Node 20 has a table of its own, which differs in 100 pairs.
  const decoder = new TextDecoder(charset === "gbk" ? "gb18030" : charset);
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      const unit = text.charCodeAt(0);
      if (text.length !== 1 || unit < 0x80 || unit === 0xfffd) continue;
      const pair = (lead << 8) | trail;
      units[pair] = unit;
      if (bytes[unit] === 0 && !(charset === "gbk" && unit === euro)) bytes[unit] = pair;
    }
  }
  return { bytes, units };
}

/** Bytes that continue the UTF-8 sequence of a leading byte (RFC 3629), 0 for a byte that leads none. */
export function continuations(lead: number): number {
  return lead >= 0xc2 && lead <= 0xdf
    ? 1
    : lead >= 0xe0 && lead <= 0xef
      ? 2
      : lead >= 0xf0 && lead <= 0xf4
        ? 3
        : 0;
}

export function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte <= 0xbf;
}

/** The code point of a sequence whose continuation bytes are right, or -1 when it is overlong, a surrogate or of an empty plane. */
export function codePointOf(lead: number, second: number, third: number, fourth: number): number {
  const count = continuations(lead);
  if (count === 1) return ((lead & 0x1f) << 6) | (second & 0x3f);
  if (count === 2) {
    const point = ((lead & 0x0f) << 12) | ((second & 0x3f) << 6) | (third & 0x3f);
    return point < 0x800 || (point >= 0xd800 && point <= 0xdfff) ? -1 : point;
  }
  const point = ((lead & 0x07) << 18) | ((second & 0x3f) << 12) | ((third & 0x3f) << 6) | (fourth & 0x3f);
  // Planes 1 - 3 have characters; the others tags and private use at most.
  return point < 0x10000 || point > 0x3ffff ? -1 : point;
}
