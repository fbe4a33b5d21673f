/**
 * Passport numbers behind the word: Chinese ones (E, G, D, P, S and 8 digits; E, a letter and 7 digits; old ones of 14 or 15 and 7
 * digits), passes to Hong Kong, Macao and Taiwan (C, H, M, T, L ...), and 7 to 9 letters and digits of other countries.
 */
import { isAlnum, isAsciiLetter } from "../../../text/characters/ascii.js";
import type { Span } from "../kinds.js";
import { hasCue, isQuantity } from "./number-shape.js";

const cue = /护照|護照|通行证|回乡证|台胞证|passport/i;
/** Digits alone are as often a price, a date or a phone number of the office: the word must stand directly before them. */
const cueOfDigits =
  /(?:护照|護照|通行证|回乡证|台胞证|passport)(?: ?(?:号码?|號碼?|no\b\.?|number))?[\s:：#|（(为是]{0,3}$/i;
const copies = /^ ?[余多]?[本张人份册]/;
const shortest = 7;
const longest = 11;

export function passportNumber(text: string, start: number, end: number): Span | undefined {
  let first = start;
  while (first > 0 && start - first < 3 && isAsciiLetter(text.charCodeAt(first - 1))) first--;
  if (start - first > 2) return undefined;
  let stop = end;
  while (stop < text.length && stop - first <= longest && isAlnum(text.charCodeAt(stop))) stop++;
  if (stop - first < shortest || stop - first > longest || end - start < 4) return undefined;
  const digits = text.slice(first, stop).replace(/\D/g, "").length;
  if (digits < 6) return undefined;
  const isAnnounced =
    digits < stop - first
      ? hasCue(text, first, cue)
      : hasCue(text, first, cueOfDigits) &&
        !isQuantity(text, first, stop) &&
        !copies.test(text.slice(stop, stop + 3));
  return isAnnounced ? { start: first, end: stop } : undefined;
}
