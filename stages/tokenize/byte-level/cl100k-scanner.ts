/** The words of cl100k_base, Llama 3 and Qwen, which differ in how many digits make a word. */
import { isPair } from "../../text/units/units.js";
import { cl100kMachine, type WordMachine } from "./cl100k-machine.js";
import { ClassScanner, isSpace } from "./class-scanner.js";
import { endOfContraction } from "./contractions.js";
import { LETTER, LINE_BREAK, NUMBER, OTHER, SPACE } from "./unicode-classes.js";
import type { WordScanner } from "./word-scanner.js";

/** `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,digits}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+` */
export class Cl100kScanner extends ClassScanner implements WordScanner {
  readonly machine: WordMachine;

  constructor(private readonly digits: number) {
    super();
    this.machine = cl100kMachine(this.classes, digits);
  }

  endOfWord(units: Uint16Array, start: number, to: number): number {
    const first = units[start]!;
    const kind = this.classAt(units, start, to);
    let at = start + (isPair(units, start, to) ? 2 : 1);
    if (kind === LETTER) return this.endOfRun(units, at, to, LETTER);
    if (kind === NUMBER) {
      for (let count = 1; count < this.digits && at < to; count++) {
        if (this.classAt(units, at, to) !== NUMBER) break;
        at += isPair(units, at, to) ? 2 : 1;
      }
      return at;
    }
    if (first === 0x27) {
      const end = endOfContraction(units, start, to, true);
      if (end > 0) return end;
    }
    const next = at < to ? this.classAt(units, at, to) : SPACE;
    if (kind !== LINE_BREAK && next === LETTER) return this.endOfRun(units, at, to, LETTER);
    if (kind === OTHER || (first === 0x20 && at < to && next === OTHER)) {
      at = this.endOfRun(units, at, to, OTHER);
      while (at < to && (units[at] === 0x0a || units[at] === 0x0d)) at++;
      return at;
    }
    return this.endOfSpaceOrLines(units, start, to);
  }

  /** `\s*[\r\n]+|\s+(?!\S)|\s+`: up to the last line break of the white space when there is one. */
  private endOfSpaceOrLines(units: Uint16Array, start: number, to: number): number {
    let at = start;
    let afterBreak = -1;
    while (at < to) {
      const kind = this.classAt(units, at, to);
      if (!isSpace(kind)) break;
      at++;
      if (kind === LINE_BREAK) afterBreak = at;
    }
    if (afterBreak > 0) return afterBreak;
    return at < to && at > start + 1 ? at - 1 : at;
  }
}
