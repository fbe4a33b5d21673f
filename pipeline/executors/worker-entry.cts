/**
 * What the pool loads in each thread: the worker, by `import()`.
 *
 * Node aborts the whole process when a thread is stopped while `require()` links a module (`v8::Module::IsGraphAsync`), and piscina
 * requires what it is given. So it is given CommonJS, and the modules behind it are imported, which may be stopped anywhere.
 *
 * The stages that come with the project lie in one bundle with the worker (build/bundle-worker.mjs). Modules of the user's own import the
 * library, which must be the one that the engine consists of: where a recipe has any, its tasks go to the modules one by one.
 */
import fs = require("node:fs");
import path = require("node:path");
import url = require("node:url");
import threads = require("node:worker_threads");

import bundled = require("./bundled-worker.cjs");

import type { Work, WorkerTask } from "./worker.js" with { "resolution-mode": "import" };

const dist = path.join(__dirname, "../..");

const ofCatalogue = isBundled() ? bundled.openBundle().work : loadModules();

async function loadModules(): Promise<Work> {
  return (await import("./worker.js")).default;
}

function isBundled(): boolean {
  const data: unknown = threads.workerData;
  const { catalogue } = (Array.isArray(data) ? data[1] : data) as { catalogue: string };
  if (catalogue !== url.pathToFileURL(path.join(dist, "stages/catalogue.js")).href) return false;
  const made = modified(bundled.bundleFile);
  // A compilation alone leaves an old bundle behind.
  return made !== undefined && made >= (modified(path.join(dist, ".tsbuildinfo")) ?? 0);
}

function modified(file: string): number | undefined {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

export = async (task: WorkerTask) => {
  const work = await (task.hasOwnStages ? loadModules() : ofCatalogue);
  return work(task);
};
