/**
 * Takes documents out of a finished dataset of texts: only the shards that hold one are written anew.
 *
 * New shards get new names, and the manifest is replaced in one step once all are there; until then the old dataset is whole, and
 * a stopped run of this can be started again: it ends with the same folder wherever the first one stopped. What the documents left in
 * rejects and quarantine is blanked. The folder is no longer that of a run: its receipts and its report, which may quote the documents,
 * are removed first. The stored index loses them too.
 */
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../contracts/errors.js";
import { asideFiles } from "../dataset/aside-files.js";
import type { ShardEntry } from "../dataset/manifest-file.js";
import { type Dataset, openDataset } from "../dataset/open-dataset.js";
import { batchesOf, type Row, rowsOf } from "../dataset/row-batches.js";
import { type Catalogue, findStage } from "../recipe/catalogue.js";
import { publishManifest, readOwnManifest } from "../run/finish.js";
import { AsideWriter } from "../run/stream/aside.js";
import { publishCompanions, type ShardFormat, writeShard } from "../run/write-shard.js";
import { linesOf } from "../storage/lines.js";
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

export async function forget(folder: string, withdrawn: Withdrawn, catalogue: Catalogue): Promise<Forgotten> {
  const dataset = await openDataset(folder);
  const format = await formatOf(dataset, catalogue);
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
    if (!isEmptied) shards.push(await rewrite(dataset, shard, isForgotten, revision, format));
  }
  const rows = shards.reduce((sum, shard) => sum + shard.rows, 0);
  const documents = dataset.rows - rows;
  if (documents > 0) {
    removeQuotations(folder);
    publish(dataset, shards, revision, documents, format);
  }
  removeOldShards(folder, shards);
  const blankedLines = await blankAside(folder, withdrawn);
  const indexEntries = hasIndex(folder) ? await forgetFromIndex(folder, withdrawn, catalogue) : 0;
  const notFound = withdrawn.unmet;
  return { documents, rewrittenShards, shards: dataset.shards.length, blankedLines, indexEntries, notFound };
}

async function formatOf({ manifest, columns, folder }: Dataset, catalogue: Catalogue): Promise<ShardFormat> {
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
  return { sink, params: manifest.recipe.stages.at(-1)?.params ?? {}, columns };
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
  format: ShardFormat,
): Promise<ShardEntry> {
  const { columns, folder } = dataset;
  const file = shard.file.replace(/(-r\d+)?\./, `-r${revision}.`);
  const path = join(folder, file);
  const temporary = `${path}.tmp`;
  let rows = 0;
  const kept = async function* (): AsyncGenerator<Row> {
    for await (const row of rowsIn(dataset, shard)) {
      if (isForgotten(row)) continue;
      rows++;
      yield row;
    }
  };
  await writeShard(temporary, format, batchesOf(kept(), columns));
  const { bytes, sha256 } = await sealFile(temporary);
  renameSync(temporary, path);
  return { file, rows, bytes, sha256 };
}

/** Companions and manifest of the new shards. */
function publish(
  { folder, manifest }: Dataset,
  shards: readonly ShardEntry[],
  revision: number,
  documents: number,
  format: ShardFormat,
): void {
  publishCompanions(folder, format, shards);
  const { facts } = manifest;
  const rows = shards.reduce((sum, shard) => sum + shard.rows, 0);
  publishManifest(folder, {
    ...readOwnManifest(folder),
    facts: { ...facts, documents: rows, forgotten: Number(facts.forgotten ?? 0) + documents, revision },
    rows,
    bytes: shards.reduce((sum, shard) => sum + shard.bytes, 0),
    shards,
  });
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
