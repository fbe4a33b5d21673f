/** What an ordering does, known when all that it orders is there: parts, shares of the sources, number of buckets. */

import type { OrderStage, SourceAmount, SourceShare } from "../../contracts/stage.js";
import type { Ordering } from "../../plan/orderings.js";
import type { Job } from "../job.js";
import { oncePerJob } from "../once-per-job.js";
import { openDocuments } from "./document-units.js";
import { openRows } from "./row-units.js";
import type { Units } from "./units.js";

export interface Arrangement {
  readonly ordering: Ordering;
  readonly units: Units;
  readonly shuffles: boolean;
  readonly mixes: boolean;
  readonly sources: readonly SourceAmount[];
  readonly shares: readonly SourceShare[];
  readonly buckets: number;
}

/** @param stage position of the ordering's first stage */
export const arrange = oncePerJob((job, stage: number): Arrangement => {
  const ordering = job.plan.orders.find(({ stages }) => stages[0] === stage);
  if (ordering === undefined) throw new Error(`no ordering begins at stage ${stage}`);
  const units = ordering.of === "documents" ? openDocuments(job) : openRows(job);
  const stages = ordering.stages.map((index) => orderStage(job, index));
  const sources = amounts(
    units,
    job.plan.recipe.inputs.map(({ name }) => name),
  );
  const mixer = stages.find(({ stage: { shares } }) => shares !== undefined);
  const shares =
    mixer?.stage.shares?.(sources, mixer.params) ??
    sources.map(({ source, amount }) => ({ ...once, source, wanted: amount }));
  const bytes = units.parts.reduce((sum, part) => sum + part.bytes * shareOf(shares, part.source).epochs, 0);
  const bucketBytes = Math.min(...stages.map(({ stage, params }) => stage.bucketBytes(params)));
  return {
    ordering,
    units,
    shuffles: stages.some(({ stage: { shuffles } }) => shuffles),
    mixes: mixer !== undefined,
    sources,
    shares,
    buckets: Math.max(1, Math.ceil(bytes / bucketBytes)),
  };
});

const once = { epochs: 1, fractionOf: "units" } as const;

/** How often a source is used, and how its last, partial pass chooses its units. */
export function shareOf(
  shares: readonly SourceShare[],
  source: string | undefined,
): Pick<SourceShare, "epochs" | "fractionOf"> {
  return shares.find((share) => share.source === source) ?? once;
}

function orderStage(
  job: Job,
  index: number,
): { stage: OrderStage; params: Readonly<Record<string, unknown>> } {
  const stage = job.stages[index];
  if (stage?.kind !== "order") throw new Error(`stage ${index} orders nothing`);
  return { stage, params: job.plan.recipe.stages[index]?.params ?? {} };
}

/** One entry for each input, in the order of the recipe, also for inputs without any unit. */
function amounts({ parts }: Units, inputs: readonly string[]): SourceAmount[] {
  return inputs.map((source) => {
    const own = parts.filter((part) => part.source === source);
    return {
      source,
      units: own.reduce((sum, part) => sum + part.units, 0),
      amount: own.reduce((sum, part) => sum + part.amount, 0),
    };
  });
}
