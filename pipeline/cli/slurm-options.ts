/** The options of `wudao run` and `wudao resume` that bring the tasks to a Slurm cluster. */
import { fileURLToPath } from "node:url";
import { type Command, Option } from "commander";
import type { SlurmChoice } from "../start-run.js";
import { onlyWith } from "./idle-options.js";
import { wantedWorkers, wholeNumber } from "./options.js";

export interface SlurmOptions {
  readonly executor: string;
  readonly maxRunning?: string;
  readonly tasksPerJob: string;
  readonly sbatch: readonly string[];
}

export function addSlurmOptions(command: Command): Command {
  return onlyWith(
    command,
    ["--max-running", "--tasks-per-job", "--sbatch"],
    "--executor slurm",
    ({ executor }) => executor === "slurm",
  )
    .addOption(
      new Option("--executor <name>", "where the tasks run").choices(["local", "slurm"]).default("local"),
    )
    .option("--max-running <n>", "Slurm: jobs that run at the same time")
    .option("--tasks-per-job <n>", "Slurm: tasks that one job does", "1")
    .option("--sbatch <option...>", "Slurm: an option of sbatch, such as --sbatch=--partition=cpu", []);
}

/** Undefined where the tasks run on this machine. */
export function slurmChoice({
  executor,
  maxRunning,
  tasksPerJob,
  sbatch,
}: SlurmOptions): SlurmChoice | undefined {
  if (executor !== "slurm") return undefined;
  return {
    main: fileURLToPath(new URL("./main.js", import.meta.url)),
    maxRunning: maxRunning === undefined ? undefined : wholeNumber("--max-running", maxRunning, 1),
    tasksPerElement: wholeNumber("--tasks-per-job", tasksPerJob, 1),
    sbatch,
  };
}

/** Worker threads of one job. */
export function slurmWorkers(workers: string | undefined): number {
  return wantedWorkers(workers) ?? 1;
}
