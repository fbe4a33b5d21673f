/**
 * The pattern of BLOOM: words with a space before them, without brackets, bars and the stops of several scripts; what stands
 * between is a word too.
 */
import { CategoryScanner, WHITE } from "./category-scanner.js";
import type { WordScanner } from "./word-scanner.js";

/** Between the brackets stand a round bracket, white space, a bar and another set: a set may hold sets. */
export const bloomPattern = " ?[^(\\s|[.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c])]+";

const stops = "()|.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c";
/** A category of its own. */
const STOP = 512;
const WORD = 0xffff & ~(WHITE | STOP);

export class BloomScanner extends CategoryScanner implements WordScanner {
  constructor() {
    super();
    for (const stop of stops) this.categories[stop.charCodeAt(0)] = STOP;
  }

  endOfWord(units: Uint16Array, start: number, to: number): number {
    const word = this.wordAt(units, start, to);
    if (word >= 0) return this.endOfRun(units, word, to, WORD);
    let at = start + 1;
    while (at < to && this.wordAt(units, at, to) < 0) at++;
    return at;
  }

  /** Where the letters lie of the word that begins at `at`; -1 when no word begins there. Stops and white space are one unit each. */
  private wordAt(units: Uint16Array, at: number, to: number): number {
    const letters = units[at] === 0x20 ? at + 1 : at;
    return (this.categoryAt(units, letters, to) & WORD) === 0 ? -1 : letters;
  }
}
