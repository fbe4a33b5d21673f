/** The documents that a row is made of, as rows carry them to the write phase. */
import type { Column } from "../../contracts/rows.js";
import type { RowDocument } from "../../contracts/stage.js";
import { entryWords, somewhere } from "../../storage/spills/row-documents.js";

/** A name that begins with a dot is written to no data file. */
export const rowDocuments: Column = {
  name: ".documents",
  type: { kind: "list", item: "int32" },
  nullable: false,
};

export function entriesOf(documents: readonly RowDocument[], split: number): Int32Array {
  const words = new Int32Array(entryWords * documents.length);
  documents.forEach(({ start, taken, offset }, at) => {
    words.set([start ?? somewhere, split, taken, offset], entryWords * at);
  });
  return words;
}

/** Adds the same of a row that begins at `from` of a stream of tokens. */
export function addEntriesFrom(
  documents: readonly { readonly start: number; readonly split: number; readonly ordinal: number }[],
  from: number,
  words: number[],
): void {
  for (const { start, split, ordinal } of documents)
    words.push(Math.max(0, start - from), split, ordinal, Math.max(0, from - start));
}
