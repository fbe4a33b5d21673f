/** The worker thread: gets descriptions only, reads and writes the bytes itself. */
import { workerData } from "node:worker_threads";
import type { Catalogue } from "../catalogue.js";
import { UserError } from "../errors.js";
import { tellFullDisk } from "../run/full-disk.js";
import type { Receipt } from "../run/receipts.js";
import { type Job, loadJob, runTask, type TaskDescription } from "../run/task.js";

interface WorkerData {
  readonly catalogue: string;
}

let job: { readonly key: string; readonly loaded: Promise<Job> } | undefined;

/** A UserError travels as its fields: an error that is thrown across threads loses its class, code and place. */
export type WorkerAnswer =
  | { readonly receipt: Receipt }
  | { readonly refused: Pick<UserError, "code" | "problem" | "advice" | "place"> };

export default async function work(task: TaskDescription & { readonly plan: string }): Promise<WorkerAnswer> {
  const key = `${task.output}\n${task.plan}`;
  if (job?.key !== key) job = { key, loaded: openJob(task.output) };
  try {
    return { receipt: await runTask(await job.loaded, task) };
  } catch (thrown) {
    const error = tellFullDisk(thrown, task.output);
    if (!(error instanceof UserError)) throw error;
    const { code, problem, advice, place } = error;
    return { refused: { code, problem, advice, place } };
  }
}

async function openJob(output: string): Promise<Job> {
  const { catalogue } = (Array.isArray(workerData) ? (workerData as unknown[])[1] : workerData) as WorkerData;
  const module = (await import(catalogue)) as { catalogue: Catalogue };
  return loadJob(output, module.catalogue);
}
