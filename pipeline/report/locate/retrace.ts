/** What each stage made of one document: its record is read again and sent through the chain alone. */
import { existsSync, statSync } from "node:fs";
import type { Catalogue } from "../../catalogue.js";
import { UserError } from "../../errors.js";
import type { Plan } from "../../plan/plan.js";
import { openSteps } from "../../run/chain.js";
import { readPieces } from "../../run/read-pieces.js";
import { type Job, loadJob } from "../../run/task.js";
import { type Sample, scoreKey } from "../../sample.js";
import type { AnyStage } from "../../stage.js";

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
  readonly scores?: Readonly<Record<string, number>>;
  readonly note?: string;
}

export interface Trace {
  /** The named input that the record came from. */
  readonly source: string;
  readonly file: string;
  /** The record's text as the source stage read it, and the text that was tokenized. */
  readonly textRead: string;
  readonly textWritten: string;
  readonly stages: readonly TracedStage[];
}

interface Path {
  readonly sample: Sample;
  readonly stages: readonly TracedStage[];
}

/**
 * Cost: the split is read from its front to the record; nothing else is kept or read.
 *
 * @throws UserError `input-changed` when the input is not the one that the run read
 */
export async function retrace(
  output: string,
  catalogue: Catalogue,
  { split, origin, id }: { readonly split: number; readonly origin: string; readonly id: string },
): Promise<Trace> {
  const job = await loadJob(output, catalogue);
  const [source] = job.stages;
  const planned = job.plan.splits[split];
  if (source?.kind !== "source" || planned === undefined) throw new Error(`the plan has no split ${split}`);
  const files = planned.files ?? planned.pieces?.map(({ file }) => file) ?? [planned.file];
  for (const file of files) refuseChanged(job.plan, file);
  const found: Sample[] = [];
  for await (const batch of readPieces(source, planned, job.plan.recipe.stages[0]?.params ?? {})) {
    for (const result of batch)
      if ("sample" in result && result.sample.origin === origin) found.push(result.sample);
    if (found.length > 0) break;
  }
  for (const record of found) {
    const path = await pathTo(job, record, id);
    if (path === undefined) continue;
    return {
      source: record.source,
      file: files.find((file) => origin.startsWith(file)) ?? planned.file,
      textRead: record.text,
      textWritten: path.sample.text,
      stages: path.stages,
    };
  }
  throw new UserError(
    "input-changed",
    `the record ${origin} does not give the document ${id} any more`,
    "The input, a dictionary or this program changed since the run",
    { file: planned.file },
  );
}

function refuseChanged({ files }: Plan, file: string): void {
  const listed = files.find((each) => each.file === file);
  // Of inputs in a bucket, the sources themselves tell a change.
  if (file.includes("://")) return;
  const now = existsSync(file) ? statSync(file) : undefined;
  if (now !== undefined && now.size === listed?.bytes && Math.floor(now.mtimeMs) === listed.modifiedMs)
    return;
  throw new UserError(
    "input-changed",
    now === undefined ? "the input file is not here any more" : "the input file was changed since the run",
    "Put the file of the run back to see what stages did to the record; --no-trace tells its place alone",
    { file },
  );
}

/** The way of one record through all segments to the document of that id; undefined when it leads to no such document. */
async function pathTo(job: Job, record: Sample, id: string): Promise<Path | undefined> {
  let paths: readonly Path[] = [{ sample: record, stages: [] }];
  for (const { first, last, barriers } of job.plan.segments) {
    const uses = job.plan.recipe.stages.slice(first, last);
    const stages = job.stages.slice(first, last);
    const steps = await openSteps(
      uses.map(({ params }, at) => ({ stage: stages[at]!, params })),
      job.context,
      job.plan.recipe.decide,
    );
    for (const [at, step] of steps.entries()) {
      const kind = stages[at]?.kind ?? "map";
      const next: Path[] = [];
      for (const path of paths)
        next.push(...(await pass(step, path)).map((on) => ({ ...on, stages: withKind(on.stages, kind) })));
      paths = next;
    }
    for (const barrier of barriers) paths = paths.map((path) => behindBarrier(path, job.stages[barrier]));
  }
  return paths.find(({ sample }) => sample.id === id);
}

type Step = Awaited<ReturnType<typeof openSteps>>[number];

async function pass({ name, run }: Step, { sample, stages }: Path): Promise<Path[]> {
  const on = (next: Sample, more: Partial<TracedStage> = {}): Path => ({
    sample: next,
    stages: [...stages, { stage: name, kind: "map", ...changeOf(sample.text, next.text), ...more }],
  });
  switch (run.kind) {
    case "map": {
      const result = run.map(sample);
      const results = Array.isArray(result) ? (result as readonly Sample[]) : [result as Sample];
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
      return reason === undefined
        ? [on({ ...sample, scores: { ...sample.scores, ...kept } }, { scores: measured })]
        : [];
    }
    case "batch": {
      const [outcome] = await run.batch([sample]);
      return outcome === undefined || outcome instanceof Error || "drop" in outcome ? [] : [on(outcome)];
    }
    case "compose":
      return [on(sample)];
  }
}

function withKind(stages: readonly TracedStage[], kind: AnyStage["kind"]): readonly TracedStage[] {
  return stages.map((stage, at) => (at === stages.length - 1 ? { ...stage, kind } : stage));
}

/** A barrier compared the document with all others: one record alone cannot tell what it cut. */
function behindBarrier({ sample, stages }: Path, barrier: AnyStage | undefined): Path {
  const edits = barrier?.kind === "barrier" && barrier.edits === true;
  const note = edits
    ? "compared it with all documents and may have cut parts, which one record alone does not show"
    : "kept it";
  return { sample, stages: [...stages, { stage: barrier?.name ?? "", kind: "barrier", note }] };
}

function changeOf(before: string, after: string): Partial<TracedStage> {
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
