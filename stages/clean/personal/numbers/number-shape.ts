/** What stands around and inside a number: separators, words, units. */
import { isAlnum, isAsciiLetter, isDigit } from "../../../text/characters/ascii.js";

/** Hyphen, space, dashes: between the groups of a number. */
export const separators = "- \u2013\u2014";
const isBetween = signTable(separators);

export function isSeparator(unit: number): boolean {
  return isBetween[unit] === 1;
}

/** End of `separator + digits` at an offset, or -1. */
export function groupEnd(text: string, at: number, digits: number): number {
  if (!isSeparator(text.charCodeAt(at))) return -1;
  for (let i = 1; i <= digits; i++) if (!isDigit(text.charCodeAt(at + i))) return -1;
  return isDigit(text.charCodeAt(at + digits + 1)) ? -1 : at + digits + 1;
}

export function digitsEnd(text: string, start: number, limit: number): number {
  let end = start;
  while (end < limit && isDigit(text.charCodeAt(end))) end++;
  return end;
}

/** Decimal point, path, parameter, underscore, hyphen: before a number they make it part of something longer. */
const glue = signTable("./=_&-#%");

/** 1 for the units of `signs`: a single sign beside a number rules out most of them. */
export function signTable(signs: string): Uint8Array {
  const table = new Uint8Array(0x10000);
  for (const sign of signs) table[sign.charCodeAt(0)] = 1;
  return table;
}

/** Whether a number at `start` continues what stands before it: a word, a path, a parameter, a decimal fraction. */
export function continuesBefore(text: string, start: number): boolean {
  if (start === 0) return false;
  const before = text.charCodeAt(start - 1);
  if (isAsciiLetter(before)) return true;
  // 手机-138..., 微信/138...: Chinese before the sign, so it is no path.
  return glue[before] === 1 && !(start > 1 && text.charCodeAt(start - 2) > 0x2e80);
}

export function continuesWord(text: string, at: number): boolean {
  return at < text.length && isAlnum(text.charCodeAt(at));
}

/** Digits, letters, a file ending or a decimal fraction follow. */
export function continuesNumber(text: string, at: number): boolean {
  if (continuesWord(text, at)) return true;
  const unit = text.charCodeAt(at);
  return (unit === 0x2e || unit === 0x5f || unit === 0x3d) && isAlnum(text.charCodeAt(at + 1));
}

/** Longest distance of a cue word from the number that it announces. */
const cueReach = 16;

/** Whether one of the words stands shortly before `start`, in the same sentence. */
export function hasCue(text: string, start: number, cue: RegExp): boolean {
  return cue.test(sentenceBefore(text, start, cueReach));
}

/** What stands before `start` in the same sentence, at most `reach` units of it. */
export function sentenceBefore(text: string, start: number, reach: number): string {
  const before = text.slice(Math.max(0, start - reach), start);
  const sentence = Math.max(before.lastIndexOf("。"), before.lastIndexOf("\n"));
  return before.slice(sentence + 1);
}

/** 20230105, 2023-0105 */
export const date = /^(?:19|20)\d\d-?(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])$/;

const longestUnit = 7;
const units =
  /^ ?(?:bytes?|sectors?|blocks?|ticks?|idle|[kKMG]B|字节|比特|[美日欧港韩]?元|英镑|港币|人民币|卢布|亿|万|次|个|条|行|吨|人次|户(?![名主籍口型外])|份(?!额)|件(?!件)|笔(?![记试者直迹])|辆(?!辆)|平方|立方|公里|千米|英里|光年|公斤|公顷|亩|千瓦|小时|[毫微]?秒|年(?![初中底末后]))/;
const currencies = "$¥￥€£";

/** Whether many digits are a size, a sum or a time: a unit follows them (字节, bytes, 年), or a currency stands before them. */
export function isQuantity(text: string, start: number, end: number): boolean {
  return (
    (start > 0 && currencies.includes(text.charAt(start - 1))) ||
    units.test(text.slice(end, end + 1 + longestUnit))
  );
}
