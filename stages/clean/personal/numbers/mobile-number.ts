/** Mobile numbers of the Chinese mainland: 1[3-9] and nine more digits, whole or in groups, after an optional +86. */
import { isDigit } from "../../../text/characters/ascii.js";
import type { Span } from "../kinds.js";
import { continuesNumber, digitsEnd, groupEnd, hasCue, isQuantity, isSeparator } from "./number-shape.js";

const digitsInNumber = 11;

/** Behind one of these a number is no quantity, whatever follows: 电话 13812345678 年薪20万, 微信13812345678秒回. */
const cue = /(?:手机|电话|微信|联系方式|联系人?|致电|拨打|热线|加我)(?:号码?)?[ :：.是为（(]{0,3}$/;

/** The first two digits (13..., 86... or 00...) and how many there are, in one group or in all, rule out most runs of digits. */
export function mayBeMobile(digits: number, first: number, second: number): boolean {
  switch (first) {
    case 1:
      return second >= 3 && (digits === 3 || digits === 7 || digits === digitsInNumber);
    case 8:
      return second === 6 && (digits === 2 || digits === 2 + digitsInNumber);
    default:
      return first === 0 && second === 0 && (digits === 4 || digits === 4 + digitsInNumber);
  }
}

export function mobileNumber(text: string, start: number, end: number): Span | undefined {
  const hasPlus = text.charCodeAt(start - 1) === 0x2b;
  const code = text.startsWith("0086", start) ? 4 : text.startsWith("86", start) ? 2 : 0;
  let first = start;
  if (code > 0) {
    const after = start + code;
    if (after === end) first = afterCountryCode(text, end);
    else if (end - after === digitsInNumber) first = after;
  }
  if (hasPlus && first === start) return undefined;
  const second = text.charCodeAt(first + 1);
  if (text.charCodeAt(first) !== 0x31 || second < 0x33 || second > 0x39) return undefined;
  const firstEnd = first > end ? digitsEnd(text, first, first + digitsInNumber + 1) : end;
  const stop = firstEnd - first === digitsInNumber ? firstEnd : groupsEnd(text, first, firstEnd);
  if (stop < 0) return undefined;
  if (continuesNumber(text, stop)) return undefined;
  if (stop === end && isQuantity(text, start, end) && !hasCue(text, start, cue)) return undefined;
  if (isLicence(text, first)) return undefined;
  const begin = hasPlus ? start - 1 : start;
  const isBracketed =
    stop > end && isBracket(text.charAt(end), ")）") && isBracket(text.charAt(begin - 1), "(（");
  return { start: isBracketed ? begin - 1 : begin, end: stop };
}

/** What stands before the number of a website's licence: 京ICP备13800138000号, ICP备案号：13800138000. Without 号, 备案 13800138000 calls an agent. */
const licence = /(?:ICP[备证] ?|(?:ICP证|备案|许可证)编?号[ :：]{0,2})$/i;

function isLicence(text: string, start: number): boolean {
  return licence.test(text.slice(Math.max(0, start - 8), start));
}

function isBracket(sign: string, brackets: string): boolean {
  return sign !== "" && brackets.includes(sign);
}

/** End of the groups 3-4-4 (dots may stand between, or brackets around the first), 3-8 or, with a hyphen, 7-4; -1 for any other. */
function groupsEnd(text: string, first: number, firstEnd: number): number {
  const length = firstEnd - first;
  if (length === 7) return text.charAt(firstEnd) === "-" ? groupEnd(text, firstEnd, 4) : -1;
  if (length !== 3) return -1;
  if (isBracket(text.charAt(first - 1), "(（") && isBracket(text.charAt(firstEnd), ")）")) {
    const rest = /^.[ -]?\d{4}[ -]\d{4}(?!\d)/.exec(text.slice(firstEnd, firstEnd + 12));
    return rest === null ? -1 : firstEnd + rest[0].length;
  }
  const dotted = /^\.\d{4}\.\d{4}(?!\d)/.exec(text.slice(firstEnd, firstEnd + 11));
  if (dotted !== null) return firstEnd + dotted[0].length;
  const second = groupEnd(text, firstEnd, 4);
  return second > 0 ? groupEnd(text, second, 4) : groupEnd(text, firstEnd, 8);
}

/** Where the number begins behind 86, one separator or a closing bracket; the run's own start when it does not. */
function afterCountryCode(text: string, end: number): number {
  let at = end;
  if (isBracket(text.charAt(at), ")）")) at++;
  if (isSeparator(text.charCodeAt(at))) at++;
  return at > end && isDigit(text.charCodeAt(at)) ? at : end;
}
