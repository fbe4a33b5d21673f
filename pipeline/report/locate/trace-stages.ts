/** One record alone through the stages of a run: what each of them changed and measured, and where the record ended. */
import { SampleError, UserError } from "../../contracts/errors.js";
import { type Sample, scoreKey } from "../../contracts/sample.js";
import type { AnyStage } from "../../contracts/stage.js";
import type { Job } from "../../run/job.js";
import { openSteps } from "../../run/stream/chain.js";

/** Characters that are shown on both sides of the first change. */
const shownAround = 60;
const shownLength = 240;

export interface TracedStage {
  readonly stage: string;
  readonly kind: AnyStage["kind"];
  /** The place where the text first changed, before and after. */
  readonly change?: { readonly at: number; readonly before: string; readonly after: string };
  /** Characters before and after, where they differ. */
  readonly characters?: readonly [before: number, after: number];
  /** The title before and after, where they differ. */
  readonly title?: readonly [before: string, after: string];
  readonly scores?: Readonly<Record<string, number>>;
  readonly note?: string;
}

/** Where a sample did not go on. */
export interface Ending {
  readonly stage: string;
  readonly how: "dropped" | "failed";
  /** Reason of the drop, or code of the error. */
  readonly reason: string;
  readonly message?: string;
}

export interface Path {
  /** The sample as it left the last stage that it passed. */
  readonly sample: Sample;
  readonly stages: readonly TracedStage[];
  /** Undefined: it passed all stages that look at one sample. */
  readonly end?: Ending;
}

/** A barrier compares a document with all others: what it decided must be known, since one record alone does not show it. */
export type BarrierTold = (barrier: AnyStage | undefined) => string | Ending;

/** All that becomes of a record: several paths where a stage makes several samples of one. */
export async function traceStages(job: Job, record: Sample, told: BarrierTold): Promise<readonly Path[]> {
  const { plan, context } = job;
  let paths: readonly Path[] = [{ sample: record, stages: [] }];
  for (const { first, last, barriers } of plan.segments) {
    const uses = plan.recipe.stages.slice(first, last);
    const stages = job.stages.slice(first, last);
    const steps = await openSteps(
      uses.map(({ params }, at) => ({ stage: stages[at]!, params })),
      context,
      plan.recipe.decide,
    );
    for (const [at, step] of steps.entries()) {
      const kind = stages[at]?.kind ?? "map";
      const next: Path[] = [];
      for (const path of paths)
        next.push(...(path.end === undefined ? await passSafely(step, path, kind, job) : [path]));
      paths = next;
    }
    for (const barrier of barriers)
      paths = paths.map((path) =>
        path.end === undefined ? behindBarrier(path, job.stages[barrier], told) : path,
      );
  }
  return paths;
}

type Step = Awaited<ReturnType<typeof openSteps>>[number];

/** What a stage throws ends the record as it would end it in a run. */
async function passSafely(step: Step, path: Path, kind: AnyStage["kind"], job: Job): Promise<Path[]> {
  const { text } = path.sample;
  const most = job.plan.recipe.budget["sample-characters"];
  try {
    if (text.length > most)
      throw new SampleError("over-size", `the text has ${text.length} characters, the budget is ${most}`);
    return await pass(step, path, kind);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof SampleError ? error.code : "exception";
    const message = error instanceof Error ? error.message : String(error);
    return [{ ...path, end: { stage: step.name, how: "failed", reason, message } }];
  }
}

async function pass({ name, run }: Step, path: Path, kind: AnyStage["kind"]): Promise<Path[]> {
  const { sample, stages } = path;
  const on = (next: Sample, more: Partial<TracedStage> = {}): Path => ({
    sample: next,
    stages: [...stages, { stage: name, kind, ...changeOf(sample, next), ...more }],
  });
  const dropped = (reason: string, at: Path = path): Path[] => [
    { ...at, end: { stage: name, how: "dropped", reason } },
  ];
  switch (run.kind) {
    case "map": {
      const result = run.map(sample);
      const results = Array.isArray(result) ? (result as readonly Sample[]) : [result as Sample];
      if (results.length === 0) return dropped("no-output");
      const note = results.length > 1 ? { note: `one of ${results.length} that it made of the record` } : {};
      return results.map((next) => on(next, note));
    }
    case "filter": {
      const { score, reason, scores } = run.filter(sample);
      const measured = scores ?? { [name]: score };
      const kept = Object.fromEntries(
        Object.entries(measured).map(([key, value]) => [
          scores === undefined ? key : scoreKey(name, key),
          value,
        ]),
      );
      const measuredAt = on({ ...sample, scores: { ...sample.scores, ...kept } }, { scores: measured });
      return reason === undefined ? [measuredAt] : dropped(reason, measuredAt);
    }
    case "batch": {
      const [outcome] = await run.batch([sample]);
      if (outcome === undefined) throw new Error(`${name} gave nothing back`);
      if (outcome instanceof Error) throw outcome;
      return "drop" in outcome ? dropped(outcome.drop) : [on(outcome)];
    }
    case "compose":
      return [on(sample)];
  }
}

function behindBarrier({ sample, stages }: Path, barrier: AnyStage | undefined, told: BarrierTold): Path {
  const stage = barrier?.name ?? "";
  const note = told(barrier);
  if (typeof note !== "string") return { sample, stages, end: note };
  return { sample, stages: [...stages, { stage, kind: "barrier", note }] };
}

function changeOf(before: Sample, after: Sample): Partial<TracedStage> {
  const { title = "" } = before;
  const { title: titleAfter = "" } = after;
  return {
    ...textChangeOf(before.text, after.text),
    ...(title === titleAfter ? {} : { title: [title, titleAfter] }),
  };
}

function textChangeOf(before: string, after: string): Partial<TracedStage> {
  if (before === after) return {};
  let at = 0;
  while (at < before.length && before.charCodeAt(at) === after.charCodeAt(at)) at++;
  const from = Math.max(0, at - shownAround);
  return {
    change: {
      at,
      before: before.slice(from, from + shownLength),
      after: after.slice(from, from + shownLength),
    },
    characters: [before.length, after.length],
  };
}
