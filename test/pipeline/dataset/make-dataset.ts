/** Small real datasets for tests: the engine's own tasks over the shipped samples, run in this process. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { makePlan } from "../../../pipeline/plan/plan.js";
import { readRecipe } from "../../../pipeline/recipe/read-recipe.js";
import { makeHeartbeat } from "../../../pipeline/run/heartbeat.js";
import { loadJob } from "../../../pipeline/run/job.js";
import { localPlace } from "../../../pipeline/run/place/place.js";
import { preparePlan } from "../../../pipeline/run/prepare-plan.js";
import type { Receipt } from "../../../pipeline/run/receipts.js";
import { runPlan } from "../../../pipeline/run/run.js";
import { runTask } from "../../../pipeline/run/task.js";
import { catalogue } from "../../../stages/catalogue.js";

const cleaning = [
  "read-json",
  "unicode-repair",
  "markup-remains",
  { "text-length": { min: 20 } },
  "exact-dedup",
] as const;

/** Stages of a packed token dataset of three shards. */
export const tokenStages: readonly (string | object)[] = [
  ...cleaning,
  "tokenize",
  { pack: { "sequence-length": 64 } },
  { "write-arrow": { "shard-bytes": 4096 } },
];

/** Stages of a text dataset of several shards in a format. */
export function textStages(write: "write-arrow" | "write-parquet" | "write-jsonl", params: object = {}) {
  return [...cleaning, { [write]: { "shard-bytes": 8192, ...params } }];
}

/** A run that is planned into `output` over inputs (files; `data-samples` by default), and how its tasks are done in this process. */
export async function planDataset(
  output: string,
  stages: readonly (string | object)[],
  inputs: readonly string[] = ["zh.jsonl", "en.jsonl", "wudao.json"].map((name) =>
    resolve("data-samples", name),
  ),
) {
  const folder = mkdtempSync(join(tmpdir(), "wudao-recipe-"));
  try {
    const file = join(folder, "recipe.yaml");
    // JSON is YAML.
    writeFileSync(file, JSON.stringify({ name: "test", input: { name: "samples", path: inputs }, stages }));
    const plan = await makePlan(await readRecipe(file, catalogue), catalogue);
    preparePlan(plan, localPlace(output), false);
    const job = await loadJob(output, catalogue);
    const doTask = (phase: string, index: number): Promise<Receipt> =>
      runTask(job, { output, phase, index, skip: [], heartbeat: makeHeartbeat() });
    return { plan, doTask };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs a recipe into `output`. */
export async function makeDataset(
  output: string,
  stages: readonly (string | object)[],
  inputs?: readonly string[],
): Promise<void> {
  const { plan, doTask } = await planDataset(output, stages, inputs);
  await runPlan(
    plan,
    localPlace(output),
    catalogue,
    {
      async runPhase(phase, indexes, done) {
        for (const index of indexes) done(await doTask(phase, index));
      },
    },
    {},
  );
}

/** Datasets made once for a test file, and copies of them that a test may damage. */
export class Datasets {
  private readonly root = mkdtempSync(join(tmpdir(), "wudao-dataset-"));
  private readonly made = new Map<string, Promise<string>>();
  private copies = 0;

  /** The folder of a dataset that must not be changed. */
  of(stages: readonly (string | object)[], inputs?: readonly string[]): Promise<string> {
    const key = JSON.stringify([stages, inputs]);
    let folder = this.made.get(key);
    if (folder === undefined) {
      const path = join(this.root, String(this.made.size));
      folder = makeDataset(path, stages, inputs).then(() => path);
      this.made.set(key, folder);
    }
    return folder;
  }

  async copy(stages: readonly (string | object)[], inputs?: readonly string[]): Promise<string> {
    const copy = join(this.root, `copy-${this.copies++}`);
    cpSync(await this.of(stages, inputs), copy, { recursive: true });
    return copy;
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}
