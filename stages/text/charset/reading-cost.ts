/**
 * What it costs, in bits, to write a text down as text of a language: low when it reads like that language.
 *
 * The same bytes decoded in two charsets are two texts; the right one is the one that is cheaper to write down (minimum
 * description length), so multi-byte and single-byte charsets are compared on one scale, and no threshold is needed.
 * Each character costs by how common it is (character-bits), and more where it does not go with what stands beside it.
 */
import { isLatin } from "./alphabets.js";
import { characterBits, isEastAsian, type Language } from "./character-bits.js";
import { misplacedMarks } from "./half-width-kana.js";

/**
 * A Latin letter with an accent rarely stands beside another one, a letter of another alphabet rarely beside a Latin
 * one; in wrongly decoded text they do.
 */
const besideBits = 5;
/** A word in another alphabet than the one before it: in Latin text read as Cyrillic each à is one. */
const otherWordBits = 3;
/** One East Asian character alone that touches a Latin letter: an accent and the letter behind it read as one character (R間lage). */
const loneBits = 6;
/**
 * Japanese of more than a few characters has kana. A list of names may have none, as one in Chinese has; what is written in
 * signs of Japan alone is rarer by these bits for each character, up to as many as a list of some length tells anyway.
 */
const kanalessBits = 1;
const mostKanalessBits = 16;
/** A mark of half-width kana where none can stand. */
const misplacedBits = 10;

/** Languages that a text is as likely in as in any other; the rest are rarer by some bits. */
const likely: ReadonlySet<Language> = new Set<Language>([
  "simplified",
  "traditional",
  "japanese",
  "half-width",
  "korean",
  "french",
  "german",
  "spanish",
  "portuguese",
  "italian",
  "nordic",
  "czech",
]);
const unlikelyBits = 4;

/** Bits that the text costs in that of the languages in which it costs least. Linear in its length. */
export function readingCost(text: string, languages: readonly Language[]): number {
  const counted = countUnits(text);
  const odd = {
    eastAsian: languages.some(isEastAsian) ? loneCharacters(text) : 0,
    latin: languages.some(isLatin) ? doubleAccents(text) : 0,
    other: languages.some(isOtherAlphabet) ? mixedAlphabets(text) : 0,
  };
  return Math.min(
    ...languages.map((language) => {
      const neighbours = isEastAsian(language) ? odd.eastAsian : isLatin(language) ? odd.latin : odd.other;
      return bitsOf(counted, language) + neighbours + ownBits(text, language);
    }),
  );
}

function isOtherAlphabet(language: Language): boolean {
  return !isEastAsian(language) && !isLatin(language);
}

interface Counted {
  readonly units: readonly number[];
  readonly counts: Uint32Array;
}

/** Counts of [UTF-16 unit], all zero between two texts. */
const counts = new Uint32Array(0x10000);

/** The distinct units of a text with their counts: a text has some hundred, and languages many. */
function countUnits(text: string): Counted {
  const units: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (counts[unit]!++ === 0) units.push(unit);
  }
  const counted = { units, counts: Uint32Array.from(units, (unit) => counts[unit]!) };
  for (const unit of units) counts[unit] = 0;
  return counted;
}

function bitsOf({ units, counts }: Counted, language: Language): number {
  const table = characterBits(language);
  let bits = likely.has(language) ? 0 : unlikelyBits;
  for (let i = 0; i < units.length; i++) bits += table[units[i]!]! * counts[i]!;
  return bits;
}

function ownBits(text: string, language: Language): number {
  if (language === "japanese") return kanaless(text);
  return language === "half-width" ? misplacedBits * misplacedMarks(text) : 0;
}

function kanaless(text: string): number {
  if (/[\u3041-\u30fe\uff61-\uff9f]/.test(text)) return 0;
  return Math.min(mostKanalessBits, kanalessBits * (text.match(/[\u4e00-\u9fff]/g)?.length ?? 0));
}

function loneCharacters(text: string): number {
  let lone = 0;
  for (let i = 0; i < text.length; i++) {
    if (!isWide(text.charCodeAt(i)) || isWide(text.charCodeAt(i - 1)) || isWide(text.charCodeAt(i + 1)))
      continue;
    if (kindOf(text.charCodeAt(i - 1)) === ascii || kindOf(text.charCodeAt(i + 1)) === ascii) lone++;
  }
  return loneBits * lone;
}

/** Whether a unit is of an East Asian script; NaN, beyond the ends of a text, is none. */
function isWide(unit: number): boolean {
  return unit >= 0x2e80;
}

function doubleAccents(text: string): number {
  let doubles = 0;
  let before = none;
  for (let i = 0; i < text.length; i++) {
    const kind = kindOf(text.charCodeAt(i));
    if (kind === other && before === other) doubles++;
    before = kind;
  }
  return besideBits * doubles;
}

function mixedAlphabets(text: string): number {
  let bits = 0;
  let last = none;
  let before = none;
  for (let i = 0; i < text.length; i++) {
    const kind = kindOf(text.charCodeAt(i));
    if (kind !== none) {
      if (before !== none && kind !== before) bits += besideBits;
      if (before === none && last !== none && kind !== last) bits += otherWordBits;
    }
    last = before;
    before = kind;
  }
  return bits;
}

const none = 0;
const ascii = 1;
const other = 2;

/** Whether a unit is a letter, and of which kind. */
function kindOf(unit: number): number {
  if (unit >= 0xc0 && unit < 0x2000) return other;
  return ((unit | 0x20) - 0x61) >>> 0 < 26 ? ascii : none;
}
