/** The worker thread: gets descriptions only, reads and writes the bytes itself. */
import { workerData } from "node:worker_threads";
import { UserError } from "../contracts/errors.js";
import type { Catalogue } from "../recipe/catalogue.js";
import type { StageUse } from "../recipe/recipe.js";
import { stageOf } from "../recipe/resolve-stages.js";
import { type Job, loadJob, type TaskDescription } from "../run/job.js";
import { tellDiskTrouble } from "../run/place/disk-trouble.js";
import { uploadFiles } from "../run/place/upload-files.js";
import type { Receipt } from "../run/receipts.js";
import { openLaterStages } from "../run/stream/open-later-stages.js";
import { runTask } from "../run/task.js";
import { type ErrorParts, partsOf } from "./error-parts.js";

interface WorkerData {
  readonly catalogue: string;
}

let job: { readonly key: string; readonly loaded: Promise<Job> } | undefined;

export interface TaskDone {
  readonly receipt: Receipt;
  /** Whether its files are in the store of the run already. */
  readonly isUploaded: boolean;
}

export type WorkerAnswer = TaskDone | { readonly refused: ErrorParts };

/** A task of a run, or stages to be loaded before there is one. */
export type WorkerTask = (
  | (TaskDescription & { readonly plan: string; readonly store: string | undefined })
  | { readonly stages: readonly StageUse[]; readonly baseDir: string }
  | { readonly output: string; readonly plan: string; readonly opens: "later stages" }
) & {
  /** Whether any stage of the recipe is of the user's own (worker-entry.cts). */
  readonly hasOwnStages: boolean;
};

export type Work = (task: WorkerTask) => Promise<WorkerAnswer | undefined>;

/** The worker over the catalogue that the threads were started for. */
export default workWith(loadCatalogue);

/** Also called by build/bundle.mjs. */
export function workWith(loadCatalogue: () => Promise<Catalogue>): Work {
  return async (task) => {
    const catalogue = await loadCatalogue();
    return "stages" in task ? loadStages(task.stages, task.baseDir, catalogue) : doTask(task, catalogue);
  };
}

async function doTask(
  task: Exclude<WorkerTask, { stages: unknown }>,
  catalogue: Catalogue,
): Promise<WorkerAnswer | undefined> {
  const key = `${task.output}\n${task.plan}`;
  if (job?.key !== key) job = { key, loaded: loadJob(task.output, catalogue) };
  try {
    if ("opens" in task) {
      await openLaterStages(await job.loaded);
      return undefined;
    }
    const receipt = await runTask(await job.loaded, task);
    // Shards are large, and the last that a run waits for: each worker sends its own, while the others are at work on theirs. What
    // other tasks leave, the main thread sends while this one does the next task.
    if (task.store === undefined || task.phase !== "write") return { receipt, isUploaded: false };
    const began = performance.now();
    await uploadFiles(receipt, task.output, task.store);
    const seconds = (receipt.seconds ?? 0) + (performance.now() - began) / 1000;
    return { receipt: { ...receipt, seconds }, isUploaded: true };
  } catch (thrown) {
    const error = tellDiskTrouble(thrown, task.output);
    if (!(error instanceof UserError)) throw error;
    return { refused: partsOf(error) };
  }
}

async function loadStages(
  stages: readonly StageUse[],
  baseDir: string,
  catalogue: Catalogue,
): Promise<undefined> {
  await Promise.all(stages.map((use) => stageOf(use, catalogue, baseDir)));
}

async function loadCatalogue(): Promise<Catalogue> {
  const { catalogue } = (Array.isArray(workerData) ? (workerData as unknown[])[1] : workerData) as WorkerData;
  const module = (await import(catalogue)) as { catalogue: Catalogue };
  return module.catalogue;
}
