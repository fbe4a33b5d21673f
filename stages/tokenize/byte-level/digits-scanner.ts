/** The words of GPT-2 behind Hugging Face's `Digits`. */
import { isPair } from "../../text/units/units.js";
import { isSpace } from "./class-scanner.js";
import { Gpt2Scanner } from "./gpt2-scanner.js";
import { characterClasses, NUMBER } from "./unicode-classes.js";

/** Digits of Unicode 17: Hugging Face's `Digits` has them, its patterns do not. */
const laterDigits = [
  [0x11de0, 0x11de9],
  [0x16ff4, 0x16ff6],
] as const;
const LATER_DIGIT = 128;

/**
 * `Digits` and then GPT-2's pattern (StarCoder, Command R, SmolLM): digits are cut off first, one by one or in runs, so that they
 * are the end of the text for what stands before them, and take no space with them.
 */
export class DigitsScanner extends Gpt2Scanner {
  protected override readonly classes = characterClasses().slice();

  /** @param oneByOne whether each digit stands alone */
  constructor(private readonly oneByOne: boolean) {
    super();
    for (const [first, last] of laterDigits) this.classes.fill(LATER_DIGIT, first, last + 1);
  }

  override endOfWord(units: Uint16Array, start: number, to: number): number {
    const kind = this.classAt(units, start, to);
    if (isDigit(kind)) {
      if (!this.oneByOne) return this.endOfRun(units, start, to, kind);
      return start + (isPair(units, start, to) ? 2 : 1);
    }
    if (isSpace(kind) && start + 1 < to) {
      const next = this.classAt(units, start + 1, to);
      if (isDigit(next)) return start + 1;
      if (isSpace(next)) return this.endOfSpaces(units, start, to);
    }
    return super.endOfWord(units, start, to);
  }

  /** White space leaves its last character to what follows, unless that is a digit. */
  private endOfSpaces(units: Uint16Array, start: number, to: number): number {
    const end = this.endOfSpace(units, start, to);
    const leavesOne = end < to && isSpace(this.classAt(units, end, to));
    return leavesOne && isDigit(this.classAt(units, end + 1, to)) ? end + 1 : end;
  }
}

function isDigit(kind: number): boolean {
  return kind === NUMBER || kind === LATER_DIGIT;
}
