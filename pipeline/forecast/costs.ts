/** What each phase of a recipe costs, as a run of it has measured: seconds of its tasks, and what it leaves, by input bytes. */
import { UserError } from "../contracts/errors.js";
import type { Plan } from "../plan/plan.js";
import { expansion } from "../plan/plan-splits.js";
import { type Phase, phaseName, phasesOf } from "../run/phases.js";
import type { Receipt } from "../run/receipts.js";

/** What the receipt of a task tells of its costs. */
export interface DoneTask extends Pick<Receipt, "index" | "files" | "facts"> {
  readonly seconds: number | undefined;
}

/** A task: its seconds, and its part of the input in unpacked bytes. */
export interface TaskCost {
  readonly seconds: number;
  readonly bytes: number;
}

/** What a split left at the end of the last stream phase. */
export interface SplitYield {
  readonly bytes: number;
  readonly samples: number;
  readonly tokens: number;
  /** Temporary files of all stream phases. */
  readonly diskBytes: number;
}

export interface Costs {
  readonly inputBytes: number;
  readonly outputBytes: number;
  /** The tasks of each phase, by the name of the phase. */
  readonly tasks: Readonly<Record<string, readonly TaskCost[]>>;
  readonly splits: readonly SplitYield[];
  /** Temporary files of each phase that is not by split, by its name. */
  readonly left: Readonly<Record<string, number>>;
  readonly peakBytes: number;
  /** Unpacked bytes of the files, over those that their names tell; unknown where packed ones could not be looked into. */
  readonly density: number | undefined;
  /**
   * Seconds between and around the tasks of a run with one worker: starting threads, ending phases, writing the report; 0 when
   * unknown.
   */
  readonly overheadSeconds: number;
}

/** Bytes of a split as it will be read, so far as its name tells. */
export function splitBytes(plan: Plan, index: number): number {
  const split = plan.splits[index];
  if (split === undefined) return 0;
  return (split.end - split.start) * expansionOf(split.file);
}

function expansionOf(file: string): number {
  return /\.(gz|tgz|zst|bz2|xz)$/i.test(file) ? expansion : 1;
}

export function densityOf({ files, forecast }: Pick<Plan, "files" | "forecast">): number | undefined {
  const named = files.reduce((sum, { file, bytes }) => sum + bytes * expansionOf(file), 0);
  const arePlain = files.every(({ file }) => expansionOf(file) === 1);
  if (arePlain || named === 0) return 1;
  return forecast.isSampled ? forecast.inputBytes / named : undefined;
}

export function totalBytes(plan: Plan): number {
  return plan.splits.reduce((sum, { index }) => sum + splitBytes(plan, index), 0);
}

export function isBySplit({ kind }: Phase): boolean {
  return kind === "stream" || kind === "collect" || kind === "verify" || kind === "index";
}

/**
 * @param wallSeconds of the run, where one worker did it
 * @throws UserError `no-costs` when the receipts tell no times
 */
export function costsOf(
  plan: Plan,
  doneTasks: ReadonlyMap<string, readonly DoneTask[]>,
  outputBytes: number,
  peakBytes: number,
  wallSeconds?: number,
): Costs {
  const inputBytes = totalBytes(plan);
  const tasks: Record<string, TaskCost[]> = {};
  const splits = plan.splits.map(({ index }) => ({
    bytes: splitBytes(plan, index),
    samples: 0,
    tokens: 0,
    diskBytes: 0,
  }));
  const left: Record<string, number> = {};
  for (const phase of phasesOf(plan)) {
    const name = phaseName(phase);
    const done = doneTasks.get(name) ?? [];
    if (done.length === 0 || done.some(({ seconds }) => seconds === undefined)) {
      throw new UserError(
        "no-costs",
        `the run tells no times of ${name}`,
        "Calibrate with a sample of files, or with a run of this version that is finished",
      );
    }
    // The parts of a stored index, which are collected first, are no part of the input.
    const parts = phase.kind === "collect" ? (plan.stored[phase.stage]?.length ?? 0) : 0;
    tasks[name] = done
      .filter(({ index }) => index >= parts)
      .map(({ index, seconds = 0 }) => ({
        seconds,
        bytes: isBySplit(phase) ? splitBytes(plan, index - parts) : inputBytes / done.length,
      }));
    for (const { index, files, facts } of done) {
      const disk = files.reduce((sum, { file, bytes }) => sum + (file.startsWith(".run") ? bytes : 0), 0);
      const split = splits[index];
      if (phase.kind !== "stream" || split === undefined) {
        left[name] = (left[name] ?? 0) + disk;
        continue;
      }
      split.diskBytes += disk;
      if (facts.samples !== undefined) split.samples = Number(facts.samples);
      if (facts.tokens !== undefined) split.tokens = Number(facts.tokens);
    }
  }
  const taskSeconds = Object.values(tasks)
    .flat()
    .reduce((sum, { seconds }) => sum + seconds, 0);
  const overheadSeconds = wallSeconds === undefined ? 0 : Math.max(0, wallSeconds - taskSeconds);
  return {
    inputBytes,
    outputBytes,
    tasks,
    splits,
    left,
    peakBytes,
    density: densityOf(plan),
    overheadSeconds,
  };
}
