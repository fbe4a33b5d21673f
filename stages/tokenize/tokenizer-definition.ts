/** What a byte-level BPE tokenizer consists of, whatever file it was read from. */

export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Special tokens are control marks (end of text); the others are words that were added to the vocabulary. */
  readonly special: boolean;
  /** Looked for in the normalized text instead of the raw one. */
  readonly normalized: boolean;
}

/**
 * As the file has it, because a copy of 150,000 entries into a Map costs as much as reading them. To be asked with `idIn`
 * only, since an object also has what it inherits.
 */
export type Vocabulary = Readonly<Record<string, number>>;

/** The id of a spelling. */
export function idIn(vocabulary: Vocabulary, spelling: string): number | undefined {
  const id: unknown = vocabulary[spelling];
  return typeof id === "number" ? id : undefined;
}

export interface TokenizerDefinition {
  /** Spelled in the byte alphabet -> id. */
  readonly vocabulary: Vocabulary;
  /** Two spellings, in a list or with a space between; the place in the list is the rank. Not checked. */
  readonly merges: readonly (string | readonly string[])[];
  /** A word that is in the vocabulary is one token, whatever the merges say. */
  readonly ignoreMerges: boolean;
  readonly normalizesToNfc: boolean;
  readonly addsPrefixSpace: boolean;
  /** The pattern that cuts words, as it stands in the file; `undefined`: the whole text is one word. */
  readonly pattern: string | undefined;
  readonly addedTokens: readonly AddedToken[];
}

/** The pattern inside Hugging Face's `ByteLevel` with `use_regex`: the one of GPT-2. */
export const gpt2Pattern =
  "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
