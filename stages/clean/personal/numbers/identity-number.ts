/** The citizen identity number of the People's Republic of China (GB 11643-1999). */

import type { Span } from "../kinds.js";
import { continuesWord } from "./number-shape.js";

/** First two digits: provinces, regions and municipalities (GB/T 2260), and 81 - 83 for residence permits. */
const provinces = new Set([
  11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61,
  62, 63, 64, 65, 71, 81, 82, 83,
]);

/**
 * Whether six digits are built as GB/T 2260 says: province; 01 - 70 or 90 for cities, prefectures and counties under the
 * province; a county. A list of the codes in force would miss everybody born in a county that was renamed or moved since.
 */
export function isRegion(code: string): boolean {
  const city = Number(code.slice(2, 4));
  const isFromElsewhere = /^[78]/.test(code);
  return (
    provinces.has(Number(code.slice(0, 2))) &&
    (isFromElsewhere || ((city === 90 || (city >= 1 && city <= 70)) && code.slice(4, 6) !== "00"))
  );
}

export function isProvince(code: number): boolean {
  return provinces.has(code);
}

/** Weights of the 17 digits before the check character; ISO 7064 MOD 11-2. */
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkCharacters = "10X98765432";

/** Eighteen characters with region, date of birth and check character, or fifteen digits behind the word 身份证. */
export function identityNumber(text: string, start: number, end: number): Span | undefined {
  const digits = end - start;
  if (digits === 6) return groupedNumber(text, start);
  if (digits === 18 && !continuesWord(text, end)) {
    return isIdentityNumber(text.slice(start, end)) ? { start, end } : undefined;
  }
  const last = text.charCodeAt(end) | 0x20;
  if (digits === 17 && last === 0x78 && !continuesWord(text, end + 1)) {
    return isIdentityNumber(text.slice(start, end + 1)) ? { start, end: end + 1 } : undefined;
  }
  // Fifteen digits have no check character: the word must stand before them.
  const isOld =
    digits === 15 &&
    !continuesWord(text, end) &&
    /身份证|身分证|证件号/.test(text.slice(Math.max(0, start - oldCueReach), start)) &&
    isOldIdentityNumber(text.slice(start, end));
  return isOld ? { start, end } : undefined;
}

const oldCueReach = 12;

/** 110105 19491231 002X */
function groupedNumber(text: string, start: number): Span | undefined {
  const match = /^(\d{6})([ -])(\d{8})\2(\d{3}[\dXx])(?![\dA-Za-z])/.exec(text.slice(start, start + 21));
  if (match === null || !isIdentityNumber(`${match[1]}${match[3]}${match[4]}`)) return undefined;
  return { start, end: start + match[0].length };
}

/** Whether 18 characters (17 digits and a digit or X) are a valid number: region, date of birth and check character. */
function isIdentityNumber(candidate: string): boolean {
  if (!isRegion(candidate)) return false;
  const year = Number(candidate.slice(6, 10));
  if (!isDate(year, Number(candidate.slice(10, 12)), Number(candidate.slice(12, 14)))) return false;
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += (weights[i] ?? 0) * (candidate.charCodeAt(i) - 48);
  return checkCharacters.charAt(sum % 11) === candidate.charAt(17).toUpperCase();
}

/** Whether 15 digits have the form used before 1999: region and date, no check character. */
function isOldIdentityNumber(candidate: string): boolean {
  const year = 1900 + Number(candidate.slice(6, 8));
  return isRegion(candidate) && isDate(year, Number(candidate.slice(8, 10)), Number(candidate.slice(10, 12)));
}

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isDate(year: number, month: number, day: number): boolean {
  if (year < 1850 || year > 2100 || month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= (month === 2 && leap ? 29 : (daysOfMonth[month - 1] ?? 0));
}
