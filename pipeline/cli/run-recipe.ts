/** What `wudao run` does: recipe, plan, and the run to its end, on threads that are loading meanwhile. */
import type { WorkerThreads } from "../executors/worker-threads.js";
import { type Ahead, listAhead } from "../plan/list-ahead.js";
import { readRecipe, type StagesNamed } from "../recipe/read-recipe.js";
import { loadCatalogue } from "./load.js";
import { type RecipeOptions, recipeOverrides } from "./options.js";
import type { RunChoices } from "./run-planned.js";
import { type SlurmOptions, slurmChoice } from "./slurm-options.js";

export interface RunOptions extends RecipeOptions, SlurmOptions, RunChoices {}

/** @param threads of this machine; undefined where the tasks run elsewhere */
export async function runRecipe(
  file: string,
  options: RunOptions,
  threads: WorkerThreads | undefined,
): Promise<void> {
  const slurm = slurmChoice(options);
  const catalogue = await loadCatalogue();
  let ahead: Ahead | undefined;
  const named: StagesNamed = async (stages, baseDir, inputs) => {
    // Stores are asked first: they answer while all else loads.
    ahead = await listAhead(inputs ?? [], stages[0], catalogue, baseDir);
    threads?.load(stages, baseDir);
  };
  const recipe = await readRecipe(file, catalogue, recipeOverrides(options), named);
  const { runPlanned } = await import("./run-planned.js");
  await runPlanned({ recipe, listing: ahead?.listing, catalogue, slurm, threads }, options);
}
