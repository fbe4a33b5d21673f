/**
 * Stores what V8 compiles of the bundles for this version of Node on this platform (pipeline/executors/open-bundle.cts): of the worker's
 * while it does the tasks of two small runs, of the command line's while it plans them. Others compile for themselves.
 *
 * V8 refuses code that was made under other flags, or in a thread for the main thread and the other way round, which start from different
 * snapshots.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { isMainThread, Worker } from "node:worker_threads";
import { catalogueUrl, loadCatalogue } from "../dist/pipeline/cli/load.js";
import bundles from "../dist/pipeline/executors/open-bundle.cjs";
import { makePlan } from "../dist/pipeline/plan/plan.js";
import { readRecipe } from "../dist/pipeline/recipe/read-recipe.js";
import { startRun } from "../dist/pipeline/start-run.js";

const recipes = ["quickstart", "wudaocorpora"].map((name) =>
  fileURLToPath(new URL(`../configs/${name}.yaml`, import.meta.url)),
);

const folder = mkdtempSync(join(tmpdir(), "wudao-build-"));
try {
  if (isMainThread) {
    await store("command", ({ runCommandLine }) => runCommands(runCommandLine));
    new Worker(fileURLToPath(import.meta.url));
  } else {
    await store("worker", ({ default: work }) => runRecipes(work));
  }
} finally {
  rmSync(folder, { recursive: true });
}

async function store(name, use) {
  // Collections would take away what has not run lately, above all what runs once at the start.
  setFlagsFromString("--no-flush-bytecode");
  const { exports, storeCode } = bundles.openBundle(name);
  await use(exports);
  setFlagsFromString("--flush-bytecode");
  storeCode();
}

async function runCommands(runCommandLine) {
  const write = process.stdout.write;
  process.stdout.write = () => true;
  for (const [index, recipe] of recipes.entries()) {
    const args = ["plan", recipe, "--output", join(folder, `${index}`), "--prepare"];
    process.argv.splice(2, process.argv.length, ...args);
    await runCommandLine();
  }
  process.stdout.write = write;
  if (process.exitCode !== undefined) throw new Error("a command failed");
}

async function runRecipes(work) {
  /** In place of threads: this one does the tasks, so that the code is at hand afterwards. */
  const threads = { workers: 1, run: work, onStrayError() {}, close: () => Promise.resolve() };
  const catalogue = await loadCatalogue();
  for (const [index, recipe] of recipes.entries())
    await startRun({
      plan: await makePlan(await readRecipe(recipe, catalogue), catalogue),
      output: join(folder, `${index}`),
      catalogue,
      catalogueUrl,
      threads,
      workers: 1,
      force: false,
      signal: new AbortController().signal,
      events: {},
    });
}
