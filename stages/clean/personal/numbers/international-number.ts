/** Phone numbers in international form (ITU-T E.164): plus sign, country code, at most 15 digits, in groups or whole; and North American ones. */
import { isAlnum, isDigit } from "../../../text/characters/ascii.js";
import type { Span } from "../kinds.js";
import { continuesBefore, continuesNumber } from "./number-shape.js";

/** Country codes in use (ITU-T E.164 list of assigned codes, 2016). */
const countryCode =
  /^(?:1|7|2(?:0|7|1[1-368]|[2-4]\d|5[0-8]|6\d|9[017-9])|3(?:[0-469]|5\d|7[0-8]|8[0-35-79])|4(?:[013-9]|2[013])|5(?:[1-8]|0\d|9\d)|6(?:[0-6]|7[02-9]|8[0-35-9]|9[0-2])|8(?:[1246]|0[08]|5[02356]|7[08]|8[0-368])|9(?:[0-58]|6[0-8]|7[0-79]|9[2-68]))/;

const longestWritten = 26;
const mostDigits = 15;

export function internationalNumber(text: string, start: number, end: number): Span | undefined {
  if (end - start === 3 && text.charCodeAt(start - 1) !== 0x2b) return northAmerican(text, start);
  if (text.charCodeAt(start - 1) !== 0x2b || isAlnum(text.charCodeAt(start - 2))) return undefined;
  let digits = "";
  let stop = start;
  let firstGroup = 0;
  const limit = Math.min(text.length, start + longestWritten);
  for (let i = start; i < limit && digits.length <= mostDigits; i++) {
    const unit = text.charCodeAt(i);
    if (isDigit(unit)) {
      digits += text.charAt(i);
      stop = i + 1;
    } else if (isJoint(text, i)) {
      if (firstGroup === 0) firstGroup = digits.length;
    } else break;
  }
  if (!hasLengthOfCountry(digits, firstGroup) || continuesNumber(text, stop) || isFraction(text, stop))
    return undefined;
  return { start: start - 1, end: stop };
}

/** Whether a decimal comma and a few digits follow: +922337203685477,5807 is a number of German or French. */
function isFraction(text: string, at: number): boolean {
  return /^,\d{1,4}(?!\d)/.test(text.slice(at, at + 6));
}

/** What may follow an American area code. */
export const behindAreaCode = ")-.";

/** (415) 555-2671 and 415-555-2671: area and exchange begin with 2 - 9 (North American Numbering Plan). */
function northAmerican(text: string, start: number): Span | undefined {
  const isBracketed = text.charAt(start - 1) === "(";
  const form = isBracketed ? /^[2-9]\d{2}\) ?[2-9]\d{2}[-. ]\d{4}/ : /^[2-9]\d{2}([-.])[2-9]\d{2}\1\d{4}/;
  const found = form.exec(text.slice(start, start + 14))?.[0];
  if (found === undefined || (!isBracketed && continuesBefore(text, start))) return undefined;
  const end = start + found.length;
  if (continuesNumber(text, end) || text.charAt(end) === "-") return undefined;
  return { start: isBracketed ? start - 1 : start, end };
}

/** One space, hyphen or dot before a digit; brackets around an area code. */
function isJoint(text: string, at: number): boolean {
  const next = text.charAt(at + 1);
  switch (text.charAt(at)) {
    case " ":
    case "-":
      return /[\d(]/.test(next);
    case ".":
      return /\d/.test(next);
    case "(":
      return /\d/.test(next);
    case ")":
      return /[\d -]/.test(next);
    default:
      return false;
  }
}

/** @param firstGroup digits before the first joint, 0 when the number is written whole */
function hasLengthOfCountry(digits: string, firstGroup: number): boolean {
  const code = countryCode.exec(digits)?.[0];
  if (code === undefined || digits.length > mostDigits) return false;
  if (firstGroup > 0 && firstGroup < code.length) return false;
  if (code === "1") return /^1[2-9]\d{2}[2-9]\d{6}$/.test(digits);
  if (code === "7") return /^7[3-9]\d{9}$/.test(digits);
  // Nine digits or fewer must be in groups; written whole they may be an increase: +12345678.
  return digits.length >= (firstGroup > 0 ? 8 : 10);
}
