/**
 * Opens the bundle of the worker (build/bundle-worker.mjs) with the code that V8 made of it at the build (build/compile-worker.mjs): a thread
 * then neither parses nor compiles what most runs use, which saves a third of the CPU time of its start.
 *
 * V8 takes that code only for a text of this length, from its own version under the same flags, and compiles the text where it refuses it.
 * Whoever makes the bundle anew removes the code.
 */
import fs = require("node:fs");
import Module = require("node:module");
import path = require("node:path");
import vm = require("node:vm");

import type { Work } from "./worker.js" with { "resolution-mode": "import" };

const folder = path.join(__dirname, "../../bundle");
const bundleFile = path.join(folder, "worker.cjs");
const codeFile = path.join(folder, `worker-${process.version}-${process.arch}.code`);

function openBundle(): { readonly work: Work; readonly script: import("node:vm").Script } {
  const code = fs.existsSync(codeFile) ? { cachedData: fs.readFileSync(codeFile) } : {};
  // All of it is ASCII: a byte a character in memory, too.
  const script = new vm.Script(Module.wrap(fs.readFileSync(bundleFile, "latin1")), {
    filename: bundleFile,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...code,
  });
  const bundle: { exports: { default?: Work } } = { exports: {} };
  const run = script.runInThisContext() as (
    exports: unknown,
    require: NodeJS.Require,
    module: unknown,
    file: string,
    folder: string,
  ) => void;
  run(bundle.exports, Module.createRequire(bundleFile), bundle, bundleFile, folder);
  const { default: work } = bundle.exports;
  if (work === undefined) throw new Error(`${bundleFile} exports no worker`);
  return { work, script };
}

export = { bundleFile, codeFile, openBundle };
