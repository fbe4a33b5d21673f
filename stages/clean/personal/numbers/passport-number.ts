/**
 * Passport numbers behind the word: Chinese ones (E, G, D, P, S and 8 digits; E, a letter and 7 digits; old ones of 14 or 15 and 7
 * digits), passes to Hong Kong, Macao and Taiwan (C, H, M, T, L ...), and 7 to 9 letters and digits of other countries.
 */
import { isAlnum, isAsciiLetter } from "../../../text/characters/ascii.js";
import type { Span } from "../kinds.js";
import { date, hasCue, isQuantity } from "./number-shape.js";

const cue = /护照|護照|通行证|回乡证|台胞证|passport/i;
/** What says that the digits behind it are a number of a document: 护照号码为, 护照，证件号：, passport_no=, Passport Number is. */
const label =
  /(?: ?[，,（(）)/_的]?(?:编|证件?|或?身份证)?(?:号码?|號碼?)|[ _：:（(]*(?:no|number|id)(?![a-z])\.?)/;
const between = /[\s:：#|（(）)【[“"'*=—]{0,4}(?:[为為是]|is )?[\s:：“"]{0,2}$/;
const numberOf = new RegExp(`(?:${cue.source})${label.source}${between.source}`, "i");
/** Without a label, digits alone are as often a price, a date or a count: the word must stand directly before them. */
const wordOf = new RegExp(`(?:${cue.source})${between.source}`, "i");
const cueReach = 24;
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
  const number = text.slice(first, stop);
  const digits = number.replace(/\D/g, "").length;
  if (digits < 6 || !hasCue(text, first, cue, cueReach)) return undefined;
  const isLabelled = hasCue(text, first, numberOf, cueReach);
  const isAnnounced =
    digits < number.length
      ? isLabelled || hasCue(text, first, cue)
      : !date.test(number) && (isLabelled || (hasCue(text, first, wordOf) && !isCount(text, first, stop)));
  return isAnnounced ? { start: first, end: stop } : undefined;
}

function isCount(text: string, start: number, end: number): boolean {
  return isQuantity(text, start, end) || copies.test(text.slice(end, end + 3));
}
