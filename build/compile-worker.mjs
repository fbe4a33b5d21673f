/**
 * Stores what V8 compiles of the worker's bundle while it does the tasks of two small runs, for this version of Node
 * (pipeline/executors/bundled-worker.cts). Another one compiles for itself.
 *
 * V8 refuses code that was made under other flags, or on the main thread, which starts from another snapshot.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { isMainThread, Worker } from "node:worker_threads";
import { catalogueUrl, loadCatalogue } from "../dist/pipeline/cli/load.js";
import bundled from "../dist/pipeline/executors/bundled-worker.cjs";
import { startRun } from "../dist/pipeline/executors/start-run.js";
import { workerFlags } from "../dist/pipeline/executors/worker-threads.js";
import { makePlan } from "../dist/pipeline/plan/plan.js";
import { readRecipe } from "../dist/pipeline/recipe/read-recipe.js";

if (isMainThread) {
  rmSync(bundled.codeFile, { force: true });
  for (const flag of workerFlags) setFlagsFromString(flag);
  new Worker(fileURLToPath(import.meta.url));
} else {
  // Collections would take away what has not run lately, above all what runs once at the start.
  setFlagsFromString("--no-flush-bytecode");
  const { work, script } = bundled.openBundle();
  await runRecipes(work);
  setFlagsFromString("--flush-bytecode");
  writeFileSync(bundled.codeFile, script.createCachedData());
}

async function runRecipes(work) {
  /** In place of threads: this one does the tasks, so that the code is at hand afterwards. */
  const threads = { workers: 1, run: work, onStrayError() {}, close: () => Promise.resolve() };
  const catalogue = await loadCatalogue();
  const folder = mkdtempSync(join(tmpdir(), "wudao-build-"));
  try {
    for (const name of ["quickstart", "wudaocorpora"]) {
      const file = fileURLToPath(new URL(`../configs/${name}.yaml`, import.meta.url));
      await startRun({
        plan: await makePlan(await readRecipe(file, catalogue), catalogue),
        ...{
          output: join(folder, name),
          catalogue,
          catalogueUrl,
          threads,
          workers: 1,
          force: false,
          events: {},
        },
        signal: new AbortController().signal,
      });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
