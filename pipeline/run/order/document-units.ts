/** Token documents in front of a packing stage, as units of an ordering. */
import type { Column, RowBatch } from "../../contracts/rows.js";
import { readTokenDocuments, tokenWidth } from "../../storage/spills/token-spill.js";
import { lastStreams } from "../finished-parts.js";
import type { Job } from "../job.js";
import type { UnitBatch, Units } from "./units.js";

/** Tokens (u16, or i32), and beside them prompt length, hash of the id, split and ordinal of the document. */
export const documentUnits = { tokens: 0, facts: 1, factsLength: 4 } as const;

export function openDocuments(job: Job): Units {
  const streams = lastStreams(job);
  const vocabulary = Number(streams[0]?.facts.vocabulary ?? 0);
  const width = tokenWidth(vocabulary);
  const columns: readonly Column[] = [
    { name: "tokens", type: { kind: "list", item: width === 2 ? "uint16" : "int32" }, nullable: false },
    { name: "facts", type: { kind: "fixed-list", item: "int32", length: 4 }, nullable: false },
  ];
  return {
    columns,
    measure: "tokens",
    parts: streams.map(({ split, source, folder, facts }) => ({
      source,
      units: Number(facts.samples),
      amount: Number(facts.tokens),
      bytes: Number(facts.tokens) * width + Number(facts.samples) * 24,
      read: () => batches(folder, width, split),
    })),
  };
}

function* batches(folder: string, width: 2 | 4, split: number): Generator<UnitBatch> {
  for (const { first, tokens, lengths, prompts, ids } of readTokenDocuments(folder, width)) {
    const rows = lengths.length;
    const offsets = new Int32Array(rows + 1);
    const facts = new Int32Array(rows * documentUnits.factsLength);
    lengths.forEach((length, row) => {
      offsets[row + 1] = offsets[row]! + length;
      facts.set([prompts[row]!, ids[row]!, split, first + row], row * documentUnits.factsLength);
    });
    const batch: RowBatch = {
      rows,
      columns: [
        { kind: "list", offsets, values: tokens },
        { kind: "fixed-list", values: facts },
      ],
    };
    yield { batch, hashes: ids, amounts: Float64Array.from(lengths) };
  }
}
