/** Whether a run fits into what it may use. Told before it begins, from the plan's forecast. */
import { existsSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import { UserError } from "../contracts/errors.js";
import { freeBytes } from "../storage/free-bytes.js";
import type { Plan } from "./plan.js";

export interface Budget {
  /** Bytes that all workers together may hold; undefined: the memory of the machine. */
  readonly memoryBytes: number | undefined;
  /** Undefined: as many as fit, up to `cores`. */
  readonly workers: number | undefined;
  readonly cores: number;
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
  const { workerMemoryBytes, temporaryDiskBytes, inputBytes, indexBytes } = forecast;
  const memory = budget.memoryBytes ?? machineMemory();
  const fitting = Math.floor(memory / workerMemoryBytes);
  const workers = budget.workers ?? Math.max(1, Math.min(budget.cores, fitting));
  if (workers > fitting) {
    const most = fitting === 0 ? "" : `--workers ${fitting}, or `;
    throw new UserError(
      "over-memory",
      `${workers} ${workers === 1 ? "worker" : "workers"} may hold ${size(workers * workerMemoryBytes)}, and the limit is ${size(memory, Math.floor)}`,
      `It fits with ${most}--memory ${size(workers * workerMemoryBytes)}; --ignore-forecast runs it all the same`,
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

/** Bytes of memory that this program may use: those of the machine, or the limit of the container. */
function machineMemory(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

/** A size in the form that --memory takes. What is needed is rounded up, what is available is rounded down. */
function size(bytes: number, round = Math.ceil): string {
  if (bytes < gibibyte) return `${round(bytes / mebibyte)}MiB`;
  return `${(round((bytes / gibibyte) * 100) / 100).toFixed(2)}GiB`;
}
