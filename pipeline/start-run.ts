/** Plan -> finished dataset: executor, run, report. The library and the command line both start here. */
import { join } from "node:path";
import { UserError } from "./contracts/errors.js";
import { LocalPool } from "./executors/local.js";
import { peakMemoryBytes } from "./executors/peak-memory.js";
import { SlurmExecutor, type SlurmOptions } from "./executors/slurm.js";
import { WorkerThreads } from "./executors/worker-threads.js";
import type { Forecasted } from "./forecast/forecast-file.js";
import type { Plan } from "./plan/plan.js";
import type { Catalogue } from "./recipe/catalogue.js";
import { gatherFacts } from "./report/gather-facts.js";
import { renderReport } from "./report/html.js";
import type { RunFacts } from "./report/run-facts.js";
import { loadJob } from "./run/job.js";
import { claimRun, refuseClaimed } from "./run/place/claim.js";
import { tellDiskTrouble } from "./run/place/disk-trouble.js";
import { refuseFullDisk } from "./run/place/full-disk.js";
import { closePlace, holdsPayload, openPlace, type Place, removePayload } from "./run/place/place.js";
import { preparePlan } from "./run/prepare-plan.js";
import { publishText } from "./run/receipts.js";
import { type RunEvents, type RunResult, runPlan } from "./run/run.js";

const reportFile = "report.html";

export interface RunRequest {
  readonly plan: Plan;
  readonly output: string;
  readonly catalogue: Catalogue;
  /** URL of the module that exports `catalogue`, for the workers. */
  readonly catalogueUrl: string;
  /** Worker threads of this machine, or of one Slurm task. */
  readonly workers: number;
  /** Threads that were started early, in this number: the run ends them. */
  readonly threads?: WorkerThreads | undefined;
  /** Runs the tasks on a Slurm cluster instead of this machine. */
  readonly slurm?: SlurmChoice;
  readonly force: boolean;
  /** What the run is held against at its end. */
  readonly forecast?: Forecasted | undefined;
  readonly signal: AbortSignal;
  readonly events: RunEvents;
}

export type SlurmChoice = Pick<SlurmOptions, "main" | "maxRunning" | "tasksPerElement" | "sbatch">;

export interface RunOutcome extends RunResult {
  /** What summary and report tell: samples by stage and reason, languages, scores, time, memory. */
  readonly facts: RunFacts;
}

export async function startRun(request: RunRequest): Promise<RunOutcome> {
  const { plan, catalogue, signal } = request;
  const began = performance.now();
  const cpuBefore = process.cpuUsage();
  const place = await openPlace(request.output);
  const { folder: output, stored } = place;
  await refuseClaimed(output, { refresh: stored?.fetchClaim, waits: request.events.waits, signal });
  const replaces = preparePlan(plan, place, request.force);
  await stored?.publishPlan(replaces);
  const executor = openExecutor(request, place);
  const claim = claimRun(output, request.slurm === undefined ? "local" : "slurm", stored?.shareClaim, () =>
    "atWork" in executor ? executor.atWork : undefined,
  );
  let isDone = false;
  try {
    const events: RunEvents = {
      ...request.events,
      task(receipt) {
        request.events.task?.(receipt);
        refuseFullDisk(output);
      },
    };
    const result = await runPlan(plan, place, catalogue, executor, events);
    const closed = executor.close();
    const cpu = process.cpuUsage(cpuBefore);
    const facts = gatherFacts(await loadJob(output, catalogue), result, {
      wallSeconds: (performance.now() - began) / 1000,
      cpuSeconds: (cpu.user + cpu.system) / 1e6,
      workers: request.workers,
      peakRssBytes: peakMemoryBytes(),
      onCluster: request.slurm !== undefined,
      forecast: request.forecast,
    });
    const ends: Promise<unknown>[] = [closed];
    // A run that was done already may have been killed at its very end.
    if (!result.alreadyDone || holdsPayload(place)) ends.push(removePayload(place));
    if (!result.alreadyDone || place.sizeOf(reportFile) === undefined) ends.push(publishReport(facts, place));
    await Promise.all(ends);
    isDone = true;
    return { ...result, facts };
  } catch (error) {
    throw tellDiskTrouble(error, output);
  } finally {
    await executor.close();
    claim.release();
    await closePlace(place, isDone);
  }
}

async function publishReport(facts: RunFacts, { folder, stored }: Place): Promise<void> {
  publishText(join(folder, reportFile), renderReport(facts));
  await stored?.upload(reportFile);
}

function openExecutor(
  { plan, workers, slurm, signal, catalogueUrl, threads, events }: RunRequest,
  { folder: output, stored }: Place,
): LocalPool | SlurmExecutor {
  if (slurm !== undefined && stored !== undefined) {
    throw new UserError(
      "bad-option",
      "with Slurm the output must be a folder that all nodes see",
      "Inputs may lie in a store; or start `wudao task` on each machine: it works on runs in a store",
      { file: stored.location },
    );
  }
  if (slurm !== undefined) {
    const waits = events.waits ?? (() => {});
    return new SlurmExecutor({ ...slurm, output, plan: plan.hash, workers, signal, waits });
  }
  return new LocalPool({
    threads: threads ?? new WorkerThreads(workers, catalogueUrl),
    ...{ output, plan, signal, stored },
  });
}
