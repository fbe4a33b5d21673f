/**
 * Cuts UTF-8 text into the words that BPE works on, one hand-written scanner for each known pattern.
 *
 * A scanner answers one question: where does the word end that starts at this byte. It equals the regular expression of its name over
 * well-formed UTF-8, read with Unicode classes from unicode-classes.ts. Cost: every byte is looked at about once; no
 * allocation. Other patterns are refused, never approximated.
 */
import { gpt2Pattern } from "./tokenizer-file.js";
import { characterClasses, LETTER, LINE_BREAK, NUMBER, OTHER, SPACE } from "./unicode-classes.js";

export interface WordScanner {
  /** The end of the word that starts at `start` (< `to`). */
  endOfWord(bytes: Uint8Array, start: number, to: number): number;
}

const contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const tail = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

/** The scanner of a pattern as it stands in a tokenizer file; `undefined` when the pattern is not known. */
export function scannerOf(pattern: string | undefined): WordScanner | undefined {
  switch (pattern) {
    case undefined:
      return { endOfWord: (_bytes, _start, to) => to };
    case gpt2Pattern:
      return new Gpt2Scanner();
    // Qwen and Qwen2: digits one by one.
    case `${contractions}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}${tail}`:
      return new Cl100kScanner(1);
    // cl100k_base and Llama 3: digits in threes.
    case `${contractions}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}${tail}`:
      return new Cl100kScanner(3);
    default:
      return undefined;
  }
}

/** Bytes of a character by its first byte. */
function widthOf(first: number): number {
  return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

abstract class ClassScanner {
  private readonly classes = characterClasses();

  protected classAt(bytes: Uint8Array, at: number): number {
    const first = bytes[at]!;
    if (first < 0x80) return this.classes[first]!;
    if (first >= 0xe0 && first < 0xf0) {
      return this.classes[((first & 15) << 12) | ((bytes[at + 1]! & 63) << 6) | (bytes[at + 2]! & 63)]!;
    }
    if (first < 0xe0) return this.classes[((first & 31) << 6) | (bytes[at + 1]! & 63)]!;
    return this.classes[
      ((first & 7) << 18) |
        ((bytes[at + 1]! & 63) << 12) |
        ((bytes[at + 2]! & 63) << 6) |
        (bytes[at + 3]! & 63)
    ]!;
  }

  /** Where a run of one class ends. */
  protected endOfRun(bytes: Uint8Array, at: number, to: number, wanted: number): number {
    while (at < to && this.classAt(bytes, at) === wanted) at += widthOf(bytes[at]!);
    return at;
  }

  /** `\s+(?!\S)|\s+`: white space up to its end, short of the last character when a word follows. */
  protected endOfSpace(bytes: Uint8Array, start: number, to: number): number {
    let at = start;
    let last = start;
    while (at < to) {
      const kind = this.classAt(bytes, at);
      if (kind !== SPACE && kind !== LINE_BREAK) break;
      last = at;
      at += widthOf(bytes[at]!);
    }
    return at < to && last > start ? last : at;
  }
}

/** `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+` */
class Gpt2Scanner extends ClassScanner implements WordScanner {
  endOfWord(bytes: Uint8Array, start: number, to: number): number {
    const first = bytes[start]!;
    if (first === 0x27) {
      const end = endOfContraction(bytes, start, to, false);
      if (end > 0) return end;
    }
    let at = start;
    let kind = this.classAt(bytes, at);
    if (first === 0x20 && at + 1 < to) {
      const next = this.classAt(bytes, at + 1);
      if (next !== SPACE && next !== LINE_BREAK) {
        kind = next;
        at++;
      }
    }
    if (kind === SPACE || kind === LINE_BREAK) return this.endOfSpace(bytes, start, to);
    return this.endOfRun(bytes, at, to, kind);
  }
}

/** `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,digits}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+` */
class Cl100kScanner extends ClassScanner implements WordScanner {
  constructor(private readonly digits: number) {
    super();
  }

  endOfWord(bytes: Uint8Array, start: number, to: number): number {
    const first = bytes[start]!;
    const kind = this.classAt(bytes, start);
    let at = start + widthOf(first);
    if (kind === LETTER) return this.endOfRun(bytes, at, to, LETTER);
    if (kind === NUMBER) {
      for (let count = 1; count < this.digits && at < to; count++) {
        if (this.classAt(bytes, at) !== NUMBER) break;
        at += widthOf(bytes[at]!);
      }
      return at;
    }
    if (first === 0x27) {
      const end = endOfContraction(bytes, start, to, true);
      if (end > 0) return end;
    }
    const next = at < to ? this.classAt(bytes, at) : SPACE;
    if (kind !== LINE_BREAK && next === LETTER) return this.endOfRun(bytes, at, to, LETTER);
    if (kind === OTHER || (first === 0x20 && at < to && next === OTHER)) {
      at = this.endOfRun(bytes, at, to, OTHER);
      while (at < to && (bytes[at] === 0x0a || bytes[at] === 0x0d)) at++;
      return at;
    }
    return this.endOfSpaceOrLines(bytes, start, to);
  }

  /** `\s*[\r\n]+|\s+(?!\S)|\s+`: up to the last line break of the white space when there is one. */
  private endOfSpaceOrLines(bytes: Uint8Array, start: number, to: number): number {
    let at = start;
    let last = start;
    let afterBreak = -1;
    while (at < to) {
      const kind = this.classAt(bytes, at);
      if (kind !== SPACE && kind !== LINE_BREAK) break;
      last = at;
      at += widthOf(bytes[at]!);
      if (kind === LINE_BREAK) afterBreak = at;
    }
    if (afterBreak > 0) return afterBreak;
    return at < to && last > start ? last : at;
  }
}

/** `'s|'t|'re|'ve|'m|'ll|'d` at an apostrophe, else -1. Without regard to case, U+017F (long s) is an s as well. */
function endOfContraction(bytes: Uint8Array, start: number, to: number, anyCase: boolean): number {
  if (start + 1 >= to) return -1;
  const fold = anyCase ? 0x20 : 0;
  const first = bytes[start + 1]! | fold;
  const second = start + 2 < to ? bytes[start + 2]! : 0;
  switch (first) {
    case 0x73: // s
    case 0x74: // t
    case 0x6d: // m
    case 0x64: // d
      return start + 2;
    case 0x72: // re
    case 0x76: // ve
      return (second | fold) === 0x65 ? start + 3 : -1;
    case 0x6c: // ll
      return (second | fold) === 0x6c ? start + 3 : -1;
    default:
      return anyCase && bytes[start + 1] === 0xc5 && second === 0xbf ? start + 3 : -1;
  }
}
