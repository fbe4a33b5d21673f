/**
 * Walks over text by the classes of its characters: letters, numbers, white space, others. It is what the patterns of GPT-2 and
 * cl100k have in common.
 */
import { isPair } from "../../text/units/units.js";
import { characterClasses, LINE_BREAK, OTHER, SPACE } from "./unicode-classes.js";

export abstract class ClassScanner {
  protected readonly classes = characterClasses();

  /** Class of the character that begins at `at`. */
  protected classAt(units: Uint16Array, at: number, to: number): number {
    const unit = units[at]!;
    return (unit & 0xfc00) === 0xd800 ? this.classOfPair(units, at, to) : this.classes[unit]!;
  }

  private classOfPair(units: Uint16Array, at: number, to: number): number {
    if (!isPair(units, at, to)) return OTHER;
    return this.classes[((units[at]! - 0xd7c0) << 10) | (units[at + 1]! & 0x3ff)]!;
  }

  /** Where a run of one class ends. */
  protected endOfRun(units: Uint16Array, at: number, to: number, wanted: number): number {
    const { classes } = this;
    while (at < to) {
      const unit = units[at]!;
      if ((unit & 0xfc00) === 0xd800) {
        if (this.classOfPair(units, at, to) !== wanted) break;
        at += isPair(units, at, to) ? 2 : 1;
      } else {
        if (classes[unit] !== wanted) break;
        at++;
      }
    }
    return at;
  }

  /** `\s+(?!\S)|\s+`: white space up to its end, short of the last character when a word follows. */
  protected endOfSpace(units: Uint16Array, start: number, to: number): number {
    let at = start;
    while (at < to && isSpace(this.classes[units[at]!]!)) at++;
    return at < to && at > start + 1 ? at - 1 : at;
  }
}

/** White space lies in the basic plane only: one unit each. */
export function isSpace(kind: number): boolean {
  return kind === SPACE || kind === LINE_BREAK;
}
