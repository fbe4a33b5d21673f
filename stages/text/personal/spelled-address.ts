/** E-mail addresses whose sign is spelled out so that robots pass them by: lihua(at)mail.cn, wang.lei[at]mail[dot]com. */
import { isAlnum } from "../ascii.js";
import { findsNobody, isLocalUnit, longestLocalPart } from "./email-address.js";
import type { Finding } from "./kinds.js";

const signs = ["(at)", "[at]", "{at}", "（at）", "【at】", "(AT)", "[AT]", "（AT）"];
/** A sentence may begin behind a point and a space. */
const dot = /(?:\.| \. | ?[([{（【](?:dot|DOT)[)\]}）】] ?)/.source;
const domain = new RegExp(
  `^ ?([A-Za-z\\d-]+(?:${dot}[A-Za-z\\d-]+){0,4}?(?:${dot}[A-Za-z]{2,})+)(?![A-Za-z\\d-])`,
);
const longestDomain = 100;

/** Appends what is found to `into`, one spelling after the other. */
export function findSpelledAddresses(text: string, into: Finding[]): void {
  for (const sign of signs) {
    for (let at = text.indexOf(sign, 1); at >= 0; at = text.indexOf(sign, at + sign.length)) {
      const found = addressAround(text, at, at + sign.length);
      if (found !== undefined) into.push(found);
    }
  }
}

function addressAround(text: string, at: number, behind: number): Finding | undefined {
  const stop = text.charAt(at - 1) === " " ? at - 1 : at;
  let start = stop;
  while (start > Math.max(0, stop - longestLocalPart) && isLocalUnit(text.charCodeAt(start - 1))) start--;
  while (start < stop && !isAlnum(text.charCodeAt(start))) start++;
  const found = domain.exec(text.slice(behind, behind + longestDomain));
  if (start === stop || found === null) return undefined;
  const host = found[1]!.replace(/[([{（【]dot[)\]}）】]/gi, ".").replaceAll(" ", "");
  return findsNobody(text.slice(start, stop), host)
    ? undefined
    : { kind: "email", start, end: behind + found[0].length };
}
