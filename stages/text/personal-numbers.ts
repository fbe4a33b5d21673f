/**
 * Numbers that tell who somebody is. Identity numbers count only with a valid region, date and check character; phone numbers only
 * with a valid prefix and as a whole run of digits; QQ numbers only behind the word QQ.
 */
import { isAlnum, isAsciiLetter, isDigit } from "./ascii.js";
import { charClass, DIGIT } from "./charclass.js";
import { isIdentityNumber, isOldIdentityNumber } from "./identity-number.js";
import { Splice } from "./splice.js";
import { nextMarked, unitsOf } from "./units.js";

/** What is found, in the order in which it is tried. */
export type NumberKind = "qq" | "identity" | "mobile" | "landline";

interface Found {
  readonly kind: NumberKind;
  readonly start: number;
  readonly end: number;
}

/** The text with `replacement(kind)` in place of each number of a wanted kind. */
export function replaceNumbers(
  text: string,
  wanted: ReadonlySet<string>,
  replacement: (kind: NumberKind) => string,
): string {
  const splice = new Splice(text);
  const units = unitsOf(text);
  const next = (from: number): number => nextMarked(units, from, text.length, digits);
  let qqEnd = -1;
  for (let i = next(0); i < text.length; i = next(i)) {
    let end = nextMarked(units, i, text.length, noDigits);
    const isShort = end - i < 3 && units[i - 1] !== 0x2b;
    const found = isShort ? undefined : classify(text, i, end, wanted, qqEnd);
    // A plus sign or bracket that stands behind a word or number belongs to that.
    const isJoined =
      found !== undefined && found.start < i && found.start > splice.end && isAlnum(units[found.start - 1]!);
    if (found !== undefined && found.start >= splice.end && !isJoined) {
      if (found.kind === "qq") qqEnd = found.end;
      splice.replace(found.start, found.end, replacement(found.kind));
      end = Math.max(end, found.end);
    }
    i = end;
  }
  return splice.finish();
}

const digits = charClass.map((kind) => (kind === DIGIT ? 1 : 0));
const noDigits = digits.map((mark) => 1 - mark);

/**
 * What the run of digits text[start, end) begins, when it is personal data.
 *
 * @param qqEnd end of the last QQ number
 */
function classify(
  text: string,
  start: number,
  end: number,
  wanted: ReadonlySet<string>,
  qqEnd: number,
): Found | undefined {
  const digits = end - start;
  if (
    wanted.has("qq") &&
    digits >= 5 &&
    digits <= 11 &&
    text.charCodeAt(start) !== 0x30 &&
    followsQq(text, start, qqEnd)
  ) {
    return { kind: "qq", start, end };
  }
  // Part of a word, path, parameter, decimal fraction or longer number.
  if (start > 0 && (isAsciiLetter(text.charCodeAt(start - 1)) || isGlue(text.charCodeAt(start - 1))))
    return undefined;
  return (
    (wanted.has("identity") ? identityAt(text, start, end) : undefined) ??
    (wanted.has("mobile") ? mobileAt(text, start, end) : undefined) ??
    (wanted.has("landline") ? landlineAt(text, start, end) : undefined)
  );
}

function identityAt(text: string, start: number, end: number): Found | undefined {
  const digits = end - start;
  if (digits === 18 && !continuesWord(text, end)) {
    return isIdentityNumber(text.slice(start, end)) ? { kind: "identity", start, end } : undefined;
  }
  const last = text.charCodeAt(end) | 0x20;
  if (digits === 17 && last === 0x78 && !continuesWord(text, end + 1)) {
    return isIdentityNumber(text.slice(start, end + 1))
      ? { kind: "identity", start, end: end + 1 }
      : undefined;
  }
  // Fifteen digits have no check character: the word must stand before them.
  const isOld =
    digits === 15 &&
    !continuesWord(text, end) &&
    text.slice(Math.max(0, start - 12), start).includes("身份证") &&
    isOldIdentityNumber(text.slice(start, end));
  return isOld ? { kind: "identity", start, end } : undefined;
}

/** 1[3-9] and nine more digits, whole or in groups 3-4-4, after an optional +86. */
function mobileAt(text: string, start: number, end: number): Found | undefined {
  let first = start;
  let begin = start;
  let stop = end;
  const hasPlus = text.charCodeAt(start - 1) === 0x2b;
  for (const code of ["0086", "86"]) {
    if (!text.startsWith(code, start)) continue;
    const after = start + code.length;
    const separated =
      after === end && isSeparator(text.charCodeAt(after)) && isDigit(text.charCodeAt(after + 1));
    if (separated) first = after + 1;
    else if (end - after === 11) first = after;
    if (first === start) continue;
    if (hasPlus) begin = start - 1;
    if (separated) {
      stop = first;
      while (stop < text.length && isDigit(text.charCodeAt(stop))) stop++;
    }
    break;
  }
  if (hasPlus && first === start) return undefined;
  const second = text.charCodeAt(first + 1);
  if (text.charCodeAt(first) !== 0x31 || second < 0x33 || second > 0x39) return undefined;
  if (stop - first === 3) {
    stop = group(text, stop, 4);
    if (stop > 0) stop = group(text, stop, 4);
    if (stop <= 0) return undefined;
  } else if (stop - first !== 11) {
    return undefined;
  }
  const isQuantity = stop === end && isUnit(text, end);
  return isQuantity || continuesNumber(text, stop) ? undefined : { kind: "mobile", start: begin, end: stop };
}

const longestUnit = 6;
const quantities =
  /^ ?(?:bytes?|sectors?|blocks?|ticks?|idle|[kKMG]B|字节|元|美元|亿|万|次|个|条|行|吨|人次)/;

/** Whether a unit follows: eleven digits before 字节 or bytes are a size. */
function isUnit(text: string, at: number): boolean {
  return quantities.test(text.slice(at, at + 1 + longestUnit + 1));
}

/** Two-digit area codes 010, 02x; three-digit ones 03xx - 09xx; in brackets or with a separator; then 7 or 8 digits. */
function landlineAt(text: string, start: number, end: number): Found | undefined {
  if (text.charCodeAt(start) !== 0x30) return undefined;
  const second = text.charCodeAt(start + 1);
  const areaDigits =
    second === 0x31 ? (text.charCodeAt(start + 2) === 0x30 ? 3 : 0) : second === 0x32 ? 3 : 4;
  if (areaDigits === 0 || second === 0x30 || end - start < areaDigits) return undefined;
  let stop = end;
  let begin = start;
  if (end - start === areaDigits) {
    let next = end;
    const opening = text.charAt(start - 1);
    const closing = text.charAt(end);
    if ((opening === "(" || opening === "（") && (closing === ")" || closing === "）")) {
      begin = start - 1;
      next = end + 1;
      if (isSeparator(text.charCodeAt(next))) next++;
    } else if (isSeparator(text.charCodeAt(end))) next = end + 1;
    else return undefined;
    stop = localNumber(text, next);
    if (stop < 0) return undefined;
  } else if (text.charCodeAt(start + areaDigits) < 0x32) {
    return undefined;
  } else if (end - start - areaDigits < 7 || end - start - areaDigits > 8) {
    return undefined;
  } else if (areaDigits === 4 ? end - start !== 11 && end - start !== 12 : end - start !== 11) {
    return undefined;
  }
  return continuesNumber(text, stop) ? undefined : { kind: "landline", start: begin, end: stop };
}

/** 7 or 8 digits that do not begin with 0 or 1, whole or in two groups; end offset or -1. */
function localNumber(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (!isDigit(first) || first < 0x32) return -1;
  let end = start;
  while (end < text.length && end - start <= 9 && isDigit(text.charCodeAt(end))) end++;
  if (end - start === 7 || end - start === 8) return end;
  if (end - start === 3 || end - start === 4) return group(text, end, 4);
  return -1;
}

/** End of `separator + digits` at an offset, or -1. */
function group(text: string, at: number, digits: number): number {
  if (!isSeparator(text.charCodeAt(at))) return -1;
  for (let i = 1; i <= digits; i++) if (!isDigit(text.charCodeAt(at + i))) return -1;
  return isDigit(text.charCodeAt(at + digits + 1)) ? -1 : at + digits + 1;
}

/** Words that may stand between QQ and its number. */
const qqFillers = "群号码號碼是为為：: ;；交流咨询客服在线加（(-\t";
const longestQqGap = 8;

function followsQq(text: string, start: number, qqEnd: number): boolean {
  // QQ：12345、23456 或 34567: one word stands before several numbers.
  if (qqEnd >= 0 && start - qqEnd <= longestQqGap && isGap(text, qqEnd, start)) return true;
  let i = start - 1;
  const limit = Math.max(0, start - longestQqGap);
  while (i >= limit && qqFillers.includes(text.charAt(i))) i--;
  const unit = text.charCodeAt(i) | 0x20;
  if (unit === 0x71 && (text.charCodeAt(i - 1) | 0x20) === 0x71) return true;
  return i > 0 && (text.startsWith("扣扣", i - 1) || text.startsWith("企鹅", i - 1));
}

/** What may stand between two QQ numbers. */
const qqJoiners = `${qqFillers}、，,/或和`;

function isGap(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!qqJoiners.includes(text.charAt(i))) return false;
  return true;
}

function isSeparator(unit: number): boolean {
  return unit === 0x2d || unit === 32 || unit === 0x2013 || unit === 0x2014;
}

/** Before a number: decimal point, path, parameter, underscore, hyphen. */
function isGlue(unit: number): boolean {
  return (
    unit === 0x2e ||
    unit === 0x2f ||
    unit === 0x3d ||
    unit === 0x5f ||
    unit === 0x26 ||
    unit === 0x2d ||
    unit === 0x23 ||
    unit === 0x25
  );
}

function continuesWord(text: string, at: number): boolean {
  return at < text.length && isAlnum(text.charCodeAt(at));
}

/** Digits, letters, a file ending or a decimal fraction follow. */
function continuesNumber(text: string, at: number): boolean {
  if (continuesWord(text, at)) return true;
  const unit = text.charCodeAt(at);
  return (unit === 0x2e || unit === 0x5f || unit === 0x3d) && isAlnum(text.charCodeAt(at + 1));
}
