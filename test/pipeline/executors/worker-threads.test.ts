/** The end of the threads: what starts anew behind it takes CPU time, and keeps a finished command from ending. */
import assert from "node:assert/strict";
import { test } from "node:test";
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
