/** `wudao run`: runs a recipe to a finished dataset, or resumes it. */
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { Command } from "commander";
import { startRun } from "../executors/start-run.js";
import { makePlan } from "../plan/plan.js";
import { readRecipe } from "../recipe/read-recipe.js";
import { exitCodes } from "./exit-codes.js";
import { catalogueUrl, loadCatalogue } from "./load.js";
import { type RecipeOptions, recipeOverrides, wholeNumber } from "./options.js";
import { print, printJson } from "./output.js";
import { progressEvents } from "./progress.js";
import { renderRun } from "./summary.js";

interface RunOptions extends RecipeOptions {
  readonly workers: string;
  readonly force?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function runCommand(): Command {
  return new Command("run")
    .description("Run a recipe to a finished dataset; the same command again resumes a stopped run")
    .argument("<recipe>", "YAML file")
    .option("-i, --input <path...>", "files, folders or globs in place of the recipe's input")
    .option("-o, --output <folder>", "folder of the dataset (default: out/<recipe name>)")
    .option("-w, --workers <n>", "worker threads", String(availableParallelism()))
    .option("--set <stage.param=value...>", "change a stage's parameter")
    .option("--force", "replace another run in the output folder")
    .option("--json", "print the result, or the error, as JSON; no progress")
    .option("-q, --quiet", "no progress")
    .addHelpText(
      "after",
      `
Progress goes to stderr (a bar on a terminal, plain lines in a log), the result to stdout.

Examples:
  wudao run configs/quickstart.yaml
  wudao run configs/wudaocorpora.yaml --input 'data/*.jsonl.zst' --output out --workers 8
  wudao run configs/quickstart.yaml --set text-length.min=50 --output out/longer --json`,
    )
    .action(async (file: string, options: RunOptions) => {
      const workers = wholeNumber("--workers", options.workers, 1);
      const catalogue = await loadCatalogue();
      const recipe = await readRecipe(file, catalogue, recipeOverrides(options));
      const plan = await makePlan(recipe, catalogue);
      const output = resolve(recipe.output ?? `out/${recipe.name}`);
      const stop = new AbortController();
      process.once("SIGINT", () => interrupt(exitCodes.interrupted));
      process.once("SIGTERM", () => interrupt(exitCodes.terminated));
      const interrupt = (code: number): void => {
        process.exitCode = code;
        stop.abort();
      };
      const quiet = options.quiet === true || options.json === true;
      const outcome = await startRun({
        plan,
        output,
        catalogue,
        catalogueUrl,
        workers,
        force: options.force === true,
        signal: stop.signal,
        events: quiet ? {} : progressEvents(plan),
      }).catch((error: unknown) => {
        if (!stop.signal.aborted) throw error;
        process.stderr.write("\nstopped; run the same command again to resume\n");
        if (options.json === true)
          printJson({ error: { code: "interrupted", message: "run again to resume" } });
        return undefined;
      });
      if (outcome === undefined) return;
      const { alreadyDone, manifest, facts } = outcome;
      if (options.json === true) printJson({ output, alreadyDone, warnings: facts.warnings, manifest });
      else print(renderRun(outcome, output));
    });
}
