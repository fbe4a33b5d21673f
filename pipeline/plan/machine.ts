/**
 * What this process may use of its machine. Batch jobs and containers get a part, by control groups (cgroups, version 1 and 2), and it is
 * often a group above the process's own that has the limit (Slurm's job_1/step_0/task_0), where Node does not look.
 */
import { readFileSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { dirname, join } from "node:path";

/** Bytes of memory. */
export function usableMemory(system = "/"): number {
  const limits = groupFolders("memory", system).flatMap((folder) =>
    ["memory.max", "memory.high", "memory.limit_in_bytes"].map((name) => limitIn(join(folder, name))),
  );
  return Math.min(totalmem(), ...limits);
}

/** Cores that the process may run on, and no more than its share of their time makes up. */
export function usableCores(system = "/"): number {
  const limits = groupFolders("cpu", system).flatMap((folder) => [
    limitIn(join(folder, "cpu.max")),
    limitIn(join(folder, "cpu.cfs_quota_us")) / limitIn(join(folder, "cpu.cfs_period_us")),
  ]);
  return Math.ceil(Math.min(availableParallelism(), ...limits.filter((limit) => limit > 0)));
}

/**
 * The process's group and those above it; some are not to be seen from within a container. Controllers that share a tree are listed in
 * another order than its folder names them (cpuacct,cpu); each has a link to it of its own name.
 */
function groupFolders(controller: string, system: string): string[] {
  return textOf(join(system, "proc/self/cgroup"))
    .split("\n")
    .flatMap((line) => {
      const [, controllers = "", path] = /^\d+:([^:]*):(.+)$/.exec(line) ?? [];
      if (path === undefined || (controllers !== "" && !controllers.split(",").includes(controller)))
        return [];
      return upwards(path).map((group) =>
        join(system, "sys/fs/cgroup", controllers === "" ? "" : controller, group),
      );
    });
}

function upwards(path: string): string[] {
  return path === dirname(path) ? [path] : [path, ...upwards(dirname(path))];
}

/** `max` and -1 are no limit; `200000 100000` is the time in each period. */
function limitIn(file: string): number {
  const [limit = Number.NaN, period = 1] = textOf(file).trim().split(" ").map(Number);
  return limit > 0 ? limit / period : Number.POSITIVE_INFINITY;
}

/** Empty where there is none. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
