/** Whether a run fits into what it may use. Told before it begins, from the plan's forecast. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../contracts/errors.js";
import { freeBytes } from "../storage/free-bytes.js";
import { usableCores, usableMemory } from "./machine.js";
import type { Plan } from "./plan.js";

export interface Budget {
  /** Bytes that all workers together may hold; undefined: what the machine gives. */
  readonly memoryBytes: number | undefined;
  /** Undefined: as many as fit. */
  readonly workers: number | undefined;
  readonly output: string;
}

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;

/**
 * The number of workers to run.
 *
 * @throws UserError `over-memory`, `over-disk` with the option that would make it fit
 */
export function fitWorkers({ forecast }: Plan, budget: Budget): number {
  const { temporaryDiskBytes, inputBytes, indexBytes } = forecast;
  const memory = budget.memoryBytes ?? usableMemory();
  const workers = budget.workers ?? workersThatFit(forecast, memory);
  const held = workers * forecast.workerMemoryBytes;
  if (held > memory) {
    const fitting = Math.floor(memory / forecast.workerMemoryBytes);
    const most = fitting === 0 ? "" : `--workers ${fitting}, or `;
    const [limit, more] =
      budget.memoryBytes === undefined
        ? ["this machine, or the job or container that this is in, has", "where there are"]
        : ["the limit is", "--memory"];
    throw new UserError(
      "over-memory",
      `${workers} ${workers === 1 ? "worker" : "workers"} may hold ${size(held)}, and ${limit} ${size(memory, Math.floor)}`,
      `It fits with ${most}${more} ${size(held)}; --ignore-forecast runs it all the same`,
    );
  }
  // A run that has begun was let in, and has part of its disk already.
  if (existsSync(join(budget.output, ".run"))) return workers;
  // What comes out is at most about what went in.
  const needed = temporaryDiskBytes + inputBytes + indexBytes;
  const free = freeBytes(budget.output);
  if (needed > free) {
    throw new UserError(
      "over-disk",
      `the run may need ${size(needed)} of disk (${size(temporaryDiskBytes)} of it until the end), and ${size(free, Math.floor)} are free`,
      "Choose an --output on another disk or give it the input in parts; --ignore-forecast runs it all the same",
      { file: budget.output },
    );
  }
  return workers;
}

/** One worker a core, as far as the memory reaches; at least one. */
export function workersThatFit({ workerMemoryBytes }: Plan["forecast"], memory = usableMemory()): number {
  return Math.max(1, Math.min(usableCores(), Math.floor(memory / workerMemoryBytes)));
}

/** A size in the form that --memory takes. What is needed is rounded up, what is available is rounded down. */
function size(bytes: number, round = Math.ceil): string {
  if (bytes < gibibyte) return `${round(bytes / mebibyte)}MiB`;
  return `${(round((bytes / gibibyte) * 100) / 100).toFixed(2)}GiB`;
}
