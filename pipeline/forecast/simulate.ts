/**
 * Plays a run on many workers from the costs of a small one.
 *
 * Each round draws the calibrating tasks anew with replacement, which gives its seconds a task and a byte, and gives each task of
 * the plan a time around them, spread as the calibrating tasks were. What comes out is told as the middle and the 90 % between. It is
 * assumed that costs grow with bytes, that workers are as fast as the calibrating one, and that the store keeps up with them.
 */

import type { Plan } from "../plan/plan.js";
import { phaseName, phasesOf, plannedTasks, workOrder } from "../run/phases.js";
import { chanceFrom } from "./chance.js";
import {
  type Costs,
  densityOf,
  isBySplit,
  type SplitYield,
  splitBytes,
  type TaskCost,
  totalBytes,
} from "./costs.js";
import { type Schedule, schedule } from "./list-schedule.js";
import type { TaskBytes } from "./task-bytes.js";
import { type Deviation, deviationsOf, rateOf, sum } from "./task-rates.js";

/** 90 % of the rounds lie between `low` and `high`. */
export interface Interval {
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

export interface SimulatedPhase {
  readonly name: string;
  readonly tasks: number;
  readonly seconds: Interval;
  readonly busyShare: Interval;
}

export interface Simulation {
  readonly workers: number;
  readonly files: number;
  readonly inputBytes: number;
  /** Unpacked bytes that the costs were measured on. */
  readonly calibratedBytes: number;
  readonly phases: readonly SimulatedPhase[];
  readonly seconds: Interval;
  /** Part of the workers' time in which they had a task, over the whole run. */
  readonly busyShare: Interval;
  /** What the stages of all workers may hold. */
  readonly memoryBytes: number;
  readonly diskBytes: Interval;
  readonly outputBytes: Interval;
  readonly samples: Interval;
  readonly tokens: Interval;
}

const roundCount = 40;

/**
 * What tasks of one sample do not show of each other: how far other files of the same kind lie from it, as the standard deviation of a
 * logarithm. One file of technical articles foretold the tokens of another 5 % too low, one of laws 7 %. None of it where the sample is
 * all of the input.
 */
const otherFiles = 0.06;

export function simulate(
  plan: Plan,
  costs: Costs,
  workers: number,
  taskBytes: TaskBytes,
  seed: number,
): Simulation {
  const stretch = stretchOf(plan, costs);
  const inputBytes = totalBytes(plan) * stretch;
  const scale = inputBytes / Math.max(1, costs.inputBytes);
  const phases = phasesToPlay(plan, costs, stretch, taskBytes);
  const rounds = Array.from({ length: roundCount }, (_, round): Round => {
    const { random, choose } = chanceFrom(seed * 7919 + round);
    const doubt = Math.exp(otherFiles * Math.sqrt(Math.max(0, 1 - 1 / scale)) * normal(random));
    const played = phases.map((phase) => playPhase(phase, workers, doubt, random, choose));
    return { played, ...yieldsOf(redraw(costs.splits, choose), costs, inputBytes, doubt) };
  });
  const over = (value: (round: Round) => number): Interval => interval(rounds.map(value));
  const seconds = ({ played }: Round): number =>
    played.reduce((all, phase) => all + phase.seconds, costs.overheadSeconds);
  return {
    workers,
    files: plan.files.length,
    inputBytes: totalBytes(plan),
    calibratedBytes: costs.inputBytes,
    phases: phases.map(({ name, tasks }, index) => ({
      name,
      tasks: tasks.length,
      seconds: over(({ played }) => played[index]?.seconds ?? 0),
      busyShare: over(({ played }) => played[index]?.busyShare ?? 0),
    })),
    seconds: over(seconds),
    busyShare: over((round) => {
      const all = seconds(round);
      return all === 0 ? 1 : sum(round.played, (phase) => phase.seconds * phase.busyShare) / all;
    }),
    memoryBytes: workers * plan.forecast.workerMemoryBytes,
    diskBytes: over(({ diskBytes }) => diskBytes),
    outputBytes: over(({ outputBytes }) => outputBytes),
    samples: over(({ samples }) => samples),
    tokens: over(({ tokens }) => tokens),
  };
}

/** What one round came to. */
interface Round {
  readonly played: readonly Schedule[];
  readonly samples: number;
  readonly tokens: number;
  readonly diskBytes: number;
  readonly outputBytes: number;
}

interface Phase {
  readonly name: string;
  readonly measured: readonly TaskCost[];
  readonly deviations: readonly Deviation[];
  /** Bytes of each task, in the order in which they are begun. */
  readonly tasks: Float64Array;
}

function phasesToPlay(plan: Plan, costs: Costs, stretch: number, taskBytes: TaskBytes): Phase[] {
  const inputBytes = totalBytes(plan) * stretch;
  const scale = inputBytes / Math.max(1, costs.inputBytes);
  const splits = plan.splits.map(({ index }) => index);
  return phasesOf(plan).map((phase) => {
    const name = phaseName(phase);
    const measured = costs.tasks[name] ?? [];
    const left = (phase.kind === "write" ? costs.outputBytes : (costs.left[name] ?? 0)) * scale;
    const each = taskBytes(phase);
    const count =
      plannedTasks(phase, plan) ?? (each === undefined ? undefined : Math.max(1, Math.ceil(left / each)));
    const tasks =
      isBySplit(phase) || count === undefined
        ? workOrder(phase, plan, splits).map((index) => splitBytes(plan, index) * stretch)
        : evenly(inputBytes, count);
    return { name, measured, deviations: deviationsOf(measured), tasks: Float64Array.from(tasks) };
  });
}

function playPhase(
  { measured, deviations, tasks }: Phase,
  workers: number,
  doubt: number,
  random: () => number,
  choose: (count: number) => number,
): Schedule {
  const { fixed, perByte } = rateOf(redraw(measured, choose));
  const times = tasks.map((bytes) => (fixed + bytes * perByte * doubt) * drawFactor(deviations, random));
  return schedule(times, workers);
}

/** What the whole input gives if all of it is like the splits drawn. */
function yieldsOf(
  drawn: readonly SplitYield[],
  costs: Costs,
  inputBytes: number,
  doubt: number,
): Omit<Round, "played"> {
  const bytes = sum(drawn, (split) => split.bytes);
  const perByte = (value: (split: SplitYield) => number): number =>
    (doubt * sum(drawn, value)) / Math.max(1, bytes);
  const scale = inputBytes / Math.max(1, costs.inputBytes);
  const kept = perByte(({ samples }) => samples);
  const usual = sum(costs.splits, ({ samples }) => samples) / Math.max(1, costs.inputBytes);
  return {
    samples: kept * inputBytes,
    tokens: perByte(({ tokens }) => tokens) * inputBytes,
    diskBytes:
      perByte(({ diskBytes }) => diskBytes) * inputBytes +
      sum(Object.values(costs.left), (bytes) => bytes) * scale * doubt,
    outputBytes: costs.outputBytes * scale * (usual === 0 ? 1 : kept / usual),
  };
}

/**
 * How many of the sample's bytes, as names tell them, a byte of the input is worth: its files may pack better or worse. Files that
 * are not here, or in a store, were not looked into: then names must do for both.
 */
function stretchOf(plan: Plan, costs: Costs): number {
  const density = densityOf(plan);
  return density === undefined || costs.density === undefined ? 1 : density / costs.density;
}

function evenly(bytes: number, tasks: number): number[] {
  return Array.from({ length: tasks }, () => bytes / tasks);
}

function drawFactor(deviations: readonly Deviation[], random: () => number): number {
  const at = random();
  return (deviations.find(({ upTo }) => at < upTo) ?? deviations.at(-1))?.factor ?? 1;
}

function redraw<T>(list: readonly T[], choose: (count: number) => number): T[] {
  return list.map(() => list[choose(list.length)] as T);
}

/** Box and Muller 1958. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function interval(values: readonly number[]): Interval {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return { low: at(0.05), middle: at(0.5), high: at(0.95) };
}
