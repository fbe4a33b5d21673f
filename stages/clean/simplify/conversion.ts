/** What it takes to convert one form: built from the dictionaries, or read as it was stored (`stored-conversion.ts`). */
import type { FormDictionaries } from "./forms.js";
import { PhraseIndex } from "./phrase-index.js";
import { PhraseTables } from "./phrase-tables.js";

export interface Conversion extends Omit<PhraseIndex, "phrases" | "late" | "crossing"> {
  readonly tables: Pick<PhraseTables, "steps" | "phrases" | "neighbours" | "outputs">;
}

/** Cost: 150 to 450 ms. */
export function buildConversion(dictionaries: FormDictionaries): Conversion {
  const index = new PhraseIndex(dictionaries);
  return { ...index, tables: new PhraseTables(index) };
}
