/** A listing -> splits, from sizes and names only, independent of the number of workers. */
import type { Split } from "../stage.js";
import type { InputFile } from "./list-inputs.js";

/**
 * One split a file; a file that can be cut at any byte becomes ranges of about `splitBytes`, equal to within one byte.
 */
export function planSplits(
  files: readonly InputFile[],
  divisible: (file: string) => boolean,
  splitBytes: number,
): Split[] {
  const splits: Split[] = [];
  for (const { input, file, bytes } of files) {
    const cuttable = divisible(file);
    const parts = cuttable ? Math.max(1, Math.ceil(bytes / splitBytes)) : 1;
    for (let part = 0; part < parts; part++) {
      splits.push({
        index: splits.length,
        input,
        file,
        start: Math.floor((bytes * part) / parts),
        end: Math.floor((bytes * (part + 1)) / parts),
        divisible: cuttable,
      });
    }
  }
  return splits;
}
