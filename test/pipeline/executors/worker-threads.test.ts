/** The end of the threads: what starts anew behind it takes CPU time, and keeps a finished command from ending. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Script } from "node:vm";
import { globSync } from "tinyglobby";
import { catalogueUrl } from "../../../pipeline/cli/load.js";
import { WorkerThreads } from "../../../pipeline/executors/worker-threads.js";

const nothing = { stages: [], baseDir: ".", hasOwnStages: false };
const { signal } = new AbortController();
const cachedData = new Script("(() => 10_000)").createCachedData();
let asked = 10_000;

/** Whether this process has other flags now than at the start: V8 then refuses code. It looks at the length of the text alone. */
function refusesCode(): boolean | undefined {
  // It would remember a text that it has compiled.
  return new Script(`(() => ${++asked} )`, { cachedData }).cachedDataRejected;
}

/** What threads tell comes beside their answers. Waits for it for five seconds. */
async function untilAtWork(): Promise<void> {
  for (let waits = 0; waits < 500 && refusesCode() === false; waits++) await sleep(10);
}

test("threads that are ended twice at the same time stay ended", async () => {
  let started = 0;
  const count = (): void => {
    started++;
  };
  process.on("worker", count);
  try {
    const threads = new WorkerThreads(1, catalogueUrl, true);
    await threads.run(nothing, signal);
    await Promise.all([threads.close(), threads.close()]);
    assert.equal(started, 1);
  } finally {
    process.off("worker", count);
  }
});

test("threads that start take the code that was compiled before, and threads at work have the flags that save memory", async () => {
  for (const isEarly of [true, false]) {
    const threads = new WorkerThreads(2, catalogueUrl, isEarly);
    const loads = [threads.run(nothing, signal), threads.run(nothing, signal)];
    assert.equal(refusesCode(), false);
    await Promise.all(loads);
    await untilAtWork();
    assert.equal(refusesCode(), true);
    await threads.close();
    assert.equal(refusesCode(), false);
  }
});

test("threads at work keep their flags when those of another run of the process end, and lose them while those load", async () => {
  const threads = new WorkerThreads(1, catalogueUrl);
  await threads.run(nothing, signal);
  await untilAtWork();
  const others = new WorkerThreads(1, catalogueUrl, true);
  const next = threads.run(nothing, signal);
  assert.equal(refusesCode(), false);
  await others.close();
  assert.equal(refusesCode(), true);
  await next;
  await threads.close();
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
