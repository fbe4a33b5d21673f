/** Which code the threads run: the bundle of worker and catalogue, or its modules one by one. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { catalogueUrl } from "../../../pipeline/cli/load.js";
import { nameSources } from "../../../pipeline/cli/source-frames.js";
import { WorkerThreads } from "../../../pipeline/executors/worker-threads.js";

/** Where the code lies that refuses a stage which does not exist. */
async function codeBehind(hasOwnStages: boolean): Promise<string> {
  const threads = new WorkerThreads(1, catalogueUrl);
  try {
    const task = { stages: [{ stage: "no-such-stage", params: {} }], baseDir: ".", hasOwnStages };
    await threads.run(task, new AbortController().signal);
    return assert.fail("an unknown stage was loaded");
  } catch (error) {
    return (error as Error).stack ?? "";
  } finally {
    await threads.close();
  }
}

const bundle = new URL("../../../bundle/", import.meta.url);

test("a thread starts from one bundle, without opening hundreds of files", async () => {
  assert.match(await codeBehind(false), /no-such-stage[\s\S]*dist\/bundle\//);
});

test("stages of the user's own meet the engine's own classes: their tasks run the modules that they import", async () => {
  assert.match(await codeBehind(true), /no-such-stage[\s\S]*dist\/pipeline\/catalogue\.js/);
});

test("a thread takes the code that the build compiled, and does not compile the bundle again", async (context) => {
  // Sets the flags under which threads run.
  await new WorkerThreads(1, catalogueUrl).close();
  const thread = new Worker(
    `const { codeFile, openBundle } = require(require("node:worker_threads").workerData);
     const isThere = require("node:fs").existsSync(codeFile("worker"));
     require("node:worker_threads").parentPort.postMessage({ isThere, isRefused: openBundle("worker").script.cachedDataRejected });`,
    { eval: true, workerData: fileURLToPath(new URL("../pipeline/executors/open-bundle.cjs", bundle)) },
  );
  const [{ isThere, isRefused }] = (await once(thread, "message")) as [
    { isThere: boolean; isRefused: boolean | undefined },
  ];
  if (isThere) assert.equal(isRefused, false);
  else context.skip("dist was built by another version of Node");
});

test("a command takes the code that the build compiled, too", (context) => {
  const program = `
    const { codeFile, isBundled, openBundle } = require(${JSON.stringify(fileURLToPath(new URL("../pipeline/executors/open-bundle.cjs", bundle)))});
    const isThere = isBundled("command") && require("node:fs").existsSync(codeFile("command"));
    process.stdout.write(JSON.stringify([isThere, openBundle("command").script.cachedDataRejected]));`;
  const said = execFileSync(process.execPath, ["--eval", program], { encoding: "utf8" });
  const [isThere, isRefused] = JSON.parse(said) as [boolean, boolean | undefined];
  if (isThere) assert.equal(isRefused, false);
  else context.skip("dist was built by another version of Node");
});

test("what is imported by name while a run goes on (stores, models, stages of the user's own) can be: stored code has no import()", () => {
  for (const name of ["worker.cjs", "command.cjs"]) {
    const text = readFileSync(new URL(name, bundle), "latin1");
    assert.match(text, /await obtain\("@aws-sdk\/client-s3"\)/);
    assert.doesNotMatch(text, /\bimport\(/);
  }
});

test("rules with characters beyond ASCII mean the same in a thread, which reads the bundle a byte a character", () => {
  for (const name of ["worker.cjs", "command.cjs"])
    assert.ok(readFileSync(new URL(name, bundle)).every((byte) => byte < 0x80));
});

test("the stack of an error in a thread names the source, not a column of the bundle", async () => {
  const stack = await codeBehind(false);
  assert.match(nameSources(stack), /\(pipeline\/catalogue\.ts:\d+:\d+\)/);
  assert.doesNotMatch(nameSources(stack), /worker\.cjs/);
  // And so does one of the main thread.
  assert.match(nameSources(await codeBehind(true)), /\(pipeline\/catalogue\.ts:\d+:\d+\)/);
});

test("the bundle comes with the licence of every package in it", () => {
  const licences = readFileSync(new URL("THIRD-PARTY.txt", bundle), "utf8");
  const { sources } = JSON.parse(readFileSync(new URL("worker.cjs.map", bundle), "utf8")) as {
    sources: readonly string[];
  };
  const packages = new Set(sources.flatMap((source) => /node_modules\/([^/]+)/.exec(source)?.[1] ?? []));
  assert.ok(packages.has("zod") && packages.has("opencc-js"));
  for (const name of packages) assert.match(licences, new RegExp(`^${name} \\d`, "m"));
  assert.match(licences, /Permission is hereby granted/);
  assert.match(licences, /Apache License/);
});
