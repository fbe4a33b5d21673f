/** What finished tasks left for the phases behind them. */
import type { Ordering } from "../plan/plan.js";
import { payloadFolder, receiptPath } from "./folders.js";
import { readReceipt } from "./receipts.js";
import type { Job } from "./task.js";

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

/** Of the last stream phase, split by split. */
export function lastStreams(job: Job): StreamPart[] {
  const phase = `stream-${job.plan.segments.length - 1}`;
  return job.plan.splits.map(({ index, input }) => ({
    ...partOf(job, phase, index),
    split: index,
    source: input,
  }));
}

/** Payload and facts of a finished task. */
export function partOf(job: Job, phase: string, index: number): Part {
  const receipt = readReceipt(receiptPath(job.output, phase, index), job.plan.hash, undefined);
  if (receipt === undefined) throw new Error(`the receipt of ${phase} ${index} is missing`);
  return { folder: payloadFolder(job.output, phase, index), facts: receipt.facts };
}

/** Of an ordering, bucket by bucket. */
export function gatheredParts(job: Job, { stages: [stage = 0] }: Ordering): Part[] {
  const { facts } = partOf(job, `deal-${stage}`, 0);
  return Array.from({ length: Number(facts.buckets) }, (_, bucket) => partOf(job, `gather-${stage}`, bucket));
}
