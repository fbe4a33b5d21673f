/**
 * One run of the WuDaoCorpora recipe, measured from inside a process of its own: code is loaded before the clock starts, as it
 * is for the peers in ../shared/bench/peers.py: of this thread the engine and the stages of the recipe, module by module (a command has
 * them in a bundle). What the worker loads is counted.
 *
 * Arguments: input, output, workers, tokenizer. Prints one JSON object.
 */
import { rmSync } from "node:fs";
import { catalogueUrl, loadCatalogue } from "../../pipeline/cli/load.js";
import { recipeOverrides } from "../../pipeline/cli/options.js";
import { peakMemoryBytes } from "../../pipeline/executors/peak-memory.js";
import { WorkerThreads } from "../../pipeline/executors/worker-threads.js";
import { makePlan } from "../../pipeline/plan/plan.js";
import { readRecipe } from "../../pipeline/recipe/read-recipe.js";
import { startRun } from "../../pipeline/start-run.js";
import { cpuSecondsSince } from "./cpu-seconds.js";

const [input = "", output = "", workers = "1", tokenizer = "default"] = process.argv.slice(2);
const catalogue = await loadCatalogue();
rmSync(output, { recursive: true, force: true });
const overrides = recipeOverrides({ input: [input], output, set: [`tokenize.tokenizer=${tokenizer}`] });
await readRecipe("configs/wudaocorpora.yaml", catalogue, overrides);

const before = process.cpuUsage();
const began = performance.now();
const threads = new WorkerThreads(Number(workers), catalogueUrl, true);
const recipe = await readRecipe("configs/wudaocorpora.yaml", catalogue, overrides, (stages, baseDir) =>
  threads.load(stages, baseDir),
);
const { manifest } = await startRun({
  plan: await makePlan(recipe, catalogue),
  output,
  catalogue,
  catalogueUrl,
  workers: Number(workers),
  threads,
  force: false,
  signal: new AbortController().signal,
  events: {},
});
const cpuSeconds = cpuSecondsSince(before);
process.stdout.write(
  JSON.stringify({
    cpuSeconds,
    wallSeconds: (performance.now() - began) / 1000,
    peakMegabytes: peakMemoryBytes() / 2 ** 20,
    manifest,
  }),
);
