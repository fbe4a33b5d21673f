/** The end of the threads: what starts anew behind it takes CPU time, and keeps a finished command from ending. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
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
