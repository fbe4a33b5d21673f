/** `wudao run`: runs a recipe to a finished dataset, or resumes it. */
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { Command } from "commander";
import { UserError } from "../errors.js";
import { startRun } from "../executors/start-run.js";
import { makePlan } from "../plan/plan.js";
import { readRecipe } from "../recipe/read-recipe.js";
import { catalogueUrl, loadCatalogue } from "./load.js";
import { print, printJson } from "./output.js";
import { progressEvents } from "./progress.js";
import { renderRun } from "./summary.js";

interface RunOptions {
  readonly input?: string[];
  readonly output?: string;
  readonly workers: string;
  readonly set?: string[];
  readonly force?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function runCommand(): Command {
  return new Command("run")
    .description("Run a recipe; run it again to resume")
    .argument("<recipe>", "YAML file")
    .option("-i, --input <path...>", "files, folders or globs in place of the recipe's input")
    .option("-o, --output <folder>", "folder of the dataset (default: out/<recipe name>)")
    .option("-w, --workers <n>", "worker threads", String(availableParallelism()))
    .option("--set <stage.param=value...>", "change a stage's parameter")
    .option("--force", "replace another run in the output folder")
    .option("--json", "print the result as JSON")
    .option("-q, --quiet", "no progress")
    .addHelpText(
      "after",
      "\nExamples:\n  wudao run configs/quickstart.yaml\n  wudao run configs/wudaocorpora.yaml --input 'data/*.jsonl.zst' --output out --workers 8\n  wudao run configs/quickstart.yaml --set min-han.min=20 --json",
    )
    .action(async (file: string, options: RunOptions) => {
      const workers = Number(options.workers);
      if (!Number.isInteger(workers) || workers < 1)
        throw new UserError(
          "bad-workers",
          `--workers ${options.workers} is no number of threads`,
          "Give 1 or more",
        );
      const catalogue = await loadCatalogue();
      const recipe = await readRecipe(file, catalogue, {
        ...(options.input === undefined ? {} : { input: options.input }),
        ...(options.output === undefined ? {} : { output: options.output }),
        ...(options.set === undefined ? {} : { set: options.set }),
      });
      const plan = await makePlan(recipe, catalogue);
      const output = resolve(recipe.output ?? `out/${recipe.name}`);
      const stop = new AbortController();
      const interrupt = (): void => {
        process.exitCode = 130;
        stop.abort();
      };
      process.once("SIGINT", interrupt);
      process.once("SIGTERM", interrupt);
      const outcome = await startRun({
        plan,
        output,
        catalogue,
        catalogueUrl,
        workers,
        force: options.force === true,
        signal: stop.signal,
        events: options.quiet === true || options.json === true ? {} : progressEvents(plan),
      }).catch((error: unknown) => {
        if (!stop.signal.aborted) throw error;
        process.stderr.write("stopped; run the same command again to resume\n");
        return undefined;
      });
      if (outcome === undefined) return;
      if (options.json === true)
        printJson({ output, alreadyDone: outcome.alreadyDone, manifest: outcome.manifest });
      else print(renderRun(outcome, output));
    });
}
