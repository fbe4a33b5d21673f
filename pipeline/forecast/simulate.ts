/**
 * Plays a run on many workers from the costs of a small one.
 *
 * Each round draws the calibrating tasks anew with replacement, which gives its seconds a task and a byte, and gives each task of
 * the plan a time around them, spread as the calibrating tasks were. What comes out is told as the middle and the 90 % between. It is
 * assumed that costs grow with bytes, that workers are as fast as the calibrating one, and that the store keeps up with them.
 */
import { chanceFrom } from "../chance.js";
import type { Plan } from "../plan/plan.js";
import { phaseName, phasesOf, workOrder } from "../run/phases.js";
import {
  type Costs,
  densityOf,
  isBySplit,
  type SplitYield,
  splitBytes,
  type TaskCost,
  totalBytes,
} from "./costs.js";
import { schedule } from "./list-schedule.js";

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

const rounds = 40;

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
  shardBytes: number,
  seed: number,
): Simulation {
  const stretch = stretchOf(plan, costs);
  const inputBytes = totalBytes(plan) * stretch;
  const scale = inputBytes / Math.max(1, costs.inputBytes);
  const phases = phasesOf(plan).map((phase) => {
    const name = phaseName(phase);
    const measured = costs.tasks[name] ?? [];
    const tasks = isBySplit(phase)
      ? workOrder(
          phase,
          plan,
          plan.splits.map(({ index }) => index),
        ).map((index) => splitBytes(plan, index) * stretch)
      : evenly(
          inputBytes,
          tasksOf(phase, plan, measured.length * scale, (costs.outputBytes * scale) / shardBytes),
        );
    return { name, measured, deviations: deviationsOf(measured), tasks: Float64Array.from(tasks) };
  });
  const drawn = phases.map(() => ({ seconds: [] as number[], busy: [] as number[] }));
  const totals = {
    seconds: [] as number[],
    busy: [] as number[],
    disk: [] as number[],
    output: [] as number[],
    samples: [] as number[],
    tokens: [] as number[],
  };
  for (let round = 0; round < rounds; round++) {
    const { random, choose } = chanceFrom(seed * 7919 + round);
    const doubt = Math.exp(otherFiles * Math.sqrt(Math.max(0, 1 - 1 / scale)) * normal(random));
    let seconds = costs.overheadSeconds;
    let busy = 0;
    phases.forEach(({ measured, deviations, tasks }, index) => {
      const { fixed, perByte } = rateOf(redraw(measured, choose));
      const times = tasks.map((bytes) => (fixed + bytes * perByte * doubt) * drawFactor(deviations, random));
      const played = schedule(times, workers);
      drawn[index]?.seconds.push(played.seconds);
      drawn[index]?.busy.push(played.busyShare);
      seconds += played.seconds;
      busy += played.seconds * played.busyShare;
    });
    totals.seconds.push(seconds);
    totals.busy.push(seconds === 0 ? 1 : busy / seconds);
    const yields = redraw(costs.splits, choose);
    const perByte = (value: (split: SplitYield) => number): number =>
      (doubt * sum(yields, value)) /
      Math.max(
        1,
        sum(yields, ({ bytes }) => bytes),
      );
    const kept = perByte(({ samples }) => samples);
    const usual = sum(costs.splits, ({ samples }) => samples) / Math.max(1, costs.inputBytes);
    totals.samples.push(kept * inputBytes);
    totals.tokens.push(perByte(({ tokens }) => tokens) * inputBytes);
    totals.disk.push(
      perByte(({ diskBytes }) => diskBytes) * inputBytes + costs.otherDiskBytes * scale * doubt,
    );
    totals.output.push(costs.outputBytes * scale * (usual === 0 ? 1 : kept / usual));
  }
  return {
    workers,
    files: plan.files.length,
    inputBytes: totalBytes(plan),
    calibratedBytes: costs.inputBytes,
    phases: phases.map(({ name, tasks }, index) => ({
      name,
      tasks: tasks.length,
      seconds: interval(drawn[index]?.seconds ?? []),
      busyShare: interval(drawn[index]?.busy ?? []),
    })),
    seconds: interval(totals.seconds),
    busyShare: interval(totals.busy),
    memoryBytes: workers * plan.forecast.workerMemoryBytes,
    diskBytes: interval(totals.disk),
    outputBytes: interval(totals.output),
    samples: interval(totals.samples),
    tokens: interval(totals.tokens),
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

/** Tasks of a phase that is not by split. */
function tasksOf(
  phase: ReturnType<typeof phasesOf>[number],
  plan: Plan,
  scaled: number,
  shards: number,
): number {
  if (phase.kind === "match") return plan.partitions[phase.stage] ?? 1;
  if (phase.kind === "resolve") return 1;
  return Math.max(1, Math.ceil(phase.kind === "write" ? shards : scaled));
}

function evenly(bytes: number, tasks: number): number[] {
  return Array.from({ length: tasks }, () => bytes / tasks);
}

/** What a task takes: something for being one, and something for each byte. */
interface Rate {
  readonly fixed: number;
  readonly perByte: number;
}

/**
 * Fits by least squares what a task costs and what a byte costs; neither may be negative. Tasks that all have one size cannot
 * tell the two apart: then all of the cost counts as the cost of bytes.
 */
export function rateOf(tasks: readonly TaskCost[]): Rate {
  const count = Math.max(1, tasks.length);
  const seconds = sum(tasks, (task) => task.seconds) / count;
  const bytes = sum(tasks, (task) => task.bytes) / count;
  const variance = sum(tasks, (task) => (task.bytes - bytes) ** 2) / count;
  const proportional = { fixed: 0, perByte: seconds / Math.max(1, bytes) };
  if (variance <= (0.01 * bytes) ** 2) return proportional;
  const perByte = sum(tasks, (task) => (task.bytes - bytes) * (task.seconds - seconds)) / count / variance;
  if (perByte <= 0) return { fixed: seconds, perByte: 0 };
  const fixed = seconds - perByte * bytes;
  return fixed < 0 ? proportional : { fixed, perByte };
}

/** How far tasks lie from what their size says, and how much of all that was expected each of them was. */
interface Deviation {
  readonly factor: number;
  /** Share of this task and those before it in all expected seconds, from 0 to 1. */
  readonly upTo: number;
}

/**
 * Long tasks count more: a stall of a tenth of a second doubles a short one and is nothing to those that are to come. As they were
 * measured, and not by a law: where one task had all the work of its size and others had none, no law fits.
 */
export function deviationsOf(measured: readonly TaskCost[]): Deviation[] {
  const { fixed, perByte } = rateOf(measured);
  const expected = measured.map(({ bytes }) => fixed + perByte * bytes);
  const all = sum(expected, (seconds) => seconds);
  if (all === 0) return [];
  let upTo = 0;
  return measured.flatMap(({ seconds }, index) => {
    const own = expected[index] ?? 0;
    upTo += own / all;
    return own > 0 ? [{ factor: seconds / own, upTo }] : [];
  });
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

function sum<T>(list: Iterable<T>, value: (item: T) => number): number {
  let total = 0;
  for (const item of list) total += value(item);
  return total;
}
