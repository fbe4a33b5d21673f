/** What the calibrating tasks tell of others: what a task and a byte cost, and how far tasks lie from that. */
import type { TaskCost } from "./costs.js";

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
export interface Deviation {
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

export function sum<T>(list: Iterable<T>, value: (item: T) => number): number {
  let total = 0;
  for (const item of list) total += value(item);
  return total;
}
