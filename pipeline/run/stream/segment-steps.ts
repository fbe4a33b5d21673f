/**
 * The maps and filters of a segment, opened once in each worker and used by all of its tasks: they are pure, and building their
 * tables takes as much time as a megabyte of text. A segment with a batch stage, or with a user's own stage, is opened for each
 * task, since these need not be pure.
 */

import type { AnyStage } from "../../contracts/stage.js";
import type { Plan } from "../../plan/plan.js";
import type { Segment } from "../../plan/segments.js";
import type { Job } from "../job.js";
import { type OpenStep, openSteps } from "./chain.js";

/** What is needed of a job. */
export interface SegmentedJob extends Pick<Job, "stages" | "context" | "steps"> {
  readonly plan: {
    readonly segments: readonly Pick<Segment, "first" | "last">[];
    readonly recipe: Pick<Plan["recipe"], "stages" | "decide">;
  };
}

export async function segmentSteps(job: SegmentedJob, segment: number): Promise<readonly OpenStep[]> {
  const { plan, stages, context, steps } = job;
  const { first, last } = plan.segments[segment] ?? { first: 0, last: 0 };
  const recipe = plan.recipe.stages.slice(first, last);
  const uses = recipe.map(({ params }, index) => ({ stage: stages[first + index] as AnyStage, params }));
  // Tasks come segment by segment, so what was opened for earlier segments is released before the tables of this one are built.
  for (const earlier of steps.keys()) if (earlier < segment) steps.delete(earlier);
  const open = (): Promise<readonly OpenStep[]> => openSteps(uses, context, plan.recipe.decide);
  if (recipe.some(({ module }) => module !== undefined) || uses.some(({ stage }) => stage.kind === "batch"))
    return open();
  const opened = steps.get(segment) ?? (await open());
  steps.set(segment, opened);
  return opened;
}
