/** A listing -> splits, from sizes and names only, independent of the number of workers. */
import type { Split } from "../stage.js";
import type { InputFile } from "./list-inputs.js";

/** What a source says of its files, by their names. */
export interface SplitRules {
  divisible(file: string): boolean;
  /** Where small files are read together: what those have in common that may not be parted. */
  gathers?: ((file: string) => string) | undefined;
}

/** Files that one split gathers at most: each of them costs the plan a line. */
const maxGathered = 4096;

/**
 * One split a file; a file that can be cut at any byte becomes ranges of about `splitBytes`, equal to within one byte. Small
 * files that a source gathers become splits of about `splitBytes` as well.
 */
export function planSplits(files: readonly InputFile[], rules: SplitRules, splitBytes: number): Split[] {
  return rules.gathers === undefined
    ? cutFiles(files, rules, splitBytes)
    : gatherFiles(files, rules.gathers, splitBytes);
}

function cutFiles(files: readonly InputFile[], rules: SplitRules, splitBytes: number): Split[] {
  const splits: Split[] = [];
  for (const { input, file, bytes } of files) {
    const cuttable = rules.divisible(file);
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

/** Files come sorted, so that what has a name in common stands together. */
function gatherFiles(
  files: readonly InputFile[],
  nameInCommon: (file: string) => string,
  splitBytes: number,
): Split[] {
  const splits: Split[] = [];
  let gathered: InputFile[] = [];
  let bytes = 0;
  const close = (): void => {
    const [first] = gathered;
    if (first === undefined) return;
    splits.push({
      index: splits.length,
      input: first.input,
      file: first.file,
      files: gathered.map(({ file }) => file),
      start: 0,
      end: bytes,
      divisible: false,
    });
    gathered = [];
    bytes = 0;
  };
  for (const entry of files) {
    const last = gathered.at(-1);
    const isFull = bytes >= splitBytes || gathered.length >= maxGathered;
    if (
      last !== undefined &&
      (last.input !== entry.input || (isFull && nameInCommon(last.file) !== nameInCommon(entry.file)))
    )
      close();
    gathered.push(entry);
    bytes += entry.bytes;
  }
  close();
  return splits;
}
