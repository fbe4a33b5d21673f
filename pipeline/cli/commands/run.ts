/** `wudao run`: runs a recipe to a finished dataset, or resumes it. */
import { Command } from "commander";
import type { WorkerThreads } from "../../executors/worker-threads.js";
import { usableCores } from "../../plan/machine.js";
import { logFormatOption } from "../json-log.js";
import { catalogueUrl } from "../load.js";
import { againstOption, indexOption, setOption, wantedWorkers } from "../options.js";
import type { RunOptions } from "../run-recipe.js";
import { addSlurmOptions } from "../slurm-options.js";

export function runCommand(): Command {
  return addSlurmOptions(new Command("run"))
    .description("Run a recipe to a finished dataset; the same command again resumes a stopped run")
    .argument("<recipe>", "YAML file")
    .option("-i, --input <path...>", "files, folders or globs in place of the recipe's input")
    .option("-o, --output <folder>", "folder of the dataset (default: out/<recipe name>)")
    .option(
      "-w, --workers <n>",
      "worker threads (default: all cores that fit into the memory; with Slurm: 1 a job)",
    )
    .option("--memory <size>", "what all workers together may hold, such as 4GiB (default: the machine's)")
    .option("--ignore-forecast", "run although the forecast of memory or disk does not fit")
    .addOption(setOption())
    .addOption(againstOption())
    .addOption(indexOption())
    .option("--forecast <file>", "hold the run against a forecast of wudao plan --simulate --save")
    .option("--force", "replace another run in the output folder")
    .option("--json", "print the result, or the error, as JSON; no progress")
    .option("-q, --quiet", "no progress")
    .addOption(logFormatOption())
    .addHelpText(
      "after",
      `
Progress goes to stderr (a bar on a terminal, plain lines in a log, objects with --log-format json), the result to stdout.

Examples:
  wudao run configs/quickstart.yaml
  wudao run configs/wudaocorpora.yaml --input 'data/*.jsonl.zst' --output out --workers 8
  wudao run configs/wudaocorpora.yaml --input data --memory 4GiB
  wudao run configs/quickstart.yaml --set text-length.min=50 --output out/longer --json
  wudao run configs/quickstart.yaml --set 'guards.allow=[minhash-dedup]'
  wudao run configs/wudaocorpora.yaml --output /shared/out --executor slurm --sbatch=--partition=cpu --max-running 200`,
    )
    .action(async (file: string, options: RunOptions) => {
      const threads = await earlyThreads(options);
      try {
        const { runRecipe } = await import("../run-recipe.js");
        await runRecipe(file, options, threads);
      } finally {
        await threads?.close();
      }
    });
}

/** Started before all else, so that they load while this thread loads the rest, reads the recipe and lists the inputs. */
async function earlyThreads({ executor, workers }: RunOptions): Promise<WorkerThreads | undefined> {
  if (executor !== "local") return undefined;
  const wanted = wantedWorkers(workers) ?? usableCores();
  const { WorkerThreads } = await import("../../executors/worker-threads.js");
  return new WorkerThreads(wanted, catalogueUrl, true);
}
