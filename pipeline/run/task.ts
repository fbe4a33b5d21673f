/** One task: a pure function of (plan, phase, index). Runs in a thread, a process or on another machine, twice or more. */
import { mkdirSync, rmSync } from "node:fs";
import type { Catalogue } from "../catalogue.js";
import type { Plan } from "../plan/plan.js";
import { stageOf } from "../recipe/resolve-stages.js";
import type { AnyStage, StageContext } from "../stage.js";
import { expectVersions } from "../storage/read-bytes.js";
import type { OpenStep } from "./chain.js";
import { payloadFolder, receiptPath } from "./folders.js";
import type { Heartbeat } from "./heartbeat.js";
import { runIndex } from "./index-task.js";
import { checkLedger, type Ledger } from "./ledger.js";
import { runCollect, runMatch, runResolve, runVerify } from "./match-task.js";
import type { Observations } from "./observe.js";
import { runDeal } from "./order/deal-task.js";
import { runGather } from "./order/gather-task.js";
import { parsePhase } from "./phases.js";
import { readPlan } from "./read-plan.js";
import {
  listPayload,
  localSizes,
  type PayloadFile,
  publishFolder,
  publishText,
  type Receipt,
  readReceipt,
} from "./receipts.js";
import { runStream } from "./stream-task.js";
import { temporaryPath } from "./temporaries.js";
import { runWrite } from "./write-task.js";

export interface TaskDescription {
  readonly output: string;
  readonly phase: string;
  readonly index: number;
  /** Ordinals of samples that stopped a worker before: quarantined unseen. */
  readonly skip: readonly number[];
  readonly heartbeat: Heartbeat;
}

/** What a phase's function gives back; the payload lies in the folder that it was handed. */
export interface TaskResult {
  readonly ledger: Ledger;
  readonly facts: Readonly<Record<string, number | string>>;
  readonly observations: Observations;
  /** Files published outside the payload folder (shards). */
  readonly published?: readonly PayloadFile[];
}

/** The plan of a run with its stages loaded; built once per worker. */
export interface Job {
  readonly plan: Plan;
  readonly output: string;
  readonly catalogue: Catalogue;
  readonly stages: readonly AnyStage[];
  readonly context: StageContext;
  /** What the tasks of a worker have opened of each segment (segment-steps.ts). */
  readonly steps: Map<number, readonly OpenStep[]>;
}

export async function loadJob(output: string, catalogue: Catalogue): Promise<Job> {
  const plan = readPlan(output);
  const { recipe } = plan;
  expectVersions(plan.files);
  const stages = await Promise.all(recipe.stages.map((use) => stageOf(use, catalogue, recipe.baseDir)));
  const context = { baseDir: recipe.baseDir, seed: recipe.seed };
  return { plan, output, catalogue, stages, context, steps: new Map() };
}

/** Runs a task in a temporary folder, checks its ledger, publishes the payload, then the receipt. */
export async function runTask(job: Job, task: TaskDescription): Promise<Receipt> {
  const { plan, output } = job;
  const began = Date.now();
  const from = performance.now();
  const folder = payloadFolder(output, task.phase, task.index);
  const temporary = temporaryPath(folder);
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  const phase = parsePhase(task.phase);
  let result: TaskResult;
  if (phase.kind === "stream") result = await runStream(job, task, phase.segment, temporary);
  else if (phase.kind === "match") result = await runMatch(job, task, phase.stage, temporary);
  else if (phase.kind === "collect") result = await runCollect(job, task, phase.stage, temporary);
  else if (phase.kind === "verify") result = await runVerify(job, task, phase.stage, temporary);
  else if (phase.kind === "index") result = await runIndex(job, task.index, phase.stage, temporary);
  else if (phase.kind === "resolve") result = await runResolve(job, phase.stage, temporary);
  else if (phase.kind === "deal") result = await runDeal(job, phase.stage, task.index, temporary);
  else if (phase.kind === "gather") result = await runGather(job, phase.stage, task.index, temporary);
  else result = await runWrite(job, task.index);
  checkLedger(result.ledger, `${task.phase} ${task.index}`);
  const receiptFile = receiptPath(output, task.phase, task.index);
  const earlier = readReceipt(receiptFile, plan.hash, localSizes(output));
  if (earlier !== undefined) {
    // Another attempt at this task was faster; its bytes are the same, and others may be reading them already.
    rmSync(temporary, { recursive: true, force: true });
    return earlier;
  }
  publishFolder(temporary, folder);
  const receipt: Receipt = {
    plan: plan.hash,
    phase: task.phase,
    index: task.index,
    files: [...listPayload(folder, output), ...(result.published ?? [])],
    ledger: result.ledger,
    facts: result.facts,
    observations: result.observations,
    seconds: (performance.now() - from) / 1000,
    began,
  };
  publishText(receiptFile, JSON.stringify(receipt));
  return receipt;
}
