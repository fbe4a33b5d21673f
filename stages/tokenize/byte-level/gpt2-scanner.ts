/** The words of GPT-2. */
import { ClassScanner, isSpace } from "./class-scanner.js";
import { endOfContraction } from "./contractions.js";
import type { WordScanner } from "./word-scanner.js";

/** `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+` */
export class Gpt2Scanner extends ClassScanner implements WordScanner {
  endOfWord(units: Uint16Array, start: number, to: number): number {
    const first = units[start]!;
    if (first === 0x27) {
      const end = endOfContraction(units, start, to, false);
      if (end > 0) return end;
    }
    let at = start;
    let kind = this.classAt(units, at, to);
    if (first === 0x20 && at + 1 < to) {
      const next = this.classAt(units, at + 1, to);
      if (!isSpace(next)) {
        kind = next;
        at++;
      }
    }
    if (isSpace(kind)) return this.endOfSpace(units, start, to);
    return this.endOfRun(units, at, to, kind);
  }
}
