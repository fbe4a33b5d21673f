/** The patterns of o200k (GPT-4o, gpt-oss) and of Mistral's Tekken: words are cut where lower case is followed by upper case. */

import {
  CategoryScanner,
  LETTER,
  LINE_BREAK,
  LOWER,
  MARK,
  NUMBER,
  OTHER,
  PLAIN,
  SIGN,
  UPPER,
} from "./category-scanner.js";
import { endOfContraction } from "./contractions.js";
import type { WordScanner } from "./word-scanner.js";

const contraction = "(?i:'s|'t|'re|'ve|'m|'ll|'d)?";
const head = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
const body = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";

export const o200kPattern =
  `[^\\r\\n\\p{L}\\p{N}]?${head}*${body}+${contraction}|[^\\r\\n\\p{L}\\p{N}]?${head}+${body}*${contraction}` +
  "|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

/** The pattern of Tekken (Mistral): without contractions, and with single digits. */
export const tekkenPattern = o200kPattern.replaceAll(contraction, "").replace("{1,3}", "");

const HEAD = UPPER | PLAIN | MARK;
const BODY = LOWER | PLAIN | MARK;
/** `[^\s\p{L}\p{N}]` */
const ODD = MARK | SIGN | OTHER;

export class O200kScanner extends CategoryScanner implements WordScanner {
  /** @param digits how many stand together at most */
  constructor(
    private readonly digits: number,
    private readonly hasContractions: boolean,
  ) {
    super();
  }

  endOfWord(units: Uint16Array, start: number, to: number): number {
    const first = this.categoryAt(units, start, to);
    const next = this.endOfCharacter(units, start, to);
    const mayLead = (first & (LETTER | NUMBER | LINE_BREAK)) === 0;
    let end = mayLead ? this.endOfLowered(units, next, to) : -1;
    if (end < 0) end = this.endOfLowered(units, start, to);
    if (end < 0 && mayLead) end = this.endOfUppered(units, next, to);
    if (end < 0) end = this.endOfUppered(units, start, to);
    if (end >= 0)
      return this.hasContractions && end < to && units[end] === 0x27
        ? this.withContraction(units, end, to)
        : end;
    if (first === NUMBER) return this.endOfRun(units, start, to, NUMBER, this.digits);
    const odd = units[start] === 0x20 ? next : start;
    end = this.endOfRun(units, odd, to, ODD);
    if (end === odd) return this.endOfSpaceOrLines(units, start, to, 0);
    while (end < to && (units[end] === 0x0a || units[end] === 0x0d || units[end] === 0x2f)) end++;
    return end;
  }

  /** `HEAD*BODY+`, else -1. Letters without a case may be either: the last of them is the body when no other follows. */
  private endOfLowered(units: Uint16Array, start: number, to: number): number {
    let at = start;
    let afterBoth = -1;
    for (;;) {
      const category = this.categoryAt(units, at, to);
      if ((category & HEAD) === 0) {
        return (category & BODY) === 0 ? afterBoth : this.endOfRun(units, at, to, BODY);
      }
      at = this.endOfCharacter(units, at, to);
      if ((category & BODY) !== 0) afterBoth = at;
    }
  }

  /** `HEAD+BODY*`, else -1. */
  private endOfUppered(units: Uint16Array, start: number, to: number): number {
    const end = this.endOfRun(units, start, to, HEAD);
    return end === start ? -1 : this.endOfRun(units, end, to, BODY);
  }

  private withContraction(units: Uint16Array, apostrophe: number, to: number): number {
    const end = endOfContraction(units, apostrophe, to, true);
    return end > 0 ? end : apostrophe;
  }
}
