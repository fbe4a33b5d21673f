/**
 * What each character costs, in bits, in text of a language: the less, the more common it is there.
 *
 * From the ranks of common characters: -log2 of a character's share falls off with the logarithm of its rank.
 */
import { nationalHan } from "../characters/national-han.js";
import { type AlphabeticLanguage, alphabets, isLatin } from "./alphabets.js";
import { commonCharacters } from "./common-characters.js";
import { halfWidthKana } from "./half-width-kana.js";

type EastAsian = keyof typeof commonCharacters;

/** `half-width` is Japanese with its kana in half width. */
export type Language = EastAsian | "half-width" | AlphabeticLanguage;

export function isEastAsian(language: Language): language is EastAsian | "half-width" {
  return language === "half-width" || language in commonCharacters;
}

/** Measured on the texts that the lists were counted from: 5 bits for the first, 7.5 for the 10th, 11 for the 500th. */
const rankBits = (rank: number): number => 5.4 + 0.7 * Math.log2(1 + rank);
const letterBits = (rank: number): number => 3.5 + 0.9 * Math.log2(1 + rank);
/** ASCII is the same in all charsets, unless one swallows it as the second byte of a character. */
const asciiBits = 5.5;
/** A character of an everyday level that is not among the common ones: all those of a level share a sixth of a text. */
const everydayBits = (characters: number): number => 2.6 + Math.log2(characters);
const rareBits = 16;
const strayBits = 17;
const syllableBits = 14.5;
const foreignBits = 19;
const neverBits = 24;
/** Letters with accents are a small part of a Latin text. */
const accentBits = 2;
/** A Latin letter that the language itself does not have: in names and borrowed words. */
const borrowedBits = 14;
/** The capital letters of a script with two cases: as common as rare letters. */
const capitalBits = 4.5;
/** Signs that all alphabets share: they tell nothing. No-break spaces and soft hyphens: pages of long words are full of them. */
const signs = "\u00a0\u00ad’“”–…—«»•®‘„°§©£€·²½×";
const signBits = 9;

const tables = new Map<Language, Float32Array>();

/** Bits of each UTF-16 unit in a language, 256 KiB, made on first use. */
export function characterBits(language: Language): Float32Array {
  let table = tables.get(language);
  if (table === undefined) {
    table = isEastAsian(language) ? eastAsianBits(language) : alphabeticBits(language);
    tables.set(language, table);
  }
  return table;
}

function eastAsianBits(language: EastAsian | "half-width"): Float32Array {
  const table = foreignTable();
  if (language === "half-width") {
    table.set(characterBits("japanese"));
    setAll(table, halfWidthKana, letterBits);
    return table;
  }
  table.fill(13, 0x2010, 0x2027);
  table.fill(13, 0x3001, 0x3021);
  table.fill(13, 0xff01, 0xff5f);
  table.fill(17, 0x3041, 0x30ff);
  table.fill(strayBits, 0x4e00, 0xa000);
  if (language === "korean") {
    table.fill(syllableBits, 0xac00, 0xd7a4);
  } else {
    setAll(table, nationalHan(language, "rare"), () => rareBits);
    const everyday = nationalHan(language, "everyday");
    setAll(table, everyday, () => everydayBits(everyday.size));
  }
  if (language === "japanese") {
    table.fill(9, 0x3041, 0x30ff);
    table.fill(13, 0xff61, 0xffa0);
  }
  setAll(table, commonCharacters[language], rankBits);
  return table;
}

function alphabeticBits(language: AlphabeticLanguage): Float32Array {
  const table = foreignTable();
  const share = isLatin(language) ? accentBits : 0;
  if (isLatin(language)) table.fill(borrowedBits, 0xc0, 0x180);
  setAll(table, alphabets[language].toUpperCase(), (rank) => share + letterBits(rank) + capitalBits);
  setAll(table, alphabets[language], (rank) => share + letterBits(rank));
  setAll(table, signs, () => signBits);
  // ß and ı have ASCII for capitals.
  table.fill(asciiBits, 0x20, 0x7f);
  return table;
}

/** A table in which ASCII costs little, and what no text holds most. */
function foreignTable(): Float32Array {
  const table = new Float32Array(0x10000).fill(foreignBits);
  table.fill(asciiBits, 0x20, 0x7f);
  setAll(table, "\t\n\r", () => asciiBits);
  table.fill(neverBits, 0x7f, 0xa0);
  table.fill(neverBits - 1, 0xe000, 0xf900);
  table[0] = 16;
  table[0xfffd] = neverBits;
  return table;
}

function setAll(
  table: Float32Array,
  characters: string | ReadonlySet<string>,
  bitsOf: (rank: number) => number,
): void {
  let rank = 0;
  for (const character of characters) table[character.charCodeAt(0)] = bitsOf(rank++);
}
