/** Endings of files that may be packed in any of the ways that are unpacked here. */

const packings = ["", ".gz", ".zst", ".bz2", ".xz"] as const;

/** Each ending plain and packed. */
export function packedEndings(...endings: readonly string[]): readonly string[] {
  return packings.flatMap((packing) => endings.map((ending) => ending + packing));
}

export const jsonEndings = packedEndings(".jsonl", ".ndjson", ".json");
export const textEndings = packedEndings(".txt");
export const csvEndings = packedEndings(".csv", ".tsv");

export function isPlainLines(file: string): boolean {
  return /\.(jsonl|ndjson)$/i.test(file);
}
