/** E-mail addresses whose sign is spelled out so that robots pass them by: lihua(at)mail.cn, wang.lei[at]mail[dot]com, li AT mail DOT cn. */
import { isAlnum } from "../../text/characters/ascii.js";
import { UnitPairs } from "../../text/units/unit-pairs.js";
import { findsNobody, isLocalUnit, longestLocalPart } from "./email-address.js";
import type { Finding } from "./kinds.js";

/** Without brackets the words are capitals in a small address: neither "look at the dot" nor LOOK AT THE DOT is one. */
const sign = /[([{（【](?:at|AT)[)\]}）】]|(?<= )AT (?=[a-z\d-]+ DOT [a-z])/y;
/** What the signs begin with. */
const beginnings = new UnitPairs("([{（【A", "aAT");
/** A sentence may begin behind a point and a space. */
const dot = /(?:\.| \. | ?[([{（【](?:dot|DOT)[)\]}）】] ?| DOT )/.source;
const domain = new RegExp(
  `^ ?([A-Za-z\\d-]+(?:${dot}[A-Za-z\\d-]+){0,4}?(?:${dot}[A-Za-z]{2,})+)(?![A-Za-z\\d-])`,
);
const longestDomain = 100;

/** Appends what is found to `into`, in the order of the text. */
export function findSpelledAddresses(text: string, into: Finding[]): void {
  const { length } = text;
  beginnings.unitsOf(text);
  for (let at = beginnings.next(0, length); at < length; at = beginnings.next(at + 1, length)) {
    sign.lastIndex = at;
    const found = sign.test(text) ? addressAround(text, at, sign.lastIndex) : undefined;
    if (found !== undefined) into.push(found);
  }
}

function addressAround(text: string, at: number, behind: number): Finding | undefined {
  const stop = text.charAt(at - 1) === " " ? at - 1 : at;
  let start = stop;
  while (start > Math.max(0, stop - longestLocalPart) && isLocalUnit(text.charCodeAt(start - 1))) start--;
  while (start < stop && !isAlnum(text.charCodeAt(start))) start++;
  const found = domain.exec(text.slice(behind, behind + longestDomain));
  if (start === stop || found === null) return undefined;
  const host = found[1]!.replace(/[([{（【]dot[)\]}）】]| DOT /gi, ".").replaceAll(" ", "");
  return findsNobody(text.slice(start, stop), host)
    ? undefined
    : { kind: "email", start, end: behind + found[0].length };
}
