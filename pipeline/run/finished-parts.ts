/** What finished tasks left for the phases behind them. */
import type { Ordering } from "../plan/orderings.js";
import { payloadFolder } from "./folders.js";
import type { Job } from "./job.js";
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

/** What the last stream phase left, split by split. */
export function lastStreams(job: Job): StreamPart[] {
  const phase = `stream-${job.plan.segments.length - 1}`;
  return job.plan.splits.map(({ index, input }) => ({
    ...partOf(job, phase, index),
    split: index,
    source: input,
  }));
}

/**
 * Facts that this worker has read before. The facts of a finished task never change, and every later task asks for those of all
 * splits.
 */
const known = new WeakMap<Job, Map<string, Part>>();

/** Payload and facts of a finished task. */
export function partOf(job: Job, phase: string, index: number): Part {
  const parts = known.get(job) ?? new Map<string, Part>();
  known.set(job, parts);
  const folder = payloadFolder(job.output, phase, index);
  const before = parts.get(folder);
  if (before !== undefined) return before;
  const { facts } = expectReceipt(job.output, job.plan, phase, index);
  const part = { folder, facts };
  parts.set(folder, part);
  return part;
}

/** What an ordering left, bucket by bucket. */
export function gatheredParts(job: Job, { stages: [stage = 0] }: Ordering): Part[] {
  const { facts } = partOf(job, `deal-${stage}`, 0);
  return Array.from({ length: Number(facts.buckets) }, (_, bucket) => partOf(job, `gather-${stage}`, bucket));
}
