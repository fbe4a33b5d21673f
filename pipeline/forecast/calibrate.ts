/** The costs of a recipe: from a run of a sample, or from what a finished run has left. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../contracts/errors.js";
import { readManifest } from "../dataset/manifest-file.js";
import { makePlan, type Plan } from "../plan/plan.js";
import type { Catalogue } from "../recipe/catalogue.js";
import type { Recipe } from "../recipe/recipe.js";
import { planPath, receiptPath } from "../run/folders.js";
import { phaseName, phasesOf } from "../run/phases.js";
import { readReceipt } from "../run/receipts.js";
import { storedPlan } from "../run/stored-plan.js";
import { startRun } from "../start-run.js";
import { type Costs, costsOf, type DoneTask, totalBytes } from "./costs.js";

/** Tasks that a sample is cut into, so that their spread shows. */
const fewestTasks = 8;
/** How much smaller the tasks of the second run are, and how much less there is of them. */
const sizes = 4;

/** @throws UserError when the sample does not run through, or the run in the folder is not finished */
export async function calibrate(
  recipe: Recipe,
  paths: readonly string[],
  catalogue: Catalogue,
  catalogueUrl: string,
): Promise<Costs> {
  return isRun(paths) ? costsOfRun(paths[0] ?? "") : costsOfSample(recipe, catalogue, catalogueUrl);
}

/** Whether the paths are the folder of a run, and no sample. */
export function isRun(paths: readonly string[]): boolean {
  return paths.length === 1 && existsSync(planPath(paths[0] ?? ""));
}

async function costsOfRun(folder: string): Promise<Costs> {
  const { plan } = storedPlan(folder);
  if (!existsSync(join(folder, "manifest.json")))
    throw new UserError("no-costs", "the run is not finished", "Finish it with wudao resume", {
      file: folder,
    });
  return costsOf(plan, tasksOf(plan, folder), (await readManifest(folder)).bytes, 0);
}

/** What the receipts of a run tell of its tasks, phase by phase. */
function tasksOf(plan: Plan, folder: string): ReadonlyMap<string, readonly DoneTask[]> {
  const tasks = new Map<string, readonly DoneTask[]>();
  for (const phase of phasesOf(plan)) {
    const name = phaseName(phase);
    const done: DoneTask[] = [];
    for (let index = 0; ; index++) {
      const receipt = readReceipt(receiptPath(folder, name, index), plan.hash, undefined);
      if (receipt === undefined) break;
      const { seconds, files, facts } = receipt;
      done.push({ index, seconds, files, facts });
    }
    tasks.set(name, done);
  }
  return tasks;
}

/** The sample as a whole, and a part of it in smaller tasks: what a task costs for being one shows only beside another size. */
async function costsOfSample(recipe: Recipe, catalogue: Catalogue, catalogueUrl: string): Promise<Costs> {
  const large = await costsOfPlan(await cutFinely(recipe, catalogue, fewestTasks), catalogue, catalogueUrl);
  const fine = await cutFinely(recipe, catalogue, fewestTasks * sizes);
  const part = fine.splits
    .filter((_, index) => index % sizes === 0)
    .map((split, index) => ({ ...split, index }));
  const small = await costsOfPlan({ ...fine, splits: part }, catalogue, catalogueUrl);
  const names = Object.keys(large.tasks);
  const tasks = Object.fromEntries(
    names.map((name) => [name, [...(large.tasks[name] ?? []), ...(small.tasks[name] ?? [])]]),
  );
  return { ...large, tasks };
}

async function costsOfPlan(plan: Plan, catalogue: Catalogue, catalogueUrl: string): Promise<Costs> {
  const output = mkdtempSync(join(tmpdir(), "wudao-calibrate-"));
  try {
    const folder = join(output, "run");
    const { manifest, facts } = await startRun({
      plan,
      output: folder,
      catalogue,
      catalogueUrl,
      // Alone, so that no worker waits for another one's memory or disk.
      workers: 1,
      force: false,
      signal: new AbortController().signal,
      events: {},
    });
    return costsOf(plan, tasksOf(plan, folder), manifest.bytes, facts.peakRssBytes, facts.wallSeconds);
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

async function cutFinely(recipe: Recipe, catalogue: Catalogue, tasks: number): Promise<Plan> {
  const plan = await makePlan(recipe, catalogue);
  if (plan.splits.length >= tasks) return plan;
  const bytes = Math.max(1024, Math.ceil(totalBytes(plan) / tasks));
  return makePlan({ ...recipe, "split-bytes": Math.min(recipe["split-bytes"], bytes) }, catalogue);
}
