/** What `wudao run` does: recipe, plan, and the run to its end, on threads that are loading meanwhile. */
import { availableParallelism } from "node:os";
import type { WorkerThreads } from "../executors/worker-threads.js";
import { readForecast } from "../forecast/forecast-file.js";
import { fitWorkers } from "../plan/fits.js";
import { makePlan, type Plan } from "../plan/plan.js";
import { readRecipe } from "../recipe/read-recipe.js";
import { scratchRoot } from "../run/place.js";
import { isRemote, resolveLocation } from "../storage/location.js";
import { loadCatalogue } from "./load.js";
import { byteSizeOf, type RecipeOptions, recipeOverrides, wholeNumber } from "./options.js";
import { runToEnd, type Shown } from "./run-to-end.js";
import { type SlurmOptions, slurmChoice, slurmWorkers } from "./slurm-options.js";

export interface RunOptions extends RecipeOptions, SlurmOptions, Shown {
  readonly workers?: string;
  readonly memory?: string;
  readonly ignoreForecast?: boolean;
  readonly forecast?: string;
  readonly force?: boolean;
}

/** @param threads of this machine; undefined where the tasks run elsewhere */
export async function runRecipe(
  file: string,
  options: RunOptions,
  threads: WorkerThreads | undefined,
): Promise<void> {
  const slurm = slurmChoice(options);
  const catalogue = await loadCatalogue();
  const recipe = await readRecipe(file, catalogue, recipeOverrides(options), (stages, baseDir) =>
    threads?.load(stages, baseDir),
  );
  const plan = await makePlan(recipe, catalogue);
  const output = resolveLocation(process.cwd(), recipe.output ?? `out/${recipe.name}`);
  const workers = slurm === undefined ? localWorkers(plan, output, options) : slurmWorkers(options.workers);
  const forecast = options.forecast === undefined ? undefined : readForecast(options.forecast);
  const force = options.force === true;
  const started = await threads?.inNumber(workers);
  await runToEnd({ plan, output, catalogue, workers, force, slurm, forecast, threads: started }, options);
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
