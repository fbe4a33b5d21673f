/** Numbers of bank and credit cards: known issuers (ISO/IEC 7812 prefixes and lengths) and Luhn's check digit. */
import { isDigit } from "../../../text/characters/ascii.js";
import type { Span } from "../kinds.js";
import { continuesNumber, digitsEnd, hasCue, isSeparator } from "./number-shape.js";

const shortest = 13;
const longest = 19;

/** Whole, or in groups with one and the same separator: 4-4-4-4(-3), 4-6-5, 4-6-4, 6-10, 6-13. */
const groupings = /^(?:\d{4} \d{4} \d{4} \d{4}(?: \d{1,3})?|\d{4} \d{6} \d{4,5}|\d{6} \d{10}|\d{6} \d{13})$/;

const cue = /卡号|银行卡|储蓄卡|信用卡|借记卡|帐号|账号|账户|帐户|打款|转账|汇款|card/i;

export function bankCard(text: string, start: number, end: number): Span | undefined {
  if (!beginsCard(end - start, text.charCodeAt(start) - 0x30)) return undefined;
  let stop = end;
  if (end - start <= 6) {
    stop = groupsEnd(text, start, end);
    if (stop === end || isRow(text, start, stop)) return undefined;
    const separator = text.charAt(end);
    if (!groupings.test(text.slice(start, stop).replaceAll(separator, " "))) return undefined;
  }
  if (continuesNumber(text, stop)) return undefined;
  const number = text.slice(start, stop).replace(/\D/g, "");
  if (number.length < shortest || number.length > longest || !passesLuhn(number)) return undefined;
  if (issuerLengths(number)?.includes(number.length) === true) return { start, end: stop };
  // One number in ten passes the check by chance: where the prefix tells little, groups or a word must announce a card.
  const isGrouped = stop > end && isMastercard2(number);
  return isGrouped || (number.length >= 16 && hasCue(text, start, cue)) ? { start, end: stop } : undefined;
}

/** Mastercard's second series, 2221 - 2720. */
function isMastercard2(number: string): boolean {
  const four = Number(number.slice(0, 4));
  return number.length === 16 && four >= 2221 && four <= 2720;
}

/** Whether the groups belong to a longer row of numbers. */
function isRow(text: string, start: number, stop: number): boolean {
  const before = isSeparator(text.charCodeAt(start - 1)) && isDigit(text.charCodeAt(start - 2));
  return before || (isSeparator(text.charCodeAt(stop)) && isDigit(text.charCodeAt(stop + 1)));
}

/** Most digits begin no card, so this is checked before anything is copied. */
export function beginsCard(_digits: number, first: number): boolean {
  return first >= 2 && first !== 7;
}

function groupsEnd(text: string, start: number, end: number): number {
  const separator = text.charCodeAt(end);
  if (!isSeparator(separator)) return end;
  let stop = end;
  while (text.charCodeAt(stop) === separator && isDigit(text.charCodeAt(stop + 1)) && stop - start < 24) {
    stop = digitsEnd(text, stop + 1, start + 24);
  }
  return stop;
}

/** Lengths that the issuer of a prefix uses; undefined when the prefix is of none. */
function issuerLengths(number: string): readonly number[] | undefined {
  const two = Number(number.slice(0, 2));
  const four = Number(number.slice(0, 4));
  if (two === 62 || four === 8171) return [16, 17, 18, 19]; // UnionPay
  if (number.startsWith("4")) return [13, 16, 19]; // Visa
  if (two >= 51 && two <= 55) return [16]; // Mastercard
  if (two === 34 || two === 37) return [15]; // American Express
  if (four >= 3528 && four <= 3589) return [16, 17, 18, 19]; // JCB
  if (four === 6011 || (four >= 6440 && four <= 6499) || two === 65) return [16, 19]; // Discover
  if ((four >= 3000 && four <= 3059) || two === 36 || two === 38) return [14]; // Diners Club
  if (four === 9558) return [19]; // Industrial and Commercial Bank of China, before 2011
  if (four === 6013) return [19]; // Bank of China, before 2011
  return undefined;
}

/** From the right, every second digit is doubled; the digit sums add up to a multiple of ten. */
function passesLuhn(number: string): boolean {
  let sum = 0;
  for (let i = number.length - 1, doubled = false; i >= 0; i--, doubled = !doubled) {
    const digit = number.charCodeAt(i) - 48;
    sum += doubled ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return sum % 10 === 0 && !/^(\d)\1+$/.test(number);
}
