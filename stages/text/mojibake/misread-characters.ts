/**
 * Characters that nearly nothing but a wrong charset writes: what the most common ones of a language become when their bytes are read
 * in another. 的 of GBK is 腔 for a reader of Big5 and 돨 for one of EUC-KR; with its two bytes of UTF-16 the wrong way round it is 葶.
 *
 * Of misread modern prose 36 to 77 in a hundred characters (medians) are such ones of one misreading, and they come again and
 * again. None of 264,000 real texts (web, manuals, statutes, posts, classics, poems) has 10 in a hundred of eight kinds; and a
 * list of rare characters may have more, but each of them once.
 */

import { charClass, HANGUL, isHanClass, PRIVATE_USE, REPLACEMENT } from "../characters/charclass.js";
import { commonCharacters } from "../charset/common-characters.js";

const lists = Object.values(commonCharacters);

interface PairCharset {
  readonly charset: string;
  readonly characters: string;
  /** First bytes of the common characters. */
  readonly leads: readonly [number, number];
  /** The smallest second byte. */
  readonly trail: number;
}

/** The charsets of two bytes a character. */
const pairCharsets: readonly PairCharset[] = [
  { charset: "gb18030", characters: mostCommon("simplified"), leads: [0xb0, 0xd7], trail: 0xa1 },
  { charset: "big5", characters: mostCommon("traditional"), leads: [0xa4, 0xc6], trail: 0x40 },
  { charset: "euc-jp", characters: mostCommon("japanese"), leads: [0xb0, 0xcf], trail: 0xa1 },
  { charset: "euc-kr", characters: mostCommon("korean"), leads: [0xb0, 0xc8], trail: 0xa1 },
];

const isCommon = new Uint8Array(0x10000);
for (const list of lists) for (let i = 0; i < list.length; i++) isCommon[list.charCodeAt(i)] = 1;

/** No kana or signs: most of these charsets have them in the same place. */
function mostCommon(language: keyof typeof commonCharacters): string {
  const isTelling = (character: string): boolean => mayBeMark(character.charCodeAt(0));
  return Array.from(commonCharacters[language]).filter(isTelling).slice(0, 250).join("");
}

/**
 * Han, Hangul, private use and U+FFFD. An alphabet has so few letters that a handful of them are much of any text: и of a Russian
 * page is 我 of Big5 read as GBK, and the wide space between names is 0 of swapped UTF-16.
 */
function mayBeMark(unit: number): boolean {
  const kind = charClass[unit]!;
  return isHanClass(kind) || kind === HANGUL || kind === PRIVATE_USE || kind === REPLACEMENT;
}

/** Texts with fewer characters that tell are not judged. */
export const fewestSeen = 30;
const fewestSampled = 6;
const fewestKinds = 8;
/** Of a hundred characters. */
const leastShare = 15;
/** Times that a character comes, in a hundred kinds. */
const leastRepeats = 125;

/**
 * How many characters of a text come from misreading it; 0 when it was not. A text of which only a small part was counts as none.
 * Cost: a look at 64 characters; at all of them when few of these are common ones.
 */
export function countMisread(units: Uint16Array, length: number): number {
  // Every 64th part of the text first.
  if (isMostlyCommon(units, length, Math.max(1, length >> 6), fewestSampled)) return 0;
  if (isMostlyCommon(units, length, 1, fewestSeen)) return 0;
  made ??= findMisreadings();
  const { misreadings, bits } = made;
  const found = new Array<number>(misreadings).fill(0);
  let seen = 0;
  let common = 0;
  for (let i = 0; i < length; i++) {
    const unit = units[i]!;
    if (!tells(unit)) continue;
    seen++;
    common += isCommon[unit]!;
    for (let left = bits[unit]!; left !== 0; left &= left - 1) found[31 - Math.clz32(left & -left)]!++;
  }
  const most = Math.max(...found);
  if (most * 100 < seen * leastShare) return 0;
  const likeliest = 1 << found.indexOf(most);
  const kinds = new Set<number>();
  for (let i = 0; i < length; i++) if ((bits[units[i]!]! & likeliest) !== 0) kinds.add(units[i]!);
  // Other rare characters are what less common ones became.
  return kinds.size >= fewestKinds && most * 100 >= kinds.size * leastRepeats ? seen - common : 0;
}

/**
 * Whether three of five are common, or there are too few to tell. Four of five are in modern prose, two of three in a classic,
 * one of six in misread texts.
 */
function isMostlyCommon(units: Uint16Array, length: number, step: number, fewest: number): boolean {
  let seen = 0;
  let common = 0;
  for (let i = 0; i < length; i += step) {
    const unit = units[i]!;
    if (!tells(unit)) continue;
    seen++;
    common += isCommon[unit]!;
  }
  return seen < fewest || common * 5 >= seen * 3;
}

/** Latin letters and signs tell nothing: any charset has them. */
function tells(unit: number): boolean {
  return unit >= 0x250 && (unit < 0x2000 || unit >= 0x2e80);
}

interface Misreadings {
  readonly misreadings: number;
  /** At [UTF-16 unit]: a bit for each misreading. */
  readonly bits: Uint16Array;
}

let made: Misreadings | undefined;

/** Takes some milliseconds, and 128 KiB. */
function findMisreadings(): Misreadings {
  const bits = new Uint16Array(0x10000);
  let misreadings = 0;
  const mark = (unit: number): void => {
    if (mayBeMark(unit) && isCommon[unit] === 0) bits[unit]! |= 1 << misreadings;
  };
  for (const written of pairCharsets) {
    const bytes = bytesOf(written);
    for (const reader of pairCharsets) {
      if (reader === written) continue;
      for (const line of new TextDecoder(reader.charset).decode(bytes).split("\n"))
        if (line.length === 1) mark(line.charCodeAt(0));
      misreadings++;
    }
  }
  // UTF-16 whose bytes were swapped, ASCII in it, too.
  const swapped = (unit: number): number => ((unit & 0xff) << 8) | (unit >>> 8);
  for (let unit = 0x20; unit < 0x7f; unit++) mark(swapped(unit));
  for (const { characters } of pairCharsets)
    for (let i = 0; i < characters.length; i++) mark(swapped(characters.charCodeAt(i)));
  misreadings++;
  // UTF-8 read as UTF-16: the first byte of a Chinese character beside one of those that follow.
  for (const lead of [0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xef])
    for (let tail = 0x80; tail <= 0xbf; tail++) {
      mark((lead << 8) | tail);
      mark((tail << 8) | lead);
    }
  misreadings++;
  return { misreadings, bits };
}

/** The two bytes of each of its characters, with line feeds between. */
function bytesOf({ charset, characters, leads: [first, last], trail: least }: PairCharset): Uint8Array {
  const all: number[] = [];
  for (let lead = first; lead <= last; lead++)
    for (let trail = least; trail <= 0xfe; trail++) all.push(lead, trail, 10);
  const lines = new TextDecoder(charset).decode(Uint8Array.from(all)).split("\n");
  const wanted = new Set(characters);
  const found: number[] = [];
  for (let i = 0; i < lines.length; i++)
    if (wanted.has(lines[i]!)) found.push(all[3 * i]!, all[3 * i + 1]!, 10);
  return Uint8Array.from(found);
}
