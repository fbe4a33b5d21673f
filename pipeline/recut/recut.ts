/**
 * A dataset whose filters were to decide later -> the dataset that other limits give, in the same format. Two passes over the rows: the
 * first decides, sets the dropped documents aside and counts, so that the second can cut even shards. It appears whole, by rename.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { BatchBuilder } from "../contracts/batch-builder.js";
import { UserError } from "../contracts/errors.js";
import type { SinkStage } from "../contracts/stage.js";
import type { ShardEntry } from "../dataset/manifest-file.js";
import { batchBytes, batchesOf, cellsOf, type Row } from "../dataset/row-batches.js";
import type { FilterStep } from "../plan/filter-steps.js";
import { type Catalogue, findStage } from "../recipe/catalogue.js";
import { type Manifest, publishManifest, readOwnManifest } from "../run/finish.js";
import { asidePath } from "../run/folders.js";
import { addLedger, checkLedger, count, emptyStageLedger, type Ledger, totalsOf } from "../run/ledger.js";
import { publishLedger, type SplitLedger } from "../run/ledger-file.js";
import { shardCount, shardName, shardRange } from "../run/shards.js";
import { AsideWriter } from "../run/stream/aside.js";
import { scoreBehind } from "../run/stream/decide.js";
import { temporaryPath } from "../run/temporaries.js";
import { publishCompanions, type ShardFormat, writeShard } from "../run/write-shard.js";
import { sealFile } from "../storage/sha256.js";
import { openScoredDataset, type ScoredDataset } from "./scored-dataset.js";

/** @throws UserError `other-run` when something lies in the output folder already; `bad-option` when it lies in the dataset */
export async function recut(
  folder: string,
  settings: readonly string[],
  output: string,
  catalogue: Catalogue,
): Promise<Manifest> {
  const scored = await openScoredDataset(folder, settings, catalogue);
  const sink = await findStage(catalogue, scored.dataset.manifest.sink);
  if (sink.kind !== "sink") throw new Error(`${sink.name} is no sink`);
  refuseFilled(output);
  if (output.startsWith(`${folder}/`))
    throw new UserError(
      "bad-option",
      "the output folder lies in the dataset, which stays as it is",
      "Choose another --output",
      { file: output },
    );
  mkdirSync(dirname(output), { recursive: true });
  const temporary = temporaryPath(output);
  try {
    const manifest = await writeInto(temporary, scored, sink);
    if (existsSync(output)) rmdirSync(output);
    renameSync(temporary, output);
    return manifest;
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
}

function refuseFilled(output: string): void {
  if (!existsSync(output) || (statSync(output).isDirectory() && readdirSync(output).length === 0)) return;
  throw new UserError("other-run", "the output folder is not empty", "Choose another --output", {
    file: output,
  });
}

async function writeInto(output: string, scored: ScoredDataset, sink: SinkStage): Promise<Manifest> {
  mkdirSync(output);
  const { dataset, steps } = scored;
  const params = dataset.manifest.recipe.stages.at(-1)?.params ?? {};
  const format = { sink, params, columns: dataset.columns };
  const { splits, sizes } = await decide(output, scored);
  const shards = await writeShards(output, scored, sizes, format);
  publishCompanions(output, format, shards);
  const stages: Ledger = [];
  for (const split of splits) addLedger(stages, split.stages);
  checkLedger(stages, "the whole dataset");
  publishLedger(output, totalsOf(stages), splits);
  const manifest = manifestOf(dataset.folder, steps, shards);
  publishManifest(output, manifest);
  return manifest;
}

type Sizes = readonly { readonly rows: number; readonly bytes: number }[];

/** Judges every row; each shard is a split of the ledger. */
async function decide(
  output: string,
  { dataset, steps, verdicts, scoresOf }: ScoredDataset,
): Promise<{ readonly splits: readonly SplitLedger[]; readonly sizes: Sizes }> {
  const keepsRejects = dataset.manifest.recipe.rejects === "keep";
  const sizes: { rows: number; bytes: number }[] = [];
  const splits: SplitLedger[] = [];
  let first = 0;
  for (const [split, shard] of dataset.shards.entries()) {
    const stages = steps.map(({ name }) => emptyStageLedger(name));
    const rejects = new AsideWriter(asidePath(output, "rejects", "recut", split));
    const kept = new BatchBuilder(dataset.columns);
    const measure = (): void => {
      sizes.push({ rows: kept.rows, bytes: kept.bytes });
      kept.take();
    };
    for await (const row of dataset.readRows(first, shard.rows)) {
      const limits = verdicts(row);
      const dropping = limits.findIndex((limit) => limit !== undefined);
      const passed = dropping < 0 ? steps.length : dropping;
      const units = String(row.text).length;
      for (const [index, entry] of stages.entries()) {
        if (index > passed) break;
        entry.in++;
        entry.units += units;
        if (index < passed) entry.out++;
      }
      const limit = limits[dropping];
      if (limit === undefined) {
        kept.add(cellsOf(row, dataset.columns));
        if (kept.bytes >= batchBytes) measure();
        continue;
      }
      const stage = stages[dropping]!;
      const { reason } = limit;
      count(stage.dropped, reason);
      const { id, source, origin, text } = row;
      const score = scoreBehind(stage.stage, limit, scoresOf(row));
      if (keepsRejects) rejects.write({ stage: stage.stage, reason, id, source, origin, score, text });
    }
    if (kept.rows > 0) measure();
    rejects.finish();
    splits.push({ split, file: shard.file, start: 0, end: shard.bytes, stages });
    first += shard.rows;
  }
  return { splits, sizes };
}

async function writeShards(
  output: string,
  { dataset, verdicts }: ScoredDataset,
  sizes: Sizes,
  format: ShardFormat,
): Promise<ShardEntry[]> {
  const { sink, params, columns } = format;
  const rows = sizes.reduce((sum, size) => sum + size.rows, 0);
  const shards = shardCount({ rows, sizes }, sink.shardBytes(params), sink.rowOverheadBytes?.(columns));
  const all = keptRows(dataset.readRows(0, dataset.rows), verdicts);
  const written: ShardEntry[] = [];
  for (let index = 0; index < shards; index++) {
    const file = shardName(index, shards, sink.extension(params));
    const path = join(output, file);
    const { from, to } = shardRange(rows, shards, index);
    await writeShard(path, format, batchesOf(nextOf(all, to - from), columns));
    written.push({ file, rows: to - from, ...(await sealFile(path)) });
  }
  await all.return();
  return written;
}

async function* keptRows(
  rows: AsyncIterable<Row>,
  verdicts: ScoredDataset["verdicts"],
): AsyncGenerator<Row, void> {
  for await (const row of rows) if (verdicts(row).every((limit) => limit === undefined)) yield row;
}

/** So many of the rows; the others are left to be read. */
async function* nextOf(rows: AsyncIterator<Row, void>, count: number): AsyncGenerator<Row> {
  for (let left = count; left > 0; left--) {
    const { value, done } = await rows.next();
    if (done === true) throw new Error("the dataset was changed while it was read");
    yield value;
  }
}

/** The manifest of the run, with the limits that hold now. What a mixture became there is no more what it is here. */
function manifestOf(folder: string, steps: readonly FilterStep[], shards: readonly ShardEntry[]): Manifest {
  const { mixture: _mixture, ...before } = readOwnManifest(folder) as Manifest & {
    readonly recipe: { readonly stages: readonly object[] };
  };
  const stages = before.recipe.stages.map((use, index) => {
    const step = steps.find((each) => each.index === index);
    return step === undefined ? use : { ...use, params: step.params };
  });
  const limits = steps.map(({ name, params }) => [name, params]);
  const rows = shards.reduce((sum, shard) => sum + shard.rows, 0);
  return {
    ...before,
    facts: { documents: rows, "recut-of": before.plan },
    rows,
    bytes: shards.reduce((sum, shard) => sum + shard.bytes, 0),
    shards,
    plan: createHash("sha256")
      .update(JSON.stringify([before.plan, before.shards, limits]))
      .digest("hex"),
    recipe: { ...before.recipe, decide: "stored", stages },
  };
}
