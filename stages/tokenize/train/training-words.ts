/**
 * Cuts the texts that a tokenizer is trained on into words, as Qwen2 does (digits one by one, words with the mark or space before them),
 * and counts those of a block of texts.
 */
import { unitsOf } from "../../text/units/units.js";
import { qwenPattern, scannerOf } from "../byte-level/known-patterns.js";
import type { WordScanner } from "../byte-level/word-scanner.js";
import { toNfc } from "../normal-forms.js";

/** Words with more UTF-16 units than this are not learned from, since they are hardly ever seen twice. */
const longestWord = 96;

/** The words of a block in the order in which they were first seen, and how often. */
export interface CountedWords {
  readonly words: readonly string[];
  readonly counts: Uint32Array;
}

let scanner: WordScanner | undefined;

/** What a worker does with a block of texts. */
export default function countWords(texts: readonly string[]): CountedWords {
  scanner ??= scannerOf([qwenPattern]);
  const counts = new Map<string, number>();
  for (const text of texts) {
    const normal = toNfc(text);
    const units = unitsOf(normal);
    for (let start = 0; start < normal.length; ) {
      const end = scanner?.endOfWord(units, start, normal.length) ?? normal.length;
      if (end - start <= longestWord) {
        const word = normal.slice(start, end);
        counts.set(word, (counts.get(word) ?? 0) + 1);
      }
      start = end;
    }
  }
  return { words: [...counts.keys()], counts: Uint32Array.from(counts.values()) };
}
