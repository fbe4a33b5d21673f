/** What it takes to convert one form: built from the dictionaries, or read as it was stored (`stored-conversion.ts`). */
import type { Replacers } from "./dictionary-chain.js";
import type { FormDictionaries } from "./forms.js";
import { PhraseIndex } from "./phrase-index.js";
import { PhraseTables } from "./phrase-tables.js";

/** Its parts are those of `PhraseIndex`, and `tables` those of `PhraseTables`. */
export interface Conversion
  extends Pick<
    PhraseIndex,
    | "chain"
    | "entries"
    | "pairs"
    | "neutral"
    | "standard"
    | "trie"
    | "outputs"
    | "places"
    | "joins"
    | "standardFirsts"
    | "wideBits"
    | "growth"
  > {
  readonly replacers: Replacers;
  readonly tables: Pick<PhraseTables, "steps" | "phrases" | "neighbours" | "outputs">;
}

/** Cost: 40 to 250 ms. */
export function buildConversion(dictionaries: FormDictionaries): Conversion {
  const index = new PhraseIndex(dictionaries);
  const { chain, replacers, entries, pairs, neutral, standard, trie, outputs } = index;
  const { places, joins, standardFirsts, wideBits, growth } = index;
  const tables = new PhraseTables(index);
  return {
    ...{ chain, replacers, entries, pairs, neutral, standard, trie, outputs },
    ...{ places, joins, standardFirsts, wideBits, growth, tables },
  };
}
