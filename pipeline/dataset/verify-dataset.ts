/** A finished dataset checked against everything that it says of itself. */
import { readdir } from "node:fs/promises";
import { UserError } from "../contracts/errors.js";
import { checkCompanions } from "./check-companions.js";
import { checkLedgerFile } from "./check-ledger.js";
import { checkIndex, checkOrigins, checkShard } from "./check-shard.js";
import { checkStoredIndex } from "./check-stored-index.js";
import { checkTotals } from "./check-totals.js";
import { type DatasetView, localView } from "./dataset-view.js";
import type { DatasetManifest } from "./manifest-file.js";
import { type Dataset, isDataFile, openDataset } from "./open-dataset.js";

export interface Verification {
  readonly ok: boolean;
  readonly shards: number;
  readonly problems: readonly { readonly file: string; readonly problem: string }[];
}

/**
 * Checks shards (existence, size, SHA-256, schema, rows, token ids, document boundaries), their evenness, totals,
 * companions, files that nobody lists, the ledger down to each line of rejects and quarantine, and the files of the stored index.
 *
 * Reads everything, holds one batch of rows at a time. Problems do not stop it: all are told at once.
 *
 * @throws UserError `no-dataset` when the folder holds none
 */
export async function verifyDataset(folder: string, view = localView(folder)): Promise<Verification> {
  let dataset: Dataset;
  try {
    dataset = await openDataset(folder, view);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== "bad-manifest") throw error;
    return { ok: false, shards: 0, problems: [{ file: "manifest.json", problem: error.problem }] };
  }
  const { manifest } = dataset;
  const problems = checkTotals(manifest).map((problem) => ({ file: "manifest.json", problem }));
  for (const shard of manifest.shards) {
    const files = [shard.origins?.file, shard.index?.file, shard.file].filter((file) => file !== undefined);
    for (const file of files) await view.fetch(file);
    problems.push(...(await checkShard(dataset, shard)).map((problem) => ({ file: shard.file, problem })));
    const problem = await checkIndex(dataset, shard);
    if (shard.index !== undefined && problem !== undefined)
      problems.push({ file: shard.index.file, problem });
    const origins = await checkOrigins(dataset, shard);
    if (shard.origins !== undefined && origins !== undefined)
      problems.push({ file: shard.origins.file, problem: origins });
    for (const file of files) view.drop(file);
  }
  problems.push(...(await findStrangers(view, manifest)));
  problems.push(...(await checkCompanions(folder, manifest)));
  problems.push(...(await checkLedgerFile(folder, manifest)));
  problems.push(...(await checkStoredIndex(folder)));
  return { ok: problems.length === 0, shards: manifest.shards.length, problems };
}

/** Data files that a reader of the whole folder would take in, though the manifest does not know them. */
async function findStrangers(
  { folder, names }: DatasetView,
  { shards }: DatasetManifest,
): Promise<{ file: string; problem: string }[]> {
  const listed = new Set(shards.flatMap(({ file, index }) => [file, index?.file]));
  return (names ?? (await readdir(folder)))
    .filter((name) => !listed.has(name) && (isDataFile(name) || name.startsWith("data-")))
    .sort()
    .map((file) => ({ file, problem: "the manifest does not list this file" }));
}
