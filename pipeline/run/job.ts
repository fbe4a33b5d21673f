/** What the function of a phase is handed, and what it gives back. */

import type { AnyStage, StageContext } from "../contracts/stage.js";
import type { Plan } from "../plan/plan.js";
import type { Catalogue } from "../recipe/catalogue.js";
import { stageOf } from "../recipe/resolve-stages.js";
import { expectVersions } from "../storage/read-bytes.js";
import type { Heartbeat } from "./heartbeat.js";
import type { Ledger } from "./ledger.js";
import { emptyObservations, type Observations } from "./observe.js";
import { readPlan } from "./read-plan.js";
import type { PayloadFile } from "./receipts.js";
import type { OpenStep } from "./stream/chain.js";

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

/** One task of a phase, as it is sent to a worker. */
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
  readonly published: readonly PayloadFile[];
}

/** The result of a task that no sample passes. */
export function withoutSamples(
  facts: TaskResult["facts"],
  published: TaskResult["published"] = [],
): TaskResult {
  return { ledger: [], facts, observations: emptyObservations(), published };
}

/** @param output the run's folder, which holds its plan */
export async function loadJob(output: string, catalogue: Catalogue): Promise<Job> {
  const plan = readPlan(output);
  const { recipe } = plan;
  expectVersions(plan.files);
  const stages = await Promise.all(recipe.stages.map((use) => stageOf(use, catalogue, recipe.baseDir)));
  const context = { baseDir: recipe.baseDir, seed: recipe.seed };
  return { plan, output, catalogue, stages, context, steps: new Map() };
}
