/** The dictionaries of an Arrow stream as they stand at the batch at hand: set, replaced, or grown by deltas. */

import type { RangedBytes } from "../../../pipeline/storage/ranged-bytes.js";
import { type Cell, RowProblem } from "../records/row-records.js";
import { readBatch, TooLarge } from "./batch.js";
import { type ArrowColumn, type ColumnContext, itemsOfBatch, openColumn } from "./columns.js";
import type { ArrowMessage } from "./messages.js";
import type { ArrowField, ArrowSchema } from "./schema.js";

/** What a dictionary message brought, and where it begins among the values of the dictionary. */
interface Part {
  readonly start: number;
  readonly column: ArrowColumn;
}

export class ArrowDictionaries {
  /** Only those that the wanted columns use. */
  private readonly values = new Map<bigint, ArrowField>();
  private readonly parts = new Map<bigint, Part[]>();
  private readonly held = new Map<bigint, number>();
  private heldBytes = 0;
  private depth = 0;

  constructor(
    private readonly schema: ArrowSchema,
    wanted: Iterable<ArrowField>,
    private readonly maxBytes: number,
  ) {
    const add = (field: ArrowField): void => {
      if (field.dictionary !== undefined)
        this.values.set(field.dictionary.id, { ...field, dictionary: undefined });
      for (const child of field.children) add(child);
    };
    for (const field of wanted) add(field);
  }

  async take(bytes: RangedBytes, message: ArrowMessage & { readonly kind: "dictionary" }): Promise<void> {
    const field = this.values.get(message.id);
    if (field === undefined) return;
    const before = this.held.get(message.id) ?? 0;
    const held = (message.isDelta ? before : 0) + message.bodyBytes;
    this.held.set(message.id, held);
    this.heldBytes += held - before;
    if (this.heldBytes > this.maxBytes)
      throw new TooLarge(
        `the dictionaries have more than ${this.maxBytes} bytes; write the file again without them, or raise read-arrow max-batch-bytes`,
      );
    const batch = await readBatch(bytes, message, [field], new Set([field]), this.maxBytes);
    const column = openColumn(field, batch, this.context(message.unionValidity));
    const parts = (message.isDelta ? this.parts.get(message.id) : undefined) ?? [];
    const last = parts.at(-1);
    parts.push({ start: last === undefined ? 0 : last.start + last.column.length, column });
    this.parts.set(message.id, parts);
  }

  context(unionValidity: boolean): ColumnContext {
    return {
      littleEndian: this.schema.littleEndian,
      unionValidity,
      lookUp: (id, place) => this.lookUp(id, place),
      items: itemsOfBatch,
    };
  }

  private lookUp(id: bigint, place: number): Cell {
    const part = partAt(this.parts.get(id) ?? [], place);
    if (part !== undefined && this.depth < 8) {
      // A damaged dictionary may hold itself.
      this.depth++;
      try {
        return part.column.cell(place - part.start);
      } finally {
        this.depth--;
      }
    }
    throw new RowProblem(
      "damaged-arrow",
      `dictionary ${id} has no value ${place}; expected a sound file: get a new copy of it`,
    );
  }
}

/** The part that holds a place: a file may bring its dictionary in a million parts. */
function partAt(parts: readonly Part[], place: number): Part | undefined {
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const part = parts[middle];
    if (part !== undefined && part.start + part.column.length <= place) low = middle + 1;
    else high = middle;
  }
  return place < 0 ? undefined : parts[low];
}
