/** Opens the stages behind the first barrier once, before hours of work lead up to them. */
import type { Plan } from "../../plan/plan.js";
import type { Job } from "../job.js";
import { composerOf } from "./composer-of.js";
import { vocabularyOf } from "./outlets.js";
import { segmentSteps } from "./segment-steps.js";

/** Stages of the first segment are opened by the first tasks. */
export function hasLaterStages(plan: Plan): boolean {
  return plan.segments.length > 1;
}

/**
 * @throws UserError when a tokenizer, model or dictionary of a later segment cannot be used, or lacks a token that the rows need.
 *   Cost: what a worker needs anyway to open them; they stay with the worker that has opened them.
 */
export async function openLaterStages(job: Job): Promise<void> {
  const { plan, context } = job;
  // From the last: opening one releases those before it.
  for (let segment = plan.segments.length - 1; segment > 0; segment--) await segmentSteps(job, segment);
  const composer = composerOf(job);
  if (composer === undefined) return;
  const { stage, params } = composer;
  if (stage.composes === "rows") await stage.open(params, context, await vocabularyOf(job));
  else stage.open(params, context);
}
