import { statSync } from "node:fs";
import type { Split } from "../../pipeline/contracts/stage.js";

/** A whole file as the only split of an input, or with `changes` a part of it. */
export function splitOf(file: string, changes: Partial<Split> = {}): Split {
  const end = statSync(file).size;
  return { index: 0, input: "test", root: file, file, start: 0, end, divisible: false, ...changes };
}
