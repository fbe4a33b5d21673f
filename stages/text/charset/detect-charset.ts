/**
 * Which charset a page or text has, with which confidence, and what told it.
 *
 * A byte order mark decides. Bytes that are valid UTF-8 beyond chance are UTF-8, whatever is declared: servers put wrong
 * headers on old pages. Otherwise every charset that the bytes allow is tried on a sample, the texts are compared by what
 * they cost to write down (reading-cost), and what header or page declare counts as evidence, which statistics can
 * overrule when another charset reads clearly better.
 */
import { isAscii, isUtf8 } from "node:buffer";
import { central, western } from "./alphabets.js";
import type { Language } from "./character-bits.js";
import { byteOrderMark, type Charset, headerCharset, metaCharset } from "./declared-charset.js";
import { decodeText } from "./decode-text.js";
import { readingCost } from "./reading-cost.js";

export interface DetectedCharset {
  readonly charset: Charset;
  /** 0 - 1: how sure; 1 for a byte order mark. */
  readonly confidence: number;
  /** What decided. `ascii`: every byte is ASCII, so that any charset would do. */
  readonly evidence: "byte-order-mark" | "ascii" | "structure" | "http-header" | "page" | "statistics";
}

/** Charsets that statistics can tell, with the languages written in them. */
const candidates: readonly (readonly [Charset, readonly Language[]])[] = [
  ["utf-8", ["simplified", "traditional", "japanese", "korean", ...western, ...central, "cyrillic"]],
  ["gb18030", ["simplified", "traditional"]],
  ["big5", ["traditional"]],
  ["shift_jis", ["japanese", "half-width"]],
  ["euc-jp", ["japanese"]],
  ["euc-kr", ["korean"]],
  ["euc-tw", ["traditional"]],
  ["windows-1252", western],
  ["iso-8859-15", western],
  ["windows-1251", ["cyrillic"]],
  ["windows-1250", central],
  ["iso-8859-2", central],
  ["koi8-r", ["cyrillic"]],
  ["koi8-u", ["cyrillic"]],
  ["windows-1253", ["greek"]],
  ["windows-1254", ["turkish"]],
  ["windows-1255", ["hebrew"]],
  ["windows-1256", ["arabic"]],
  ["windows-1257", ["baltic"]],
  ["windows-874", ["thai"]],
];

const wideCandidates: readonly (readonly [Charset, readonly Language[]])[] = [
  ["utf-16le", ["simplified", "traditional", "japanese", "korean", ...western]],
  ["utf-16be", ["simplified", "traditional", "japanese", "korean", ...western]],
];

/**
 * Bits by which a charset is rarer than the others. No page of the web declares EUC-TW, and a few rare characters read as
 * common ones in it; any even number of bytes is UTF-16, and one without a mark, a space or a line feed is a few words at most.
 */
const rarityBits: Partial<Record<Charset, number>> = { "euc-tw": 32, "utf-16le": 8, "utf-16be": 8 };

/** Bytes that are looked at for statistics: the parts of the page that are not ASCII. */
const sampleBytes = 8 << 10;
/** A declaration is worth this many bits and this share of the cost; a server's default of Latin-1 is worth little. */
const declaredBits = 24;
const declaredShare = 0.08;

/**
 * Tells the charset of a whole text or page.
 *
 * @param contentType the HTTP header `Content-Type`, where there is one
 */
export function detectCharset(bytes: Buffer, contentType = ""): DetectedCharset {
  const mark = byteOrderMark(bytes);
  if (mark.charset !== undefined) {
    return { charset: mark.charset, confidence: 1, evidence: "byte-order-mark" };
  }
  const wide = wideByStructure(bytes);
  if (wide !== undefined) return wide;
  const header = headerCharset(contentType);
  const page = metaCharset(bytes);
  if (isAscii(bytes)) {
    if (bytes.includes("\x1b$")) return { charset: "iso-2022-jp", confidence: 0.99, evidence: "structure" };
    return { charset: "utf-8", confidence: 1, evidence: "ascii" };
  }
  const sample = nonAsciiParts(bytes);
  if (isUtf8(bytes) && isBeyondChance(sample)) {
    return { charset: "utf-8", confidence: 0.999, evidence: "structure" };
  }
  return byStatistics(bytes, sample, header, page);
}

/** UTF-32 has a zero in every fourth byte, UTF-16 of any text with spaces or markup zeros in one half of its units. */
function wideByStructure(bytes: Buffer): DetectedCharset | undefined {
  const looked = Math.min(bytes.length, sampleBytes) & ~3;
  const zeros = [0, 0, 0, 0];
  for (let at = 0; at < looked; at++) if (bytes[at] === 0) zeros[at & 3]!++;
  const quarter = looked / 4;
  if (quarter < 1 || bytes.length % 2 !== 0) return undefined;
  const [first, second, third, fourth] = zeros as [number, number, number, number];
  if (bytes.length % 4 === 0) {
    if (fourth === quarter && third > quarter * 0.9 && first < quarter * 0.1) {
      return { charset: "utf-32le", confidence: 0.99, evidence: "structure" };
    }
    if (first === quarter && second > quarter * 0.9 && fourth < quarter * 0.1) {
      return { charset: "utf-32be", confidence: 0.99, evidence: "structure" };
    }
  }
  // A tenth of the units in one half and far fewer in the other: ASCII among other characters.
  const even = (first + third) / (2 * quarter);
  const odd = (second + fourth) / (2 * quarter);
  const [charset, share, zeroAt] =
    odd > even ? (["utf-16le", odd, 1] as const) : (["utf-16be", even, 0] as const);
  if (share <= 0.1 || Math.min(even, odd) >= share / 4) return undefined;
  // Some Han characters, 一 and 开 among them, end in a zero too: a few of them alone tell nothing.
  if (share <= 0.5 && !holdsSpace(bytes.subarray(0, looked), zeroAt)) return undefined;
  return { charset, confidence: 0.97, evidence: "structure" };
}

/** White space and signs of markup: what has their bytes in the other order is no character of any text. */
const spaces = new Set(Buffer.from('\n\r "<>=,.'));

function holdsSpace(bytes: Buffer, zeroAt: 0 | 1): boolean {
  for (let at = 0; at < bytes.length; at += 2) {
    if (bytes[at + zeroAt] === 0 && spaces.has(bytes[at + 1 - zeroAt]!)) return true;
  }
  return false;
}

/** Two bytes of GBK may look like one character of UTF-8 by chance; three-byte characters or many do not. */
function isBeyondChance(sample: Buffer): boolean {
  let sequences = 0;
  let long = 0;
  for (const byte of sample) {
    if (byte >= 0xc2 && byte < 0xe0) sequences++;
    else if (byte >= 0xe0) long++;
  }
  return long >= 2 || sequences + 2 * long >= 4;
}

/** Runs of non-ASCII bytes with a little of what stands around them, up to a bound; cut only after ASCII. */
function nonAsciiParts(bytes: Buffer): Buffer {
  const around = 4;
  const parts: Buffer[] = [];
  let total = 0;
  let from = -1;
  let last = -1;
  for (let at = 0; at < bytes.length && total < sampleBytes; at++) {
    if (bytes[at]! < 0x80) continue;
    if (from >= 0 && at - last > 2 * around) {
      parts.push(bytes.subarray(from, last + 1 + around));
      total += last + 1 + around - from;
      from = -1;
    }
    if (from < 0) from = Math.max(0, at - 1);
    last = at;
    if (at - from > sampleBytes - total) break;
  }
  if (from >= 0) parts.push(bytes.subarray(from, Math.min(bytes.length, last + 1 + around)));
  return Buffer.concat(parts);
}

function byStatistics(
  bytes: Buffer,
  sample: Buffer,
  header: Charset | undefined,
  page: Charset | undefined,
): DetectedCharset {
  const tried = bytes.includes(0) || (bytes.length % 2 === 0 && bytes.length < sampleBytes);
  const list = tried ? [...candidates, ...wideCandidates] : candidates;
  const scored = list.flatMap(([charset, languages]) => {
    // Units of two bytes must be read from the start of the file.
    const looked = charset.startsWith("utf-16") ? bytes.subarray(0, sampleBytes) : sample;
    const text = decodeText(looked, charset);
    if (looked !== sample && isNoise(text)) return [];
    const plain = readingCost(text, languages);
    const scale = looked === sample ? 1 : sample.length / Math.max(1, looked.length);
    const declared = charset === header || charset === page;
    const worth = charset === "windows-1252" ? 0 : 1;
    const bits = plain * scale;
    const rarity = rarityBits[charset] ?? 0;
    const cost = rarity + (declared ? bits * (1 - declaredShare * worth) - declaredBits * worth : bits);
    return [{ charset, cost, bits }];
  });
  scored.sort((a, b) => a.cost - b.cost);
  const [best, second] = scored as [(typeof scored)[0], (typeof scored)[0]];
  // Each bit of distance halves the odds of the other; neighbouring characters are not independent, so only a part counts.
  const odds = 2 ** Math.min(30, (second.cost - best.cost) / 4);
  // Real text costs about 10 bits per two bytes; what costs 15 reads like no known language, whatever comes second.
  const fit = Math.min(1, (12.5 / ((2 * best.bits) / Math.max(1, sample.length))) ** 4);
  const confidence = Math.round(Math.min(0.99, (odds / (1 + odds)) * fit) * 1000) / 1000;
  const evidence = best.charset === header ? "http-header" : best.charset === page ? "page" : "statistics";
  return { charset: best.charset, confidence, evidence };
}

/** This share of units that no text has is damage; of random bytes an eighth are such. */
const damagedShare = 0.02;

/** Whether a text read as UTF-16 holds what none has: halves of characters, private use, control characters. Any bytes are some UTF-16. */
function isNoise(text: string): boolean {
  const strange = text.slice(0, -1).match(/[\0-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]/g)?.length ?? 0;
  return strange > damagedShare * text.length;
}
