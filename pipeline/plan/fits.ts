/** Whether a run fits into what it may use. Told before it begins, from the plan's forecast. */
import { existsSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import { UserError } from "../errors.js";
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
      `${workers} ${workers === 1 ? "worker" : "workers"} may hold ${gib(workers * workerMemoryBytes)}, and the limit is ${gib(memory)}`,
      `It fits with ${most}--memory ${gib(workers * workerMemoryBytes)}; --ignore-forecast runs it all the same`,
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
      `the run may need ${gib(needed)} of disk (${gib(temporaryDiskBytes)} of it until the end), and ${gib(free)} are free`,
      "Choose an --output on another disk or give it the input in parts; --ignore-forecast runs it all the same",
      { file: budget.output },
    );
  }
  return workers;
}

/** Of the machine, or of the container. */
function machineMemory(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

function gib(bytes: number): string {
  return `${(Math.ceil((bytes / gibibyte) * 100) / 100).toFixed(2)}GiB`;
}
