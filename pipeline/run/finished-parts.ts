/** What finished tasks left for the phases behind them. */
import type { Ordering } from "../plan/orderings.js";
import { payloadFolder } from "./folders.js";
import type { Job } from "./job.js";
import { oncePerJob } from "./once-per-job.js";
import { expectReceipt } from "./receipts.js";

export type Facts = Readonly<Record<string, number | string>>;

export interface Part {
  readonly folder: string;
  readonly facts: Facts;
}

export interface StreamPart extends Part {
  readonly split: number;
  /** The input that the split belongs to. */
  readonly source: string;
}

/** Payload and facts of a finished task. */
export const partOf = oncePerJob(
  (job, phase: string, index: number): Part => ({
    folder: payloadFolder(job.output, phase, index),
    facts: expectReceipt(job.output, job.plan, phase, index).facts,
  }),
);

/** What the last stream phase left, split by split. */
export const lastStreams = oncePerJob((job): readonly StreamPart[] => {
  const phase = `stream-${job.plan.segments.length - 1}`;
  return job.plan.splits.map(({ index, input }) => ({
    ...partOf(job, phase, index),
    split: index,
    source: input,
  }));
});

/** What an ordering left, bucket by bucket. */
export function gatheredParts(job: Job, { stages: [stage = 0] }: Ordering): Part[] {
  const { facts } = partOf(job, `deal-${stage}`, 0);
  return Array.from({ length: Number(facts.buckets) }, (_, bucket) => partOf(job, `gather-${stage}`, bucket));
}
