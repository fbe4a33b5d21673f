/**
 * Words of a text without a dictionary, for rules that were written for languages with spaces.
 *
 * A word is a run of letters and digits, with the signs inside it: E-Mail, 1,000.5 and example.com are one each, don't and
 * l'homme two. Han characters and kana have no spaces: 1.65 Han are one word, the mean of the PKU corpus of the second SIGHAN
 * bakeoff (Emerson 2005: 1,826,448 characters in 1,109,947 words); beside them 1.46 hiragana and 4.3 katakana are one, as SudachiPy
 * (mode A) cuts 330 pages of LibreOffice's help in Japanese and 75 of manual pages. Korean writes particles and endings to the word: 1.57
 * hangul are one, the mean of Kiwi's tokens in 191 pages of LibreOffice's help (47,480 hangul in 30,220). A sign beside a word is a
 * token, but no word, and so is a row of hyphens or dots, as word tokenizers have it (datatrove, on whose tokens the thresholds of
 * FineWeb-2 were tuned).
 *
 * Cost: one look at each unit.
 */
import * as c from "./characters/charclass.js";
import { charClass } from "./characters/charclass.js";
import { unitsOf } from "./units/units.js";

/** Han characters that make one word. */
export const charactersPerWord = 1.65;
const hiraganaPerWord = 1.46;
const katakanaPerWord = 4.3;

/** Hangul that make one word. */
export const hangulPerWord = 1.57;

export interface WordMeasures {
  readonly words: number;
  /** Number of words and signs. */
  readonly tokens: number;
  /** Number of words that contain a letter of any script. */
  readonly alphabetic: number;
  /** Length of all words together, in UTF-16 units. */
  readonly characters: number;
  readonly hashes: number;
  /** Number of ... and …; a pair …… counts once. */
  readonly ellipses: number;
  /** How many of the stop words occur, each once. */
  readonly stopWords: number;
}

/** What a unit is to a word. */
const BREAK = 0;
const LETTER = 1;
const DIGIT = 2;
const SIGN = 3;
const HAN = 4;
const HIRAGANA = 5;
const KATAKANA = 6;

const roles = Uint8Array.from(charClass, (kind, unit) => {
  if (kind === c.KANA) return unit < 0x30a0 ? HIRAGANA : KATAKANA;
  if (c.isHanClass(kind)) return HAN;
  if (kind === c.DIGIT || kind === c.FULLWIDTH_DIGIT) return DIGIT;
  if (c.isWordClass(kind)) return LETTER;
  if (c.isBlankClass(kind) || kind === c.CONTROL || kind === c.ZERO_WIDTH || kind === c.BIDI) return BREAK;
  // Rare characters beyond the Basic Multilingual Plane are two units; they are too few to matter.
  return kind === c.SURROGATE ? HAN : SIGN;
});

/** Whether words that a single unit of this class ends or makes up are not separated by spaces. */
export function isEastern(unit: number): boolean {
  return roles[unit]! >= HAN;
}

export function isHangul(unit: number): boolean {
  return charClass[unit] === c.HANGUL;
}

/** Whether a unit stands inside a word that is separated by spaces. */
export function isWordUnit(unit: number): boolean {
  const role = roles[unit]!;
  return role === LETTER || role === DIGIT;
}

/** Words in scripts without spaces, by their characters. */
export class UnspacedWords {
  characters = 0;
  private hiragana = 0;
  private katakana = 0;

  /** @param unit that `isEastern` */
  add(unit: number): void {
    const role = roles[unit]!;
    this.characters++;
    if (role === HIRAGANA) this.hiragana++;
    else if (role === KATAKANA) this.katakana++;
  }

  get words(): number {
    const han = this.characters - this.hiragana - this.katakana;
    return han / charactersPerWord + this.hiragana / hiraganaPerWord + this.katakana / katakanaPerWord;
  }
}

const unitSet = (signs: string): ReadonlySet<number> =>
  new Set(Array.from(signs, (sign) => sign.charCodeAt(0)));

/** Signs that hold a word together, and signs that part two, when they stand between letters or digits. */
const joining = unitSet(".,:/@_-");
const parting = unitSet("'’");

function isBetween(signs: ReadonlySet<number>, units: Uint16Array, at: number): boolean {
  return signs.has(units[at]!) && isWordUnit(units[at - 1]!) && isWordUnit(units[at + 1]!);
}

const hash = 0x23;
const hyphen = 0x2d;
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
      const isAnywhere = word.length === 1 && (isEastern(unit) || isHangul(unit));
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
    const east = new UnspacedWords();
    let hangul = 0;
    let words = 0;
    let numbers = 0;
    let signs = 0;
    let characters = 0;
    let hashes = 0;
    let ellipses = 0;
    for (let i = 0; i < text.length; i++) {
      const unit = units[i]!;
      const role = roles[unit]!;
      if (role >= HAN) {
        east.add(unit);
        const stop = this.units[unit]!;
        if (stop > 0) seen[stop - 1] = 1;
      } else if (role === SIGN) {
        if (isBetween(parting, units, i)) continue;
        signs++;
        if (unit === hash) hashes++;
        else if (unit === ellipsis) {
          ellipses++;
          if (units[i + 1] === ellipsis) i++;
        } else if (unit === hyphen || unit === dot) {
          const from = i;
          while (units[i + 1] === unit) i++;
          if (unit === dot) ellipses += Math.floor((i + 1 - from) / 3);
        }
      } else if (role !== BREAK) {
        const from = i;
        let letters = 0;
        let digits = 0;
        let syllables = 0;
        for (; isWordUnit(units[i]!) || isBetween(joining, units, i); i++) {
          if (isHangul(units[i]!)) syllables++;
          else if (roles[units[i]!] === LETTER) letters++;
          else if (roles[units[i]!] === DIGIT) digits++;
          const stop = this.units[units[i]!]!;
          if (stop > 0) seen[stop - 1] = 1;
        }
        characters += i - from;
        hangul += syllables;
        // What is not hangul, as the digits of 2019년, is a word of its own.
        if (letters + digits > 0) {
          words++;
          if (letters === 0) numbers++;
        }
        if (i - from <= this.longest) {
          const stop = this.words.get(text.slice(from, i).toLowerCase());
          if (stop !== undefined) seen[stop] = 1;
        }
        i--;
      }
    }
    const unspaced = east.words + hangul / hangulPerWord;
    return {
      words: words + unspaced,
      tokens: words + unspaced + signs,
      alphabetic: words - numbers + unspaced,
      characters: characters + east.characters,
      hashes,
      ellipses,
      stopWords: seen.reduce((sum, each) => sum + each, 0),
    };
  }
}
