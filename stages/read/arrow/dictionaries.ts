/** The dictionaries of an Arrow stream as they stand at the batch at hand: set, replaced, or grown by deltas. */

import type { RangedBytes } from "../../../pipeline/storage/ranged-bytes.js";
import { type Cell, RowProblem } from "../records/row-records.js";
import { readBatch, TooLarge } from "./batch.js";
import { type ArrowColumn, type ColumnContext, itemsOfBatch, openColumn } from "./columns.js";
import type { ArrowMessage } from "./messages.js";
import type { ArrowField, ArrowSchema } from "./schema.js";

export class ArrowDictionaries {
  /** Only those that the wanted columns use. */
  private readonly values = new Map<bigint, ArrowField>();
  private readonly parts = new Map<bigint, ArrowColumn[]>();
  private held = new Map<bigint, number>();
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
    const before = message.isDelta ? (this.held.get(message.id) ?? 0) : 0;
    this.held.set(message.id, before + message.bodyBytes);
    const all = [...this.held.values()].reduce((sum, each) => sum + each, 0);
    if (all > this.maxBytes)
      throw new TooLarge(
        `the dictionaries have more than ${this.maxBytes} bytes; write the file again without them, or raise read-arrow max-batch-bytes`,
      );
    const batch = await readBatch(bytes, message, [field], new Set([field]), this.maxBytes);
    const column = openColumn(field, batch, this.context(message.unionValidity));
    this.parts.set(message.id, [...(message.isDelta ? (this.parts.get(message.id) ?? []) : []), column]);
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
    let at = place;
    if (at >= 0 && this.depth < 8) {
      for (const part of this.parts.get(id) ?? []) {
        if (at < part.length) {
          // A damaged dictionary may hold itself.
          this.depth++;
          try {
            return part.cell(at);
          } finally {
            this.depth--;
          }
        }
        at -= part.length;
      }
    }
    throw new RowProblem(
      "damaged-arrow",
      `dictionary ${id} has no value ${place}; expected a sound file: get a new copy of it`,
    );
  }
}
