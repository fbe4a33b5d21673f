/**
 * Lines that break off: within them a sentence ends, and their last word ends none. In technical articles one line in 200.
 *
 *     kindsOf(text);
 *     for (let at = lines.next(0, text.length); at < text.length; at = lines.next(behindThatLine, text.length)) ...
 *
 * `unit-kinds.wat` has the loop. Cost: a fraction of a nanosecond a unit; 64 KiB a set of marks.
 */
import { nextOpenLine } from "../../text/units/unit-kinds.js";
import { lineTable, unitMemory } from "../../text/units/units.js";

/** What a unit tells; the bits of `unit-kinds.wat`. */
const ENDS = 1;
const CLOSES = 2;
const BLANK = 4;
const SETTLES = 8;

// The layout of `unit-kinds.wat`.
const marksAt = 83_520;

/** Whose marks stand in the memory, and in which memory. */
let owner: OpenLines | undefined;
let owned: ArrayBufferLike | undefined;

export class OpenLines {
  private readonly marks = new Uint8Array(lineTable.length);

  /**
   * @param ends    units that may end a sentence within a line
   * @param closes  units with which a line is complete, blanks behind them left out
   * @param blanks  white space at the end of lines
   * @param settles units that a line begins with which need not be complete: headings, lists
   */
  constructor(ends: string, closes: string, blanks: string, settles: string) {
    for (const [bit, signs] of [
      [ENDS, ends],
      [CLOSES, closes],
      [BLANK, blanks],
      [SETTLES, settles],
    ] as const)
      for (const sign of signs) this.marks[sign.charCodeAt(0)]! |= bit;
  }

  /**
   * Where the next such line begins, or `to`, in the text that was given to `kindsOf` last.
   *
   * @param from the start of a line
   */
  next(from: number, to: number): number {
    const { buffer } = unitMemory.tableWords;
    if (owner !== this || owned !== buffer) {
      new Uint8Array(buffer, marksAt).set(this.marks);
      owner = this;
      owned = buffer;
    }
    return nextOpenLine(marksAt, from, to);
  }
}
