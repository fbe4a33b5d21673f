/** What a byte-level BPE tokenizer consists of, whatever file it was read from. */
import type { AddedToken } from "../added-tokens.js";
import type { MergeList } from "../bpe/merge-list.js";
import type { SpellingTable } from "../bpe/spelling-table.js";

export interface ByteLevelDefinition {
  /** Spelled in the byte alphabet -> id. */
  readonly vocabulary: SpellingTable;
  /** The place in the list is the rank. */
  readonly merges: MergeList;
  /** A word that is in the vocabulary is one token, whatever the merges say. */
  readonly ignoreMerges: boolean;
  readonly normalizesToNfc: boolean;
  readonly addsPrefixSpace: boolean;
  /** The patterns that cut words, as they stand in the file, one after the other; none: the whole text is one word. */
  readonly patterns: readonly string[];
  readonly addedTokens: readonly AddedToken[];
}

/** What Hugging Face's `Digits` cuts out, said as patterns. */
export const eachDigit = "\\p{N}";
export const runOfDigits = "\\p{N}+";

/** The pattern inside Hugging Face's `ByteLevel` with `use_regex`: the one of GPT-2. */
export const gpt2Pattern =
  "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
