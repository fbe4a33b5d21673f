/**
 * Traditional to simplified characters with OpenCC's dictionaries.
 *
 * OpenCC converts with a chain of dictionaries, each by longest match from left to right; some chains first cut the text
 * at phrases so that no match crosses a phrase. The result equals OpenCC 1.4.2 itself (`test/interop/simplify.test.ts`), and
 * opencc-js but for the rare characters that it leaves out. Cost: `npm run bench -- simplify`.
 */
import { UnitConverter } from "./convert-units.js";
import { readConversion } from "./read-conversion.js";
import type { TraditionalForm } from "./traditional-form.js";

export { type TraditionalForm, traditionalForms } from "./traditional-form.js";

/**
 * Builds a converter; the same string comes back when nothing changes.
 *
 * @param everyEntry false leaves out what is right for traditional text only: characters and phrases that simplified text
 *   uses too (乾, 打坏 -> 打坯), and rare characters, which simplified editions print in their traditional form
 */
export function makeSimplifier(form: TraditionalForm, everyEntry = true): (text: string) => string {
  const converter = new UnitConverter(readConversion(form, everyEntry));
  return (text) => converter.convertText(text);
}
