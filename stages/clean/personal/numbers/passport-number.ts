/**
 * Passport numbers behind the word: Chinese ones (E, G, D, P, S and 8 digits; E, a letter and 7 digits; old ones of 14 or 15 and 7
 * digits), passes to Hong Kong, Macao and Taiwan (C, H, M, T, L ...), and 7 to 9 letters and digits of other countries.
 */
import { isAlnum, isAsciiLetter } from "../../../text/characters/ascii.js";
import type { Span } from "../kinds.js";
import { date, isQuantity, sentenceBefore } from "./number-shape.js";

const cue = /护照|護照|通行证|回乡证|台胞证|passport/i;
/** What says that the digits behind it are a number of a document: 护照号码为, 护照，证件号：, passport_no=, Passport Number is. */
const label = /[ ，,（(）)/_：:的]{0,2}(?:编|证件?|或?身份证)?(?:号码?|號碼?|no|number|id)\.?/;
const signs = /[\s:：#|（(）)【[“"'*=—]{0,4}/;
const announcement = new RegExp(
  `(?:${cue.source})(${label.source})?${signs.source}(?:[为為是]|is )?${signs.source}$`,
  "i",
);
/** Longest distance of the word from the number. */
const reach = 24;
const copies = /^ ?[余多]?[本张人份册枚例宗]/;
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
  const before = sentenceBefore(text, first, reach);
  if (digits < 6 || !cue.test(before)) return undefined;
  const hasLetters = digits < stop - first;
  return hasLetters || isAnnounced(text, first, stop, before) ? { start: first, end: stop } : undefined;
}

/** Digits alone are as often a price, a date or a count: the word must stand directly before them, or a label. */
function isAnnounced(text: string, start: number, end: number, before: string): boolean {
  const announced = announcement.exec(before);
  if (announced === null || date.test(text.slice(start, end))) return false;
  const isLabelled = announced[1] !== undefined;
  return isLabelled || !(isQuantity(text, start, end) || copies.test(text.slice(end, end + 3)));
}
