/**
 * Words of a text without a dictionary, for rules that were written for languages with spaces.
 *
 * A word is a run of letters, digits and hangul. Han characters and kana have no spaces: 1.65 of them are one word, the
 * mean of the PKU corpus of the second SIGHAN bakeoff (Emerson 2005: 1,826,448 characters in 1,109,947 words). A sign is a token, but
 * no word, as word tokenizers have it (datatrove, on whose tokens the thresholds of FineWeb-2 were tuned); within a word, as in don't,
 * 1,000.5 and example.com, it is none.
 *
 * Cost: one look at each unit.
 */
import * as c from "./charclass.js";
import { charClass } from "./charclass.js";
import { unitsOf } from "./units.js";

/** Han characters or kana that make one word. */
export const charactersPerWord = 1.65;

export interface WordMeasures {
  readonly words: number;
  /** Words and signs. */
  readonly tokens: number;
  /** Words with a letter of any script, rather than digits alone. */
  readonly alphabetic: number;
  /** UTF-16 units of all words. */
  readonly characters: number;
  readonly hashes: number;
  /** Of ... and of …, a pair of them counted once. */
  readonly ellipses: number;
  /** How many of the stop words occur, each once. */
  readonly stopWords: number;
}

/** What a unit is to a word. */
const BREAK = 0;
const LETTER = 1;
const DIGIT = 2;
const EAST = 3;
const SIGN = 4;

const roles = Uint8Array.from(charClass, (kind) => {
  if (c.isHanClass(kind) || kind === c.KANA) return EAST;
  if (kind === c.DIGIT || kind === c.FULLWIDTH_DIGIT) return DIGIT;
  if (c.isWordClass(kind)) return LETTER;
  if (c.isBlankClass(kind) || kind === c.CONTROL || kind === c.ZERO_WIDTH || kind === c.BIDI) return BREAK;
  // Rare characters beyond the Basic Multilingual Plane are two units; they are too few to matter.
  return kind === c.SURROGATE ? EAST : SIGN;
});

/** Whether words that a single unit of this class ends or makes up are not separated by spaces. */
export function isEastern(unit: number): boolean {
  return roles[unit] === EAST;
}

/** Whether a unit stands inside a word that is separated by spaces. */
export function isWordUnit(unit: number): boolean {
  const role = roles[unit]!;
  return role === LETTER || role === DIGIT;
}

/** Signs that stand within words. */
const inner = new Set(Array.from("'’.,:/@_", (sign) => sign.charCodeAt(0)));

const hash = 0x23;
const dot = 0x2e;
const ellipsis = 0x2026;

/** Counts words; stop words of one unit are found anywhere in scripts without spaces and in hangul, longer ones as whole words. */
export class WordCounter {
  /** Index + 1 of the stop word that a unit is. */
  private readonly units = new Uint16Array(0x10000);
  private readonly words = new Map<string, number>();
  private readonly seen: Uint8Array;
  private readonly longest: number;

  constructor(stopWords: readonly string[]) {
    stopWords.forEach((word, index) => {
      const unit = word.charCodeAt(0);
      const isAnywhere = word.length === 1 && (roles[unit] === EAST || charClass[unit] === c.HANGUL);
      if (isAnywhere) this.units[unit] = index + 1;
      else this.words.set(word.toLowerCase(), index);
    });
    this.seen = new Uint8Array(stopWords.length);
    this.longest = Math.max(0, ...stopWords.map((word) => word.length));
  }

  measure(text: string): WordMeasures {
    const units = unitsOf(text);
    const { seen } = this;
    seen.fill(0);
    let east = 0;
    let words = 0;
    let numbers = 0;
    let signs = 0;
    let characters = 0;
    let hashes = 0;
    let ellipses = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = units[i]!;
      const role = roles[unit]!;
      if (role === EAST) {
        east++;
        const stop = this.units[unit]!;
        if (stop > 0) seen[stop - 1] = 1;
      } else if (role === SIGN) {
        if (
          inner.has(unit) &&
          i > 0 &&
          i + 1 < text.length &&
          isWordUnit(units[i - 1]!) &&
          isWordUnit(units[i + 1]!)
        )
          continue;
        signs++;
        if (unit === hash) hashes++;
        else if (unit === ellipsis) {
          ellipses++;
          if (units[i + 1] === ellipsis) i++;
        } else if (unit === dot && units[i + 1] === dot && units[i + 2] === dot) {
          ellipses++;
          i += 2;
        }
      } else if (role !== BREAK) {
        const from = i;
        let letters = 0;
        for (; i < text.length && isWordUnit(units[i]!); i++) {
          if (roles[units[i]!] === LETTER) letters++;
          const stop = this.units[units[i]!]!;
          if (stop > 0) seen[stop - 1] = 1;
        }
        words++;
        characters += i - from;
        if (letters === 0) numbers++;
        else if (i - from <= this.longest) {
          const stop = this.words.get(text.slice(from, i).toLowerCase());
          if (stop !== undefined) seen[stop] = 1;
        }
        i--;
      }
    }
    const eastern = east / charactersPerWord;
    return {
      words: words + eastern,
      tokens: words + eastern + signs,
      alphabetic: words - numbers + eastern,
      characters: characters + east,
      hashes,
      ellipses,
      stopWords: seen.reduce((sum, each) => sum + each, 0),
    };
  }
}
