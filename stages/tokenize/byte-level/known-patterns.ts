/** The patterns that can be scanned. Others are refused, never approximated. */
import { BloomScanner, bloomPattern } from "./bloom-scanner.js";
import { Cl100kScanner } from "./cl100k-scanner.js";
import { DeepseekScanner, deepseekPatterns } from "./deepseek-scanner.js";
import { eachDigit, gpt2Pattern, runOfDigits } from "./definition.js";
import { DigitsScanner } from "./digits-scanner.js";
import { Gpt2Scanner } from "./gpt2-scanner.js";
import { O200kScanner, o200kPattern, tekkenPattern } from "./o200k-scanner.js";
import type { WordScanner } from "./word-scanner.js";

const contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const tail = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

/** Qwen and Qwen2: digits one by one. */
export const qwenPattern = `${contractions}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}${tail}`;

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
    case qwenPattern:
      return new Cl100kScanner(1);
    // cl100k_base and Llama 3: digits in threes.
    case `${contractions}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}${tail}`:
      return new Cl100kScanner(3);
    default:
      return undefined;
  }
}
