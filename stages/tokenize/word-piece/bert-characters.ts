/**
 * What BERT's basic tokenizer makes of each character: cleaned, Chinese set apart, accents stripped, lower-cased, cut at white space
 * and punctuation, in this order.
 *
 * Source: `BertNormalizer` and `BertPreTokenizer` of Hugging Face `tokenizers`.
 */

import { codePoints, markRanges } from "../../text/characters/unicode-ranges.js";
import { decompose } from "../normal-forms.js";
import { chinese, combining, dropped, nonspacingMarks, punctuation, whiteSpace } from "./bert-ranges.js";

export interface BertOptions {
  readonly cleansText: boolean;
  readonly setsChineseApart: boolean;
  readonly stripsAccents: boolean;
  readonly lowersCase: boolean;
}

/** Part of a word. */
export const WORD = 0;
/** Ends a word and is gone. */
export const GAP = 1;
/** Ends a word and is one itself. */
export const ALONE = 2;
/** Gone, as if it were not there. */
export const NOTHING = 3;
/** A combining mark; the order of neighbouring marks may change (see `orderMarks`). */
export const MARK = 4;
/** Several characters, or outside the basic plane: ask `expand`. */
export const SEVERAL = 5;

/** Properties of a code point, one bit each. */
export const DROPPED = 1;
export const NONSPACING = 2;
export const PUNCTUATION = 4;
const COMBINING = 8;
export const WHITE_SPACE = 16;
export const CHINESE = 32;

/** Letters that got a lower case with Unicode 16 and 17, which engines of before do not know: upper, distance to lower. */
const youngCapitals: readonly (readonly [number, number, number])[] = [
  [0x1c89, 0x1c89, 1],
  [0xa7cb, 0xa7cb, 0x264 - 0xa7cb],
  [0xa7cc, 0xa7cc, 1],
  [0xa7ce, 0xa7ce, 1],
  [0xa7d2, 0xa7d2, 1],
  [0xa7d4, 0xa7d4, 1],
  [0xa7da, 0xa7da, 1],
  [0xa7dc, 0xa7dc, 0x19b - 0xa7dc],
  [0x10d50, 0x10d65, 0x20],
  [0x16ea0, 0x16eb8, 0x1b],
];

/** A character of the result and whether it is part of a word, a gap, or a word itself. */
export interface Meaning {
  readonly kind: typeof WORD | typeof GAP | typeof ALONE;
  readonly text: string;
}

export class BertCharacters {
  /** What a UTF-16 unit is: one of the constants above. */
  readonly kinds = new Uint8Array(0x10000);
  /** The unit that a unit of kind `WORD` or `ALONE` becomes. */
  readonly folded = new Uint16Array(0x10000);
  private readonly properties = propertiesOfAll();

  constructor(private readonly options: BertOptions) {
    for (let unit = 0; unit < 0x10000; unit++) {
      this.folded[unit] = unit;
      this.kinds[unit] = this.kindOf(unit);
    }
  }

  /** Whether the order of marks matters where this code point stands. */
  isMark(point: number): boolean {
    if (!this.options.stripsAccents) return false;
    return [...decompose(String.fromCodePoint(point))].some((character) => {
      const properties = this.propertiesOf(character);
      return (properties & COMBINING) !== 0 && (properties & NONSPACING) === 0;
    });
  }

  /** What a code point becomes. */
  expand(point: number): readonly Meaning[] {
    const { cleansText, setsChineseApart, stripsAccents, lowersCase } = this.options;
    const properties = this.properties[point]!;
    if (cleansText) {
      if ((properties & DROPPED) !== 0) return [];
      if ((properties & WHITE_SPACE) !== 0) return [gap];
    }
    let characters = [String.fromCodePoint(point)];
    if (stripsAccents) {
      characters = [...decompose(String.fromCodePoint(point))].filter(
        (character) => !this.is(character, NONSPACING),
      );
    }
    if (lowersCase) characters = characters.flatMap((character) => [...lowerCaseOf(character)]);
    const meanings = characters.map((text): Meaning => {
      if (this.is(text, WHITE_SPACE)) return gap;
      return { kind: this.is(text, PUNCTUATION) ? ALONE : WORD, text };
    });
    return setsChineseApart && (properties & CHINESE) !== 0 ? [gap, ...meanings, gap] : meanings;
  }

  /**
   * The text with its marks in canonical order. Only marks that stay are worth the effort: the accents that are stripped have no order
   * any more. Few scripts have such marks.
   */
  orderMarks(text: string): string {
    const { cleansText } = this.options;
    let ordered = "";
    let run = "";
    for (const character of text.replace(/\p{Surrogate}/gu, "\ufffd")) {
      if (cleansText && this.is(character, DROPPED)) continue;
      // Chinese is set apart before it is decomposed, and has no marks.
      for (const part of this.is(character, CHINESE) ? character : decompose(character)) {
        if (this.is(part, COMBINING)) {
          run += part;
        } else {
          ordered += run.normalize("NFD") + part;
          run = "";
        }
      }
    }
    return ordered + run.normalize("NFD");
  }

  private kindOf(unit: number): number {
    if (unit >= 0xd800 && unit < 0xe000) return SEVERAL;
    if (this.isMark(unit)) return MARK;
    const isApart = this.options.setsChineseApart && (this.properties[unit]! & CHINESE) !== 0;
    // A word of its own needs no gaps around it.
    const meanings = this.expand(unit).filter((meaning) => !(isApart && meaning.kind === GAP));
    const [meaning] = meanings;
    if (meaning === undefined) return NOTHING;
    if (meanings.length > 1 || meaning.text.length > 1) return SEVERAL;
    this.folded[unit] = meaning.text.charCodeAt(0);
    return isApart ? ALONE : meaning.kind;
  }

  /** @param property one bit, as above */
  is(character: string, property: number): boolean {
    return (this.propertiesOf(character) & property) !== 0;
  }

  private propertiesOf(character: string): number {
    return this.properties[character.codePointAt(0) ?? 0]!;
  }
}

const gap: Meaning = { kind: GAP, text: " " };

function propertiesOfAll(): Uint8Array {
  const all = new Uint8Array(codePoints);
  const one = new Uint8Array(codePoints);
  for (const [ranges, property] of [
    [dropped, DROPPED],
    [nonspacingMarks, NONSPACING],
    [punctuation, PUNCTUATION],
    [combining, COMBINING],
    [whiteSpace, WHITE_SPACE],
    [chinese, CHINESE],
  ] as const) {
    one.fill(0);
    markRanges(one, ranges, property);
    for (let point = 0; point < codePoints; point++) all[point]! |= one[point]!;
  }
  return all;
}

/** Character by character: what stands around it plays no part, as in Rust's `char::to_lowercase`. */
export function lowerCaseOf(character: string): string {
  const lower = character.toLowerCase();
  if (lower !== character) return lower;
  const point = character.codePointAt(0) ?? 0;
  const range = youngCapitals.find(([first, last]) => point >= first && point <= last);
  return range === undefined ? character : String.fromCodePoint(point + range[2]);
}
