/** The second pass of an ordering: one bucket, brought into order in memory, as the next phase wants it. */
import { join } from "node:path";
import { type Column, listAt, type RowBatch } from "../../contracts/rows.js";
import { readBucket } from "../../storage/spills/dealt-rows.js";
import { RowSpillWriter } from "../../storage/spills/row-spill.js";
import { TokenSpillWriter } from "../../storage/spills/token-spill.js";
import { lastStreams } from "../finished-parts.js";
import { payloadFolder } from "../folders.js";
import { type Job, type TaskResult, withoutSamples } from "../job.js";
import { type Arrangement, arrange } from "./arrangement.js";
import { documentUnits } from "./document-units.js";
import { pickRows, type RowPick, rowBytes } from "./pick-rows.js";

/** Bytes of a batch of the ordered rows. */
const batchBytes = 4 << 20;

export async function runGather(job: Job, stage: number, index: number, folder: string): Promise<TaskResult> {
  const arrangement = arrange(job, stage);
  const batches = orderedBatches(job, stage, index, arrangement);
  const { columns } = arrangement.units;
  const facts =
    arrangement.ordering.of === "documents"
      ? writeDocuments(batches, Number(lastStreams(job)[0]?.facts.vocabulary ?? 0), folder)
      : writeRows(batches, columns, folder);
  return Promise.resolve(withoutSamples(facts));
}

function* orderedBatches(
  job: Job,
  stage: number,
  bucket: number,
  { units, buckets }: Arrangement,
): Generator<RowBatch> {
  const held: RowBatch[] = [];
  const picks: (RowPick & { readonly key: number })[] = [];
  for (let part = 0; part < units.parts.length; part++) {
    const dealt = payloadFolder(job.output, `deal-${stage}`, part);
    for (const { keys, batch } of readBucket(dealt, units.columns, buckets, bucket)) {
      keys.forEach((key, row) => {
        picks.push({ batch: held.length, row, key });
      });
      held.push(batch);
    }
  }
  // Stable: equal keys stay in the order of parts.
  picks.sort((a, b) => a.key - b.key);
  for (let from = 0; from < picks.length; ) {
    let bytes = 0;
    let to = from;
    while (to < picks.length && (to === from || bytes < batchBytes)) {
      const { batch, row } = picks[to++]!;
      bytes += rowBytes(held[batch]!, row);
    }
    yield pickRows(held, picks.slice(from, to));
    from = to;
  }
}

function writeRows(batches: Iterable<RowBatch>, columns: readonly Column[], folder: string) {
  const spill = new RowSpillWriter(join(folder, "rows"), columns);
  for (const batch of batches) spill.writeBatch(batch);
  spill.finish();
  return { rows: spill.rows, bytes: spill.bytes };
}

function writeDocuments(batches: Iterable<RowBatch>, vocabulary: number, folder: string) {
  const spill = new TokenSpillWriter(folder, vocabulary);
  for (const { rows, columns } of batches) {
    const tokens = columns[documentUnits.tokens];
    const facts = columns[documentUnits.facts];
    if (tokens?.kind !== "list" || facts?.kind !== "fixed-list") throw new Error("no documents were dealt");
    for (let row = 0; row < rows; row++) {
      const [prompt = 0, id = 0, split = 0, ordinal = 0] = listAt(facts, row, rows);
      const ids = Uint32Array.from(listAt(tokens, row, rows));
      spill.write(ids.subarray(prompt), ids.subarray(0, prompt), id >>> 0, { split, ordinal });
    }
  }
  spill.finish();
  return { samples: spill.documents, tokens: spill.tokens, vocabulary };
}
