/** A run: all phases of a plan in order, skipping what receipts show as done, to a finished dataset. */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../plan/plan.js";
import type { Catalogue } from "../recipe/catalogue.js";
import { countFinished, countTasks } from "./count-tasks.js";
import { finishDataset, type Manifest, readOwnManifest } from "./finish.js";
import { receiptPath } from "./folders.js";
import { guardLanguages } from "./guards.js";
import { loadJob } from "./job.js";
import { type PhaseSummary, summarizePhase } from "./phase-summary.js";
import { phaseName, phasesOf, workOrder } from "./phases.js";
import type { Place } from "./place/place.js";
import { type Receipt, readReceipt } from "./receipts.js";
import type { Phases } from "./run-ledger.js";
import { hasLaterStages, openLaterStages } from "./stream/open-later-stages.js";
import { sweepAbandoned } from "./temporaries.js";

/** Runs the tasks of one phase: the local pool, or a scheduler. */
export interface Executor {
  runPhase(phase: string, indexes: readonly number[], done: (receipt: Receipt) => void): Promise<void>;
  /** Opens the stages of later segments while the tasks of the next phase run. That phase fails when they cannot be opened. */
  openLaterStages?(): void;
}

/** What a run tells while it is at work. */
export interface RunEvents {
  /** A phase begins. */
  phase?(name: string, tasks: number, alreadyDone: number): void;
  /** A task is done, by this start of the run. */
  task?(receipt: Receipt): void;
  /** What keeps the run waiting, in words. */
  waits?(message: string): void;
}

/** What a run leaves. */
export interface RunResult {
  readonly manifest: Manifest;
  /** True when nothing was left to do. */
  readonly alreadyDone: boolean;
  /** Whether some or all tasks were done by an earlier start, so that the times measured here are not those of the whole run. */
  readonly isResumed: boolean;
  readonly phases: Phases;
}

export async function runPlan(
  plan: Plan,
  place: Place,
  catalogue: Catalogue,
  executor: Executor,
  events: RunEvents,
): Promise<RunResult> {
  const { folder: output, sizeOf } = place;
  sweepAbandoned(output);
  const phases = new Map<string, PhaseSummary>();
  let ran = 0;
  let before = 0;
  let left: readonly number[] = [];
  const finished = isRunFinished(plan, place);
  for (const phase of phasesOf(plan)) {
    const name = phaseName(phase);
    const tasks =
      (finished ? countFinished(phase, plan, output) : undefined) ??
      (await countTasks(phase, plan, output, catalogue));
    const needed = finished && phase.kind !== "write" ? undefined : sizeOf;
    const missing = Array.from({ length: tasks }, (_, index) => index).filter(
      (index) => readReceipt(receiptPath(output, name, index), plan.hash, needed) === undefined,
    );
    events.phase?.(name, tasks, tasks - missing.length);
    if (missing.length > 0) {
      rmSync(join(output, "manifest.json"), { force: true });
      await place.stored?.remove((file) => file === "manifest.json");
      if (phase.kind === "stream" && phase.segment === 0 && hasLaterStages(plan)) {
        if (executor.openLaterStages === undefined) await openLaterStages(await loadJob(output, catalogue));
        else executor.openLaterStages();
      }
      await executor.runPhase(name, workOrder(phase, plan, missing, left), (receipt) =>
        events.task?.(receipt),
      );
    }
    ran += missing.length;
    before += tasks - missing.length;
    const summary = summarizePhase(output, plan, name, tasks);
    phases.set(name, summary);
    if (phase.kind === "stream") left = summary.left;
    // A finished run has passed the guards that it had; stricter ones take no dataset back.
    if (!finished) guardLanguages(summary, plan.recipe.guards);
  }
  const job = await loadJob(output, catalogue);
  const manifest = await finishDataset(job, phases, ran === 0 && finished);
  if (ran > 0 || !finished) await place.stored?.publishDataset();
  return { manifest, alreadyDone: ran === 0 && finished, isResumed: before > 0, phases };
}

/** True when the dataset is whole and nothing is left of the run to be done. */
export function isRunFinished(plan: Plan, place: Place): boolean {
  return isFinished(place) && holdsAllReceipts(plan, place.folder);
}

/**
 * A finished run has removed its payloads, so that no task of it can be done again alone: where a receipt is lost, what came
 * before is redone too.
 */
function holdsAllReceipts(plan: Plan, output: string): boolean {
  return phasesOf(plan).every((phase) => {
    const tasks = countFinished(phase, plan, output);
    return Array.from({ length: Math.max(1, tasks ?? 1) }).every(
      (_, index) =>
        readReceipt(receiptPath(output, phaseName(phase), index), plan.hash, undefined) !== undefined,
    );
  });
}

/** True when the manifest is there and every shard that it names has its size. */
function isFinished({ folder, sizeOf }: Place): boolean {
  if (!existsSync(join(folder, "manifest.json"))) return false;
  return readOwnManifest(folder).shards.every(({ file, bytes }) => sizeOf(file) === bytes);
}
