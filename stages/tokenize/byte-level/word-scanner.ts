/**
 * Cuts text into the words that BPE works on, one hand-written scanner for each known pattern.
 *
 * A scanner answers one question: where does the word end that starts at this UTF-16 unit. It equals the regular expression of its
 * name, read with Unicode classes from unicode-classes.ts; a lone surrogate counts as U+FFFD does. Cost: every unit is looked at
 * about once; no allocation. Other patterns are refused, never approximated.
 */
import { isPair } from "../../text/units.js";
import { BloomScanner, bloomPattern } from "./bloom-scanner.js";
import { cl100kMachine, type WordMachine } from "./cl100k-machine.js";
import { endOfContraction } from "./contractions.js";
import { DeepseekScanner, deepseekPatterns } from "./deepseek-scanner.js";
import { eachDigit, gpt2Pattern, runOfDigits } from "./definition.js";
import { O200kScanner, o200kPattern, tekkenPattern } from "./o200k-scanner.js";
import { characterClasses, LETTER, LINE_BREAK, NUMBER, OTHER, SPACE } from "./unicode-classes.js";

export interface WordScanner {
  /** The end of the word that starts at `start` (< `to`). */
  endOfWord(units: Uint16Array, start: number, to: number): number;
  /** What finds the same words in WebAssembly. */
  readonly machine?: WordMachine;
}

const contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const tail = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

/**
 * The scanner of patterns as they stand in a tokenizer file, each of which cuts what the one before has left; `undefined` when they are not
 * known.
 */
export function scannerOf(patterns: readonly string[]): WordScanner | undefined {
  if (patterns.length === 0) return { endOfWord: (_units, _start, to) => to };
  const known = (expected: readonly string[]): boolean =>
    patterns.length === expected.length && expected.every((pattern, index) => pattern === patterns[index]);
  if (known(deepseekPatterns)) return new DeepseekScanner();
  if (known([eachDigit, gpt2Pattern])) return new DigitsScanner(true);
  if (known([runOfDigits, gpt2Pattern])) return new DigitsScanner(false);
  if (patterns.length > 1) return undefined;
  switch (patterns[0]) {
    case o200kPattern:
      return new O200kScanner(3, true);
    case tekkenPattern:
      return new O200kScanner(1, false);
    case bloomPattern:
      return new BloomScanner();
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

abstract class ClassScanner {
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
function isSpace(kind: number): boolean {
  return kind === SPACE || kind === LINE_BREAK;
}

/** `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+` */
class Gpt2Scanner extends ClassScanner implements WordScanner {
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

/** Digits of Unicode 17: Hugging Face's `Digits` has them, its patterns do not. */
const laterDigits = [
  [0x11de0, 0x11de9],
  [0x16ff4, 0x16ff6],
] as const;
const LATER_DIGIT = 128;

/**
 * `Digits` and then GPT-2's pattern (StarCoder, Command R, SmolLM): digits are cut off first, one by one or in runs, so that they are the end of the
 * text for what stands before them, and take no space with them.
 */
class DigitsScanner extends Gpt2Scanner {
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

/** `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,digits}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+` */
class Cl100kScanner extends ClassScanner implements WordScanner {
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
