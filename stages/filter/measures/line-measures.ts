/**
 * What the lines of a text are like: how they begin, end and repeat. Blank lines do not count, nor do blanks at the ends
 * of a line.
 *
 * Cost: a hash over each unit; memory 8 bytes a line.
 */
import * as c from "../../text/characters/charclass.js";
import { charClass } from "../../text/characters/charclass.js";
import { closingQuotes } from "../../text/sentences.js";
import { unitsOf } from "../../text/units/units.js";
import { HashCounts } from "./hash-counts.js";

export interface LineMeasures {
  readonly lines: number;
  /** Units in lines, blanks at their ends left out. */
  readonly characters: number;
  /** Lines that end in closing punctuation. */
  readonly closed: number;
  /** Lines of at most `shortLine` weighed characters. */
  readonly short: number;
  readonly bullets: number;
  readonly ellipses: number;
  /** Lines, and units in them, that are equal to a line before. */
  readonly repeated: number;
  readonly repeatedCharacters: number;
}

/**
 * Closing punctuation: the ends of sentences, as FineWeb-2 has them (TERMINAL_PUNCTUATION in datatrove's utils/text.py, Unicode's
 * Sentence_Terminal) with …, and the quotes that FineWeb had. A colon, semicolon or bracket closes no line: menus, code and lists end so.
 */
const closing = new Uint8Array(0x10000);
for (const character of `.!?…。！？．｡‼⁇⁈⁉${closingQuotes}`) closing[character.charCodeAt(0)] = 1;
/** Dashes are none: with – and — begins what somebody says in French, Spanish, Czech and Russian. */
const bullet = new Uint8Array(0x10000);
for (const character of "•-*·●○■□◆◇▪▶►‣") bullet[character.charCodeAt(0)] = 1;

/** A Han character or kana says as much as two to three letters: 30 letters of English are 10 to 15 Han. */
const lettersPerHan = 2.5;
const repeats = new HashCounts();

/** @param shortLine letters of a line that counts as short; a Han character weighs `lettersPerHan` letters */
export function measureLines(text: string, shortLine: number): LineMeasures {
  const units = unitsOf(text);
  const result = {
    lines: 0,
    characters: 0,
    closed: 0,
    short: 0,
    bullets: 0,
    ellipses: 0,
    repeated: 0,
    repeatedCharacters: 0,
  };
  repeats.clear();
  for (let from = 0; from < text.length; ) {
    let hash = 0;
    let first = -1;
    let last = -1;
    let east = 0;
    let i = from;
    // The unit behind the text is 0, so the last line needs no line feed.
    for (; i < text.length && units[i] !== 10; i++) {
      const unit = units[i]!;
      const kind = charClass[unit]!;
      if (c.isBlankClass(kind)) continue;
      if (first < 0) first = i;
      last = i;
      if (c.isHanClass(kind) || kind === c.KANA) east++;
      hash = Math.imul(hash ^ unit, 0x01000193);
    }
    from = i + 1;
    if (first < 0) continue;
    const length = last - first + 1;
    const end = units[last]!;
    result.lines++;
    result.characters += length;
    result.closed += closing[end]!;
    if (length + east * (lettersPerHan - 1) <= shortLine) result.short++;
    result.bullets += bullet[units[first]!]!;
    if (end === 0x2026 || (end === 0x2e && units[last - 1] === 0x2e && units[last - 2] === 0x2e))
      result.ellipses++;
    if (repeats.add(hash, length) > 1) {
      result.repeated++;
      result.repeatedCharacters += length;
    }
  }
  return result;
}
