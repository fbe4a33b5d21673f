/** The conversions that `npm run build` stored: which form stands where. */
import { readFileSync } from "node:fs";
import type { Conversion } from "./conversion.js";
import { unpackConversion } from "./stored-conversion.js";
import type { TraditionalForm } from "./traditional-form.js";

export function storedConversion(form: TraditionalForm, everyEntry: boolean): URL {
  return new URL(`./stored/${form}${everyEntry ? "" : "-careful"}.bin.gz`, import.meta.url);
}

/** Cost: 5 to 20 ms. */
export function readConversion(form: TraditionalForm, everyEntry: boolean): Conversion {
  return unpackConversion(readFileSync(storedConversion(form, everyEntry)));
}
