/** Which code the threads run: the bundle of worker and catalogue, or its modules one by one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { catalogueUrl } from "../../../pipeline/cli/load.js";
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

test("a thread starts from one bundle, without opening hundreds of files", async () => {
  assert.match(await codeBehind(false), /no-such-stage[\s\S]*dist\/bundle\//);
});

test("stages of the user's own meet the engine's own classes: their tasks run the modules that they import", async () => {
  assert.match(await codeBehind(true), /no-such-stage[\s\S]*dist\/pipeline\/catalogue\.js/);
});
