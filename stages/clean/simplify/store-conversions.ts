/**
 * Stores the conversions of all forms beside the compiled code; a part of `npm run build`:
 *
 *     node dist/stages/clean/simplify/store-conversions.js
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { buildConversion } from "./conversion.js";
import { dictionariesOf } from "./forms.js";
import { storedConversion } from "./read-conversion.js";
import { packConversion } from "./stored-conversion.js";
import { traditionalForms } from "./traditional-form.js";

mkdirSync(new URL(".", storedConversion("t", true)), { recursive: true });
for (const form of traditionalForms)
  for (const everyEntry of [true, false])
    writeFileSync(
      storedConversion(form, everyEntry),
      packConversion(buildConversion(dictionariesOf(form, everyEntry))),
    );
