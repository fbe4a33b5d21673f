/**
 * The tasks of a barrier: match one partition; collect from the sketch of one split, verify the candidates of one split; resolve all edges
 * into decisions.
 */
import { join } from "node:path";
import type { BarrierStage, SketchSet, TextLookup } from "../../contracts/stage.js";
import { partOf } from "../finished-parts.js";
import { payloadFolder } from "../folders.js";
import { type Job, type TaskDescription, type TaskResult, withoutSamples } from "../job.js";
import { oncePerJob } from "../once-per-job.js";
import { RemovalGuard } from "./removal-guard.js";
import { KeeperLookup, removedBefore, textLookup, writeDecisions } from "./removals.js";

const edgeFile = "edges";

export async function runMatch(
  job: Job,
  task: TaskDescription,
  stage: number,
  folder: string,
): Promise<TaskResult> {
  const { barrier, segment, params, sketches } = barrierAt(job, stage);
  await withTexts(job, stage, segment, (texts) =>
    barrier.match(task.index, sketches, join(folder, edgeFile), texts, params),
  );
  return withoutSamples({});
}

/** Tasks are numbered by the places in `sketches.splits`: parts of stored indexes, then splits. */
export async function runCollect(
  job: Job,
  task: TaskDescription,
  stage: number,
  folder: string,
): Promise<TaskResult> {
  const { barrier, params, sketches } = barrierAt(job, stage);
  await barrier.collect?.(task.index, matched(job, stage), sketches, join(folder, edgeFile), params);
  return withoutSamples({});
}

export async function runVerify(
  job: Job,
  task: TaskDescription,
  stage: number,
  folder: string,
): Promise<TaskResult> {
  const { barrier, segment, params, sketches } = barrierAt(job, stage);
  const files =
    barrier.collect === undefined ? matched(job, stage) : collected(job, stage, sketches.splits.length);
  await withTexts(job, stage, segment, async (texts) =>
    barrier.verify?.(sketches.stored + task.index, files, sketches, join(folder, edgeFile), texts, params),
  );
  return withoutSamples({});
}

/** Lets `act` look up texts of the samples and of stored documents. */
async function withTexts(
  job: Job,
  stage: number,
  segment: number,
  act: (texts: TextLookup) => Promise<void>,
): Promise<void> {
  await withSamples(job, segment, (samples) => act(textLookup(samples, job.plan.stored[stage] ?? [])));
}

async function withSamples(
  job: Job,
  segment: number,
  act: (samples: KeeperLookup) => Promise<void>,
): Promise<void> {
  const samples = new KeeperLookup(job.output, `stream-${segment}`, job.plan.splits.length);
  try {
    await act(samples);
  } finally {
    samples.close();
  }
}

/** The files of the match tasks: candidates where the barrier verifies, else edges. */
function matched(job: Job, stage: number): string[] {
  return Array.from({ length: job.plan.partitions[stage] ?? 1 }, (_, partition) =>
    join(payloadFolder(job.output, `match-${stage}`, partition), edgeFile),
  );
}

function collected(job: Job, stage: number, splits: number): string[] {
  return Array.from({ length: splits }, (_, place) =>
    join(payloadFolder(job.output, `collect-${stage}`, place), edgeFile),
  );
}

function verified(job: Job, stage: number): string[] {
  return job.plan.splits.map(({ index }) =>
    join(payloadFolder(job.output, `verify-${stage}`, index), edgeFile),
  );
}

export async function runResolve(job: Job, stage: number, folder: string): Promise<TaskResult> {
  const { barrier, segment, params, sketches } = barrierAt(job, stage);
  const edges = barrier.verify === undefined ? matched(job, stage) : verified(job, stage);
  const own = sketches.splits.slice(sketches.stored);
  const samples = new Map(own.map((each) => [each.split, each.samples]));
  const sourceOf = (split: number): string => job.plan.splits[split]?.input ?? "";
  const perSource = new Map<string, number>();
  for (const [split, count] of samples) {
    perSource.set(sourceOf(split), (perSource.get(sourceOf(split)) ?? 0) + count);
  }
  const guard = new RemovalGuard(barrier.name, job.plan.recipe.guards, perSource, sourceOf);
  const decided = await writeDecisions(
    guard.watch(barrier.resolve(edges, sketches, params)),
    folder,
    (split) => samples.get(split) ?? 0,
  );
  await withSamples(job, segment, async (samples) =>
    guard.check((address) => samples.sample(address, job.plan.stored[stage] ?? [])),
  );
  return withoutSamples({ decided });
}

export function barrierAt(
  job: Job,
  stage: number,
): {
  barrier: BarrierStage;
  segment: number;
  params: Readonly<Record<string, unknown>>;
  sketches: SketchSet;
} {
  const barrier = job.stages[stage];
  const segment = job.plan.segments.findIndex((each) => each.barriers.includes(stage));
  if (barrier?.kind !== "barrier" || segment < 0) throw new Error(`stage ${stage} is no barrier`);
  const params = job.plan.recipe.stages[stage]?.params ?? {};
  return { barrier, segment, params, sketches: sketchSet(job, stage, segment) };
}

/** Stored parts have the numbers behind those of the splits. */
const sketchesOf = oncePerJob((job, stage: number, segment: number): SketchSet["splits"] => {
  const { plan } = job;
  const phase = `stream-${segment}`;
  const stored = (plan.stored[stage] ?? []).map(({ folder, documents }, number) => ({
    split: plan.splits.length + number,
    folder,
    samples: documents,
  }));
  const own = plan.splits.map(({ index }) => {
    const { folder, facts } = partOf(job, phase, index);
    return { split: index, folder: join(folder, `sketch-${stage}`), samples: Number(facts.samples ?? 0) };
  });
  return [...stored, ...own];
});

function sketchSet(job: Job, stage: number, segment: number): SketchSet {
  const { plan, output } = job;
  const earlier = (plan.segments[segment]?.barriers ?? []).filter((index) => index < stage);
  return {
    splits: sketchesOf(job, stage, segment),
    stored: plan.stored[stage]?.length ?? 0,
    isRemoved: removedBefore(output, earlier),
  };
}
