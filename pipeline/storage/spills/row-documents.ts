/**
 * Which documents the rows of a shard are made of. File: 8-byte magic `WDROWS01`, u32 rows, then rows + 1 u32 (where the entries
 * of each row begin), then the entries, four u32 each:
 *
 *     start    place in the row of the document's first token there; 0xffffffff = somewhere in the row
 *     split    and
 *     ordinal  of the document among those of its split (`document-origins.ts`)
 *     offset   token of the document, its prompt counted, that stands at `start`
 */
import { closeSync, openSync } from "node:fs";
import type { ListValues } from "../../contracts/rows.js";
import { readAll, writeAll } from "../exact-bytes.js";

const magic = Buffer.from("WDROWS01", "latin1");
const headBytes = magic.length + 4;

/** Words of an entry. */
export const entryWords = 4;
/** `start` of a document that lies somewhere in the row. */
export const somewhere = -1;

export interface RowEntry {
  readonly start: number | undefined;
  readonly split: number;
  readonly ordinal: number;
  readonly offset: number;
}

/** Holds the entries of one shard: 16 bytes for each document in each row. */
export class RowDocumentsWriter {
  private readonly offsets: number[] = [0];
  private entries: Int32Array[] = [];
  private words = 0;

  /**
   * Takes the rows of a batch.
   *
   * @param bounds where the entries of each row begin in `words`, and where the last ones end
   */
  add(bounds: Int32Array, words: ListValues): void {
    const first = bounds[0] ?? 0;
    for (const bound of bounds.subarray(1)) this.offsets.push((this.words + bound - first) / entryWords);
    const entries = new Int32Array(words.subarray(first, bounds.at(-1)));
    this.entries.push(entries);
    this.words += entries.length;
  }

  /** Not yet durable. */
  write(path: string): void {
    const descriptor = openSync(path, "w");
    const head = Buffer.alloc(headBytes);
    magic.copy(head);
    head.writeUInt32LE(this.offsets.length - 1, magic.length);
    writeAll(descriptor, head);
    writeAll(descriptor, new Uint8Array(Uint32Array.from(this.offsets).buffer));
    const all = new Int32Array(this.words);
    let at = 0;
    for (const entry of this.entries) {
      all.set(entry, at);
      at += entry.length;
    }
    writeAll(descriptor, new Uint8Array(all.buffer));
    closeSync(descriptor);
  }
}

/** The documents of one row. Reads a few bytes. */
export function readRowDocuments(path: string, row: number): RowEntry[] {
  const descriptor = openSync(path, "r");
  try {
    const head = readWords(descriptor, 0, 3);
    const rows = head[2] ?? 0;
    if (row >= rows) throw new Error(`${path} has ${rows} rows`);
    const [first = 0, last = 0] = readWords(descriptor, headBytes + 4 * row, 2);
    const words = readWords(
      descriptor,
      headBytes + 4 * (rows + 1) + 4 * entryWords * first,
      entryWords * (last - first),
    );
    return Array.from({ length: last - first }, (_, at) => {
      const [start = 0, split = 0, ordinal = 0, offset = 0] = words.subarray(entryWords * at);
      return { start: (start | 0) === somewhere ? undefined : start, split, ordinal, offset };
    });
  } finally {
    closeSync(descriptor);
  }
}

function readWords(descriptor: number, position: number, count: number): Uint32Array {
  const words = new Uint32Array(count);
  readAll(descriptor, new Uint8Array(words.buffer), position, () => new Error("the file ends too early"));
  return words;
}
