/**
 * Takes documents out of a finished dataset of texts: only the shards that hold one are written anew.
 *
 * New shards get new names, and the manifest is replaced in one step once all are there; until then the old dataset is whole, and
 * a stopped run of this can be started again: it ends with the same folder wherever the first one stopped. What the documents left in
 * rejects and quarantine is blanked. The folder is no longer that of a run: its receipts and its report, which may quote the documents,
 * are removed first. The stored index loses them too.
 */
import { readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { BatchBuilder } from "../batch-builder.js";
import { type Catalogue, findStage } from "../catalogue.js";
import { asideFiles } from "../dataset/aside-files.js";
import { linesOf } from "../dataset/lines.js";
import type { ShardEntry } from "../dataset/manifest-file.js";
import { type Dataset, openDataset } from "../dataset/open-dataset.js";
import { type Row, rowsOf } from "../dataset/row-batches.js";
import { UserError } from "../errors.js";
import { publishText } from "../run/receipts.js";
import { AsideWriter } from "../run/stream/aside.js";
import type { SinkStage } from "../stage.js";
import { readBytes } from "../storage/read-bytes.js";
import { sealFile } from "../storage/sha256.js";
import { forgetFromIndex, hasIndex } from "./forget-index.js";
import { removeOldShards, removeQuotations, removeUnfinishedCopies } from "./left-behind.js";
import type { Withdrawn } from "./withdrawn.js";

export interface Forgotten {
  /** Rows that were taken out. */
  readonly documents: number;
  readonly rewrittenShards: number;
  readonly shards: number;
  /** Lines of rejects and quarantine that were blanked. */
  readonly blankedLines: number;
  /** Entries of the stored index that were taken out: one for each stage that kept the document. */
  readonly indexEntries: number;
  /** Ids and addresses that nothing here has. */
  readonly notFound: readonly string[];
}

/** Bytes of rows that are written at once. */
const batchBytes = 4 * 1024 * 1024;

export async function forget(folder: string, withdrawn: Withdrawn, catalogue: Catalogue): Promise<Forgotten> {
  const dataset = await openDataset(folder);
  const { sink, params } = await sinkOf(dataset, catalogue);
  const revision = Number(dataset.manifest.facts.revision ?? 0) + 1;
  const isForgotten = (row: Row): boolean => withdrawn.has(row);
  const shards: ShardEntry[] = [];
  let rewrittenShards = 0;
  for (const shard of dataset.shards) {
    const gone = await countRows(dataset, shard, isForgotten);
    if (gone === 0) {
      shards.push(shard);
      continue;
    }
    rewrittenShards++;
    const isEmptied = gone === shard.rows && (shards.length > 0 || shard !== dataset.shards.at(-1));
    if (!isEmptied) shards.push(await rewrite(dataset, shard, isForgotten, revision, sink, params));
  }
  const rows = shards.reduce((sum, shard) => sum + shard.rows, 0);
  const documents = dataset.rows - rows;
  if (documents > 0) {
    removeQuotations(folder);
    publish(dataset, shards, revision, documents, sink, params);
  }
  removeOldShards(folder, shards);
  const blankedLines = await blankAside(folder, withdrawn);
  const indexEntries = hasIndex(folder) ? await forgetFromIndex(folder, withdrawn, catalogue) : 0;
  const notFound = withdrawn.unmet;
  return { documents, rewrittenShards, shards: dataset.shards.length, blankedLines, indexEntries, notFound };
}

async function sinkOf(
  { manifest, columns, folder }: Dataset,
  catalogue: Catalogue,
): Promise<{ sink: SinkStage; params: Readonly<Record<string, unknown>> }> {
  if (!columns.some(({ name }) => name === "id") || !columns.some(({ name }) => name === "text")) {
    throw new UserError(
      "not-documents",
      "the rows of this dataset are not documents",
      "Documents can be taken out of datasets of texts; make packed ones again from those. --index-only takes them out of the stored index",
      { file: folder },
    );
  }
  const sink = await findStage(catalogue, manifest.sink);
  if (sink.kind !== "sink") throw new Error(`${manifest.sink} is no sink`);
  return { sink, params: manifest.recipe.stages.at(-1)?.params ?? {} };
}

async function* rowsIn(dataset: Dataset, shard: ShardEntry): AsyncGenerator<Row, void, undefined> {
  const reader = await dataset.openShard(shard);
  try {
    for await (const batch of reader.batches(0, shard.rows)) yield* rowsOf(batch, dataset.columns);
  } finally {
    await reader.close();
  }
}

async function countRows(dataset: Dataset, shard: ShardEntry, which: (row: Row) => boolean): Promise<number> {
  let count = 0;
  for await (const row of rowsIn(dataset, shard)) if (which(row)) count++;
  return count;
}

async function rewrite(
  dataset: Dataset,
  shard: ShardEntry,
  isForgotten: (row: Row) => boolean,
  revision: number,
  sink: SinkStage,
  params: Readonly<Record<string, unknown>>,
): Promise<ShardEntry> {
  const { columns, folder } = dataset;
  const file = shard.file.replace(/(-r\d+)?\./, `-r${revision}.`);
  const path = join(folder, file);
  const temporary = `${path}.tmp`;
  const writer = await sink.openShard(temporary, columns, params);
  let rows = 0;
  try {
    const builder = new BatchBuilder(columns);
    for await (const row of rowsIn(dataset, shard)) {
      if (isForgotten(row)) continue;
      builder.add(columns.map(({ name }) => row[name] ?? null));
      rows++;
      if (builder.bytes >= batchBytes) await writer.write(builder.take());
    }
    if (builder.rows > 0) await writer.write(builder.take());
    await writer.finish();
  } catch (error) {
    await writer.abort();
    rmSync(temporary, { force: true });
    throw error;
  }
  const { bytes, sha256 } = await sealFile(temporary);
  renameSync(temporary, path);
  return { file, rows, bytes, sha256 };
}

/** Companions and manifest of the new shards. */
function publish(
  { folder, manifest, columns }: Dataset,
  shards: readonly ShardEntry[],
  revision: number,
  documents: number,
  sink: SinkStage,
  params: Readonly<Record<string, unknown>>,
): void {
  for (const [name, content] of Object.entries(sink.companions?.(columns, shards, params) ?? {}))
    publishText(join(folder, name), content);
  const whole = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as object;
  const { facts } = manifest;
  const rows = shards.reduce((sum, shard) => sum + shard.rows, 0);
  const changed = {
    ...whole,
    facts: { ...facts, documents: rows, forgotten: Number(facts.forgotten ?? 0) + documents, revision },
    rows,
    bytes: shards.reduce((sum, shard) => sum + shard.bytes, 0),
    shards,
  };
  publishText(join(folder, "manifest.json"), `${JSON.stringify(changed, null, 1)}\n`);
}

/** Lines of the documents keep what the ledger counts, their stage and reason, and lose the rest. */
async function blankAside(folder: string, withdrawn: Withdrawn): Promise<number> {
  let blanked = 0;
  for (const kind of ["rejects", "quarantine"] as const) {
    removeUnfinishedCopies(join(folder, kind));
    for (const file of asideFiles(folder, kind)) {
      let blankedHere = 0;
      let number = 0;
      const writer = new AsideWriter(`${file}.new`);
      for await (const line of linesOf(readBytes(file))) {
        const record = asideRecord(line, ++number, file);
        const isForgotten = withdrawn.has(record.sample ?? record);
        if (isForgotten) blankedHere++;
        const { stage, reason, code } = record;
        writer.write(isForgotten ? { stage, reason, code, forgotten: true } : record);
      }
      writer.finish();
      if (blankedHere > 0) {
        removeQuotations(folder);
        renameSync(`${file}.new`, file);
      } else rmSync(`${file}.new`, { force: true });
      blanked += blankedHere;
    }
  }
  return blanked;
}

interface AsideRecord {
  readonly stage: string;
  readonly reason?: string;
  readonly code?: string;
  readonly id?: string;
  readonly url?: string | null;
  readonly sample?: { readonly id?: string; readonly url?: string | null };
}

function asideRecord(line: Buffer, number: number, file: string): AsideRecord {
  try {
    return JSON.parse(line.toString("utf8")) as AsideRecord;
  } catch {
    throw new UserError(
      "bad-rejects",
      `line ${number} is broken`,
      "Look what it holds, take it out, then run the same command again: it goes on where it stopped",
      { file },
    );
  }
}
