/** UTF-8 with gaps in it: what can be read, what a gap must have been, what is lost. */
import { charClass, isHanClass, PUNCTUATION_CJK } from "../characters/charclass.js";
import { codePointOf, continuations, isContinuation } from "./bytes.js";
import { isCommonChinese } from "./common-units.js";

/** A byte that is not known. */
export const gap = -1;

/** Whether a byte leads a sequence of three that may be Chinese. */
export function isLongLead(byte: number): boolean {
  return byte >= 0xe3 && byte <= 0xef;
}

export interface Decoded {
  readonly text: string;
  readonly characters: number;
  readonly chinese: number;
  /** Characters of which bytes are missing; U+FFFD in the text. */
  readonly lost: number;
  /** Places where bytes are missing without a mark. */
  readonly broken: number;
  /** End of the bytes that were read. */
  readonly end: number;
}

/** Reads until two sequences after one another are none; then only what stands before them counts. */
export function decodeUtf8(bytes: Int16Array, start: number, length: number): Decoded {
  let text = "";
  let characters = 0;
  let chinese = 0;
  let lost = 0;
  let broken = 0;
  let inARow = 0;
  /** Length of the text before its last character, when that is Chinese. */
  let beforeLast = -1;
  let sound: Decoded = { text, characters, chinese, lost, broken, end: start };
  for (let i = start; i < length; ) {
    const lead = bytes[i]!;
    if (lead >= 0 && lead < 0x80) {
      // The second byte of a pair may be an ASCII character that stood behind the last one.
      text += String.fromCharCode(lead);
      beforeLast = -1;
      i++;
      continue;
    }
    const wanted = continuations(lead);
    let size = 1;
    while (size <= wanted && i + size < length && isContinuation(bytes[i + size]!)) size++;
    let point = -1;
    let isCut = lead === gap || i + size >= length;
    if (wanted > 0 && size === wanted + 1) {
      point = codePointOf(lead, bytes[i + 1] ?? 0, bytes[i + 2] ?? 0, bytes[i + 3] ?? 0);
      isCut = false;
    } else if (bytes[i + size] === gap && size <= wanted) {
      isCut = true;
      // At the end of a run it may be any byte.
      if (wanted === 2 && i + size + 1 < length) point = withGapFilled(bytes, i, size);
      if (point >= 0) size = 3;
      else size = skipRest(bytes, i, size + 1, length);
    } else if (lead === gap) size = skipRest(bytes, i, size, length);
    i += size;
    if (point >= 0) {
      const before = text.length;
      text += String.fromCodePoint(point);
      characters++;
      const kind = charClass[Math.min(point, 0xffff)]!;
      beforeLast = isHanClass(kind) || kind === PUNCTUATION_CJK ? before : -1;
      if (beforeLast >= 0) {
        chinese++;
        inARow = 0;
        sound = { text, characters, chinese, lost, broken, end: i };
      }
      continue;
    }
    if (!isCut) {
      if (++inARow > 1) return sound;
      broken++;
      // What stands before may be put together from the halves of two characters.
      if (beforeLast >= 0) {
        text = `${text.slice(0, beforeLast)}\uFFFD`;
        characters--;
        chinese--;
        lost++;
      }
    }
    text += "\uFFFD";
    lost++;
    beforeLast = -1;
  }
  return inARow > 0 ? sound : { text, characters, chinese, lost, broken, end: length };
}

/** Size of what is left of a character of which a byte is a gap. */
function skipRest(bytes: Int16Array, at: number, size: number, length: number): number {
  let rest = size;
  while (rest < 3 && at + rest < length && isContinuation(bytes[at + rest]!)) rest++;
  return rest;
}

/** Bytes for which readers of GBK put a mark: 0x80, and the rows that some have for private use. */
const unreadable = [0x80, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf];

/** The character of three bytes with a gap in it, when one common character alone can be meant; else -1. */
function withGapFilled(bytes: Int16Array, at: number, where: number): number {
  let found = -1;
  const next = bytes[at + where + 1]!;
  for (const byte of unreadable) {
    // A row of private use is unreadable together with what follows.
    if (byte >= 0xaa ? next < 0xa1 : byte > 0x80 && (next < 0x40 || next > 0xa0)) continue;
    const second = where === 1 ? byte : bytes[at + 1]!;
    const third = where === 2 ? byte : bytes[at + 2]!;
    if (!isContinuation(third)) continue;
    const point = codePointOf(bytes[at]!, second, third, 0);
    if (point < 0 || isCommonChinese[point] !== 1) continue;
    if (found >= 0) return -1;
    found = point;
  }
  return found;
}
