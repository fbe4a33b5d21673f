/** The end of a run: the whole ledger checked, companions, ledger and manifest written. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../contracts/errors.js";
import type { Column } from "../contracts/rows.js";
import type { ShardReceipt } from "../contracts/stage.js";
import { publishIndex } from "./finish-index.js";
import { lastStreams } from "./finished-parts.js";
import type { Job } from "./job.js";
import { publishLedger } from "./ledger-file.js";
import { checkGathered } from "./order/check-gathered.js";
import { type Mixture, readMixture } from "./order/mixture.js";
import { expectReceipt, publishText } from "./receipts.js";
import { type Phases, runTotals, splitLedgers } from "./run-ledger.js";
import { planShards, sinkOf } from "./shards.js";
import { sweepTemporaries } from "./temporaries.js";
import { publishCompanions } from "./write-shard.js";

/** `manifest.json` of a dataset. */
export interface Manifest {
  readonly format: "wudao-dataset";
  readonly version: 1;
  readonly sink: string;
  readonly columns: readonly Column[];
  /** Lengths, ids of special tokens, counts of what rows hold. */
  readonly facts: Readonly<Record<string, number | string>>;
  /** What the mixture was meant to be, and what it became. */
  readonly mixture?: Mixture;
  readonly rows: number;
  readonly tokens: number;
  /** Bytes of all shards together. */
  readonly bytes: number;
  readonly shards: readonly ShardReceipt[];
  /** The plan's hash. */
  readonly plan: string;
  /** The recipe with all defaults filled in. */
  readonly recipe: unknown;
  /** The inputs, with sizes and times. */
  readonly files: unknown;
  /** Files of stages (dictionaries, tokenizers) with their SHA-256. */
  readonly resources: unknown;
}

/**
 * The manifest of a run's own folder: what this program has written is not checked in full again.
 *
 * @throws UserError `bad-manifest` where it was spoiled
 */
export function readOwnManifest(output: string): Manifest {
  const file = join(output, "manifest.json");
  const manifest = parsed(readFileSync(file, "utf8"));
  if (Array.isArray(manifest?.shards)) return manifest as Manifest;
  throw new UserError(
    "bad-manifest",
    "it is no manifest of a dataset",
    "Remove it; `wudao resume` makes it anew",
    { file },
  );
}

function parsed(text: string): Partial<Manifest> | null {
  try {
    return JSON.parse(text) as Partial<Manifest> | null;
  } catch {
    return null;
  }
}

export function publishManifest(output: string, manifest: Manifest): void {
  publishText(join(output, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
}

export async function finishDataset(job: Job, phases: Phases, done: boolean): Promise<Manifest> {
  const { plan, output } = job;
  const totals = runTotals(plan, phases);
  if (done) return readOwnManifest(output);
  for (const ordering of plan.orders) checkGathered(job, ordering);
  const { supply } = planShards(job);
  const { columns } = supply;
  const { sink, params } = sinkOf(job);
  const written = Array.from({ length: phases.get("write")?.tasks ?? 0 }, (_, index) =>
    expectReceipt(output, plan, "write", index),
  );
  const shards = written.map(({ facts }) => ({
    file: String(facts.file),
    rows: Number(facts.rows),
    bytes: Number(facts.bytes),
    sha256: String(facts.sha256),
    ...(facts["index-file"] === undefined
      ? {}
      : {
          index: {
            file: String(facts["index-file"]),
            bytes: Number(facts["index-bytes"]),
            sha256: String(facts["index-sha256"]),
          },
        }),
    ...(facts["origins-file"] === undefined
      ? {}
      : {
          origins: {
            file: String(facts["origins-file"]),
            bytes: Number(facts["origins-bytes"]),
            sha256: String(facts["origins-sha256"]),
          },
        }),
  }));
  const rows = shards.reduce((sum, shard) => sum + shard.rows, 0);
  if (rows !== supply.rows) throw new Error(`${supply.rows} rows were planned, but ${rows} were written`);
  publishCompanions(output, { sink, params, columns }, shards);
  publishLedger(output, totals, splitLedgers(plan, output));
  const { baseDir: _baseDir, output: _output, ...recipe } = plan.recipe;
  const mixture = plan.orders
    .map((ordering) => readMixture(job, ordering))
    .find((mixed) => mixed !== undefined);
  // A composer that moves the ids of texts tells the moved one.
  const endOfText = lastStreams(job)[0]?.facts["end-of-text"];
  const manifest: Manifest = {
    format: "wudao-dataset",
    version: 1,
    sink: sink.name,
    columns,
    facts: { ...(endOfText === undefined ? {} : { "end-of-text": endOfText }), ...supply.facts },
    ...(mixture === undefined ? {} : { mixture }),
    rows,
    tokens: supply.tokens,
    bytes: shards.reduce((sum, shard) => sum + shard.bytes, 0),
    shards,
    plan: plan.hash,
    recipe,
    files: plan.files,
    resources: plan.resources,
  };
  await publishIndex(job);
  sweepTemporaries(output);
  publishManifest(output, manifest);
  return manifest;
}
