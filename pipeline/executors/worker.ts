/** The worker thread: gets descriptions only, reads and writes the bytes itself. */
import { workerData } from "node:worker_threads";
import type { Catalogue } from "../catalogue.js";
import type { Receipt } from "../run/receipts.js";
import { type Job, loadJob, runTask, type TaskDescription } from "../run/task.js";

interface WorkerData {
  readonly catalogue: string;
}

let job: { readonly key: string; readonly loaded: Promise<Job> } | undefined;

export default async function work(task: TaskDescription & { readonly plan: string }): Promise<Receipt> {
  const key = `${task.output}\n${task.plan}`;
  if (job?.key !== key) job = { key, loaded: openJob(task.output) };
  return runTask(await job.loaded, task);
}

async function openJob(output: string): Promise<Job> {
  const { catalogue } = (Array.isArray(workerData) ? (workerData as unknown[])[1] : workerData) as WorkerData;
  const module = (await import(catalogue)) as { catalogue: Catalogue };
  return loadJob(output, module.catalogue);
}
