/** The end of the threads: what starts anew behind it takes CPU time, and keeps a finished command from ending. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Script } from "node:vm";
import { globSync } from "tinyglobby";
import { catalogueUrl } from "../../../pipeline/cli/load.js";
import { WorkerThreads } from "../../../pipeline/executors/worker-threads.js";

test("threads that are ended twice at the same time stay ended", async () => {
  let started = 0;
  const count = (): void => {
    started++;
  };
  process.on("worker", count);
  try {
    const threads = new WorkerThreads(1, catalogueUrl, true);
    const nothing = { stages: [], baseDir: ".", hasOwnStages: false };
    await threads.run(nothing, new AbortController().signal);
    await Promise.all([threads.close(), threads.close()]);
    assert.equal(started, 1);
  } finally {
    process.off("worker", count);
  }
});

test("threads that start take the code that was compiled before, and threads at work have the flags that save memory", async () => {
  const cachedData = new Script("(() => 10_000)").createCachedData();
  let asked = 10_000;
  // V8 looks at the length of the text alone, and would remember a text that it has compiled.
  const refusesCode = (): boolean | undefined =>
    new Script(`(() => ${++asked} )`, { cachedData }).cachedDataRejected;
  const nothing = { stages: [], baseDir: ".", hasOwnStages: false };
  const { signal } = new AbortController();
  for (const isEarly of [true, false]) {
    const threads = new WorkerThreads(2, catalogueUrl, isEarly);
    const loads = [threads.run(nothing, signal), threads.run(nothing, signal)];
    assert.equal(refusesCode(), false);
    await Promise.all(loads);
    // What the threads tell comes beside their answers. Waits for it for five seconds.
    for (let waits = 0; waits < 500 && refusesCode() === false; waits++) await sleep(10);
    assert.equal(refusesCode(), true);
    await threads.close();
  }
});

test("a pool that ends while its threads still load does not abort the process: each is given CommonJS (worker-entry.cts)", () => {
  const entries = globSync(["pipeline/**/*.ts", "stages/**/*.ts"]).flatMap((file) => {
    const source = readFileSync(file, "utf8");
    return [...source.matchAll(/new Piscina\(\{\s*filename: ([^\n]*),/g)].map(
      ([, entry]) => `${file}: ${entry}`,
    );
  });
  assert.ok(entries.length >= 2);
  for (const entry of entries) assert.match(entry, /\.cjs"/);
});
