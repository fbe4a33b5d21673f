/** What a tokenizer of BPE over characters consists of, whatever file it was read from. */
import type { Fallback } from "../byte-fallback.js";
import type { Vocabulary } from "../vocabulary.js";

export interface CharacterBpe {
  /** Token -> id. */
  readonly vocabulary: Vocabulary;
  /** Two spellings each, in a list or with a space between. Not checked. */
  readonly merges: readonly (string | readonly string[])[];
  readonly ranks?: Int32Array;
  readonly fallback: Fallback;
  /** Unknown tokens that follow one another are one. */
  readonly fusesUnknown: boolean;
  /** A word that is in the vocabulary is one token, whatever the merges say. */
  readonly ignoreMerges: boolean;
}
