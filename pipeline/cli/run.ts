/** `wudao run`: runs a recipe to a finished dataset, or resumes it. */
import { availableParallelism } from "node:os";
import { Command } from "commander";
import { readForecast } from "../forecast/forecast-file.js";
import { fitWorkers } from "../plan/fits.js";
import { makePlan, type Plan } from "../plan/plan.js";
import { readRecipe } from "../recipe/read-recipe.js";
import { scratchRoot } from "../run/place.js";
import { isRemote, resolveLocation } from "../storage/location.js";
import { logFormatOption } from "./json-log.js";
import { loadCatalogue } from "./load.js";
import {
  againstOption,
  byteSizeOf,
  indexOption,
  type RecipeOptions,
  recipeOverrides,
  wholeNumber,
} from "./options.js";
import { runToEnd, type Shown } from "./run-to-end.js";
import { addSlurmOptions, type SlurmOptions, slurmChoice, slurmWorkers } from "./slurm-options.js";

interface RunOptions extends RecipeOptions, SlurmOptions, Shown {
  readonly workers?: string;
  readonly memory?: string;
  readonly ignoreForecast?: boolean;
  readonly forecast?: string;
  readonly force?: boolean;
}

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
    .option("--set <stage.param=value...>", "change a stage's parameter")
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
  wudao run configs/wudaocorpora.yaml --output /shared/out --executor slurm --sbatch=--partition=cpu --max-running 200`,
    )
    .action(async (file: string, options: RunOptions) => {
      const slurm = slurmChoice(options);
      const catalogue = await loadCatalogue();
      const recipe = await readRecipe(file, catalogue, recipeOverrides(options));
      const plan = await makePlan(recipe, catalogue);
      const output = resolveLocation(process.cwd(), recipe.output ?? `out/${recipe.name}`);
      const workers =
        slurm === undefined ? localWorkers(plan, output, options) : slurmWorkers(options.workers);
      const forecast = options.forecast === undefined ? undefined : readForecast(options.forecast);
      const force = options.force === true;
      await runToEnd({ plan, output, catalogue, workers, force, slurm, forecast }, options);
    });
}

function localWorkers(plan: Plan, output: string, { workers, memory, ignoreForecast }: RunOptions): number {
  const wanted = workers === undefined ? undefined : wholeNumber("--workers", workers, 1);
  const memoryBytes = memory === undefined ? undefined : byteSizeOf("--memory", memory);
  const cores = availableParallelism();
  if (ignoreForecast === true) return wanted ?? cores;
  return fitWorkers(plan, {
    workers: wanted,
    memoryBytes,
    cores,
    output: isRemote(output) ? scratchRoot() : output,
  });
}
