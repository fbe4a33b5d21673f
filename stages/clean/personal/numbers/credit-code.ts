/**
 * The unified social credit code of organisations (GB 32100-2015): authority, kind, six digits of a region, nine characters of
 * the organisation, and a check character: 31 minus the sum of values times powers of 3, modulo 31.
 */
import { isAlnum } from "../../../text/characters/ascii.js";
import type { Span } from "../kinds.js";
import { isProvince } from "./identity-number.js";
import { continuesBefore, continuesWord, hasCue } from "./number-shape.js";

/** Values 0 - 30; I, O, Z, S and V are left out. */
const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const length = 18;

/** @param start of the first run of digits; up to two letters may stand before it */
export function creditCode(text: string, start: number, end: number): Span | undefined {
  // Behind at most two letters come the six digits of the region.
  if (end - start < 6) return undefined;
  let first = start;
  while (first > 0 && start - first < 3 && isAlnum(text.charCodeAt(first - 1))) first--;
  if (start - first > 2 || continuesBefore(text, first)) return undefined;
  const code = text.slice(first, first + length).toUpperCase();
  if (code.length < length || continuesWord(text, first + length)) return undefined;
  if (!isCreditCode(code)) return undefined;
  // One number in 31 passes by chance: eighteen plain digits need the organisation's own check digit or the word.
  const isPlausible = /[A-Z]/.test(code) || hasOrganisationCheck(code) || hasCue(text, first, cue);
  return isPlausible ? { start: first, end: first + length } : undefined;
}

const cue = /信用代码|税号|纳税人|识别号|代码证|USCC/;

/** Digits 9 - 16 are the code of the organisation, 17 is its check digit (GB 11714-1997: weights, modulo 11). */
function hasOrganisationCheck(code: string): boolean {
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  let sum = 0;
  for (const [i, weight] of weights.entries()) sum += weight * Number(code.charAt(8 + i));
  return (11 - (sum % 11)) % 11 === Number(code.charAt(16));
}

function isCreditCode(code: string): boolean {
  if (!/^[1-9AGNY][1-59]\d{6}/.test(code)) return false;
  const region = Number(code.slice(2, 4));
  // 10: registered with the central authorities.
  if (region !== 10 && !isProvince(region)) return false;
  let sum = 0;
  let weight = 1;
  for (let i = 0; i < length - 1; i++) {
    const value = alphabet.indexOf(code.charAt(i));
    if (value < 0) return false;
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return alphabet.charAt((31 - (sum % 31)) % 31) === code.charAt(length - 1);
}
