/**
 * Cuts text into the words that BPE works on, one hand-written scanner for each known pattern (known-patterns.ts).
 *
 * A scanner answers one question: where does the word end that starts at this UTF-16 unit? It gives the same words as the regular
 * expression that it stands for, read with the Unicode classes of unicode-classes.ts; a lone surrogate counts as U+FFFD does. It looks at
 * each unit about once and allocates nothing.
 */
import type { WordMachine } from "./cl100k-machine.js";

export interface WordScanner {
  /** The end of the word that starts at `start` (< `to`). */
  endOfWord(units: Uint16Array, start: number, to: number): number;
  /** What finds the same words in WebAssembly. */
  readonly machine?: WordMachine;
}
