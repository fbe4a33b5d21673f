/** What `wudao run` does: recipe, plan, and the run to its end, on threads that are loading meanwhile. */
import type { WorkerThreads } from "../executors/worker-threads.js";
import { listAhead, loadStoreOf } from "../plan/list-ahead.js";
import { readRecipe } from "../recipe/read-recipe.js";
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
  const recipe = await readRecipe(
    file,
    catalogue,
    recipeOverrides(options),
    (stages, baseDir, inputs = []) => {
      loadStoreOf(inputs);
      threads?.load(stages, baseDir);
    },
  );
  // Stores answer while the rest of the program loads.
  const listing = listAhead(recipe, catalogue);
  const { runPlanned } = await import("./run-planned.js");
  await runPlanned({ recipe, listing, catalogue, slurm, threads }, options);
}
