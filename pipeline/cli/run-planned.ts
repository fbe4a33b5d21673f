/** What `wudao run` does with a recipe that is sound: the plan, and the run to its end. */
import type { WorkerThreads } from "../executors/worker-threads.js";
import { readForecast } from "../forecast/forecast-file.js";
import { fitWorkers } from "../plan/fits.js";
import type { Listing } from "../plan/list-inputs.js";
import { usableCores } from "../plan/machine.js";
import { makePlan, type Plan } from "../plan/plan.js";
import type { Catalogue } from "../recipe/catalogue.js";
import type { Recipe } from "../recipe/recipe.js";
import { scratchRoot } from "../run/place/place.js";
import type { SlurmChoice } from "../start-run.js";
import { isRemote } from "../storage/location.js";
import { byteSizeOf, outputOf, wantedWorkers } from "./options.js";
import { runToEnd, type Shown } from "./run-to-end.js";
import { slurmWorkers } from "./slurm-options.js";

export interface RunChoices extends Shown {
  readonly workers?: string;
  readonly memory?: string;
  readonly ignoreForecast?: boolean;
  readonly forecast?: string;
  readonly force?: boolean;
}

interface Ready {
  readonly recipe: Recipe;
  /** The listing of the recipe's inputs, which is already being made. */
  readonly listing: Promise<Listing>;
  readonly catalogue: Catalogue;
  readonly slurm: SlurmChoice | undefined;
  readonly threads: WorkerThreads | undefined;
}

export async function runPlanned(ready: Ready, options: RunChoices): Promise<void> {
  const { recipe, listing, catalogue, slurm, threads } = ready;
  const output = outputOf(recipe);
  const plan = await makePlan(recipe, catalogue, undefined, listing);
  const { others } = await listing;
  const workers = slurm === undefined ? localWorkers(plan, output, options) : slurmWorkers(options.workers);
  const forecast = options.forecast === undefined ? undefined : readForecast(options.forecast);
  const force = options.force === true;
  const started = await threads?.inNumber(workers);
  await runToEnd(
    { plan, others, output, catalogue, workers, force, slurm, forecast, threads: started },
    options,
  );
}

function localWorkers(plan: Plan, output: string, { workers, memory, ignoreForecast }: RunChoices): number {
  const wanted = wantedWorkers(workers);
  const memoryBytes = memory === undefined ? undefined : byteSizeOf("--memory", memory);
  if (ignoreForecast === true) return wanted ?? usableCores();
  return fitWorkers(plan, {
    workers: wanted,
    memoryBytes,
    output: isRemote(output) ? scratchRoot() : output,
  });
}
