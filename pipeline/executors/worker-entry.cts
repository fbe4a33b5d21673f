/**
 * What the pool loads in each thread: the worker, from its bundle or from the modules one by one.
 *
 * Node aborts the whole process when a thread is stopped while `require()` links an ES module (`v8::Module::IsGraphAsync`), and piscina
 * requires what it is given. So it is given CommonJS, and so is the bundle; modules are imported, which may be stopped anywhere.
 *
 * The stages that come with the project lie in one bundle with the worker (build/bundle.mjs). Modules of the user's own import the
 * library, which must be the one that the engine consists of: where a recipe has any, its tasks go to the modules.
 */
import path = require("node:path");
import url = require("node:url");
import threads = require("node:worker_threads");

import bundles = require("./open-bundle.cjs");

import type { Work, WorkerTask } from "./worker.js" with { "resolution-mode": "import" };

const ofCatalogue = isOfBundle() ? ofBundle() : loadModules();

async function loadModules(): Promise<Work> {
  return (await import("./worker.js")).default;
}

function ofBundle(): Work {
  return (bundles.openBundle("worker").exports as { readonly default: Work }).default;
}

function isOfBundle(): boolean {
  const data: unknown = threads.workerData;
  const { catalogue } = (Array.isArray(data) ? data[1] : data) as { catalogue: string };
  const ours = path.join(__dirname, "../../stages/catalogue.js");
  return catalogue === url.pathToFileURL(ours).href && bundles.isBundled("worker");
}

/** The pool then sets its flags, under which nothing should be loaded (worker-flags.ts). */
let tellLoaded = (): void => {
  threads.parentPort?.postMessage(threads.threadId);
  tellLoaded = () => undefined;
};

export = async (task: WorkerTask) => {
  const work = await (task.hasOwnStages ? loadModules() : ofCatalogue);
  // Stages are loaded before there is a plan, and then nothing else is asked of a thread.
  if ("stages" in task) return work(task).finally(() => tellLoaded());
  tellLoaded();
  return work(task);
};
