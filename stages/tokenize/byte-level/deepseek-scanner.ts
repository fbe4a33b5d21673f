/**
 * The three patterns of DeepSeek V3, each of which cuts what the one before has left: digits in threes; runs of Han and kana; words,
 * signs and white space. For the third, digits, Han and kana are the end of the text.
 */
import { CategoryScanner, LETTER, LINE_BREAK, MARK, NUMBER, OTHER, SIGN, WHITE } from "./category-scanner.js";
import type { WordScanner } from "./word-scanner.js";

export const deepseekPatterns = [
  "\\p{N}{1,3}",
  "[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+",
  "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+" +
    "| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+",
] as const;

/** A category of its own, in place of those that the characters have. */
const EAST_ASIAN = 512;
const STOPS = NUMBER | EAST_ASIAN;

export class DeepseekScanner extends CategoryScanner implements WordScanner {
  constructor() {
    super();
    this.categories.fill(EAST_ASIAN, 0x3040, 0x3100);
    this.categories.fill(EAST_ASIAN, 0x4e00, 0x9fa6);
  }

  endOfWord(units: Uint16Array, start: number, to: number): number {
    const first = this.categoryAt(units, start, to);
    if (first === EAST_ASIAN) return this.endOfRun(units, start, to, EAST_ASIAN);
    if (first === NUMBER) return this.endOfRun(units, start, to, NUMBER, 3);
    const next = this.endOfCharacter(units, start, to);
    if (first === SIGN && units[start]! < 0x80) {
      const end = endOfAsciiLetters(units, next, to);
      if (end > next) return end;
    }
    if ((first & (LETTER | SIGN | LINE_BREAK)) === 0) {
      const end = this.endOfRun(units, next, to, LETTER | MARK);
      if (end > next) return end;
    }
    if ((first & (LETTER | MARK)) !== 0) return this.endOfRun(units, start, to, LETTER | MARK);
    const sign = units[start] === 0x20 ? next : start;
    let end = this.endOfRun(units, sign, to, SIGN);
    if (end > sign) {
      while (end < to && (units[end] === 0x0a || units[end] === 0x0d)) end++;
      return end;
    }
    if ((first & WHITE) !== 0) return this.endOfSpaceOrLines(units, start, to, STOPS);
    return this.endOfGap(units, next, to);
  }

  /** What no pattern matches stays together: control characters, up to one that a word begins with. */
  private endOfGap(units: Uint16Array, at: number, to: number): number {
    while (this.categoryAt(units, at, to) === OTHER) {
      const next = this.endOfCharacter(units, at, to);
      if ((this.categoryAt(units, next, to) & (LETTER | MARK)) !== 0) break;
      at = next;
    }
    return at;
  }
}

function endOfAsciiLetters(units: Uint16Array, at: number, to: number): number {
  while (at < to && isAsciiLetter(units[at]!)) at++;
  return at;
}

function isAsciiLetter(unit: number): boolean {
  const lower = unit | 0x20;
  return unit < 0x80 && lower >= 0x61 && lower <= 0x7a;
}
