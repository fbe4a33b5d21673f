/** Walks over text by the general categories of its characters: what the patterns of later models have in common. */

import { codePoints, markRanges } from "../../text/characters/unicode-ranges.js";
import { isPair } from "../../text/units/units.js";
import { lowerCase, marks, signs, upperCase } from "./unicode-categories.js";
import { letters, numbers, spaces } from "./unicode-classes.js";

/** Categories, one bit each, so that a run can be of several. */
export const UPPER = 1;
export const LOWER = 2;
/** Letters without a case. */
export const PLAIN = 4;
export const MARK = 8;
export const NUMBER = 16;
/** Punctuation and symbols. */
export const SIGN = 32;
export const SPACE = 64;
/** `\r` and `\n`, which are white space too. */
export const LINE_BREAK = 128;
/** Control characters and what is not assigned. */
export const OTHER = 256;

export const LETTER = UPPER | LOWER | PLAIN;
export const WHITE = SPACE | LINE_BREAK;

export abstract class CategoryScanner {
  /** Code point -> category, 2.2 MB; only the pages that the text uses are ever touched. */
  protected readonly categories: Uint16Array;

  constructor() {
    const numbered = new Uint8Array(codePoints);
    // Letters come first: those that have a case are marked again.
    for (const [category, ranges] of [
      [PLAIN, letters],
      [UPPER, upperCase],
      [LOWER, lowerCase],
      [MARK, marks],
      [NUMBER, numbers],
      [SIGN, signs],
      [SPACE, spaces],
    ] as const) {
      markRanges(numbered, ranges, category);
    }
    this.categories = Uint16Array.from(numbered, (category) => (category === 0 ? OTHER : category));
    this.categories[0x0a] = LINE_BREAK;
    this.categories[0x0d] = LINE_BREAK;
    // A lone surrogate counts as U+FFFD.
    this.categories.fill(SIGN, 0xd800, 0xe000);
  }

  /** Category of the character that begins at `at`; 0 at the end of the text. */
  protected categoryAt(units: Uint16Array, at: number, to: number): number {
    if (at >= to) return 0;
    const unit = units[at]!;
    if (!isPair(units, at, to)) return this.categories[unit]!;
    return this.categories[((unit - 0xd7c0) << 10) | (units[at + 1]! & 0x3ff)]!;
  }

  protected endOfCharacter(units: Uint16Array, at: number, to: number): number {
    return at + (isPair(units, at, to) ? 2 : 1);
  }

  /** Where a run of some categories ends, `most` characters at most. */
  protected endOfRun(
    units: Uint16Array,
    at: number,
    to: number,
    wanted: number,
    most = Number.POSITIVE_INFINITY,
  ): number {
    for (let count = 0; count < most && (this.categoryAt(units, at, to) & wanted) !== 0; count++) {
      at = this.endOfCharacter(units, at, to);
    }
    return at;
  }

  /**
   * `\s*[\r\n]+|\s+(?!\S)|\s+`: up to the last line break of the white space when there is one, else short of its last character when
   * something follows that is not in `stops` (categories that count as the end of the text).
   */
  protected endOfSpaceOrLines(units: Uint16Array, start: number, to: number, stops: number): number {
    let at = start;
    let afterBreak = -1;
    for (;;) {
      const category = this.categoryAt(units, at, to);
      if ((category & WHITE) === 0) {
        if (afterBreak > 0) return afterBreak;
        const isEnd = category === 0 || (category & stops) !== 0;
        return !isEnd && at > start + 1 ? at - 1 : at;
      }
      at++;
      if (category === LINE_BREAK) afterBreak = at;
    }
  }
}
