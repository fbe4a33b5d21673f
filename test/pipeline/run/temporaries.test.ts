/** Processes that are at work in the folder of a run at the same time. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { sweepTemporaries, temporaryPath } from "../../../pipeline/run/temporaries.js";
import { inTemporaryFolder } from "../../support/wudao.js";

const receipts = new URL("../../../pipeline/run/receipts.js", import.meta.url).href;

/** Runs a body of code, which knows `folder`, `fs` and `publishFolder`, in a thread. */
function thread(folder: string, body: string): Worker {
  const code = `const fs = require("node:fs"); const { workerData: folder, threadId } = require("node:worker_threads");
    import(${JSON.stringify(receipts)}).then(({ publishFolder }) => { ${body} });`;
  return new Worker(code, { eval: true, workerData: folder });
}

test("a run that starts while jobs of an earlier start are at work goes on: folders that they rename are no error", () =>
  inTemporaryFolder(async (folder) => {
    const atWork = thread(
      folder,
      `for (;;) {
        for (let part = 0; part < 20; part++) fs.mkdirSync(folder + "/at-work/" + part + "/sketch", { recursive: true });
        fs.renameSync(folder + "/at-work", folder + "/done");
        fs.rmSync(folder + "/done", { recursive: true });
      }`,
    );
    try {
      const until = Date.now() + 3000;
      while (Date.now() < until) sweepTemporaries(folder);
    } finally {
      await atWork.terminate();
    }
  }));

test("what an ended process left is removed at any depth, and nothing else", () =>
  inTemporaryFolder(async (folder) => {
    const deep = join(folder, "payload", "stream-0");
    mkdirSync(join(temporaryPath(join(deep, "00000")), "sketch"), { recursive: true });
    writeFileSync(temporaryPath(join(folder, "data.arrow")), "");
    writeFileSync(join(deep, "kept.tmp"), "");
    sweepTemporaries(folder);
    assert.deepEqual([readdirSync(folder), readdirSync(deep)], [["payload"], ["kept.tmp"]]);
    assert.ok(!existsSync(temporaryPath(join(deep, "00000"))));
    sweepTemporaries(join(folder, "none"));
  }));

test("two attempts at a task that end at the same moment both succeed, and leave one result", () =>
  inTemporaryFolder(async (folder) => {
    const attempt = `for (let round = 0; round < 300; round++) {
      const own = folder + "/own-" + threadId;
      fs.mkdirSync(own);
      fs.writeFileSync(own + "/spill", "same");
      publishFolder(own, folder + "/00000");
    }`;
    const ended = [thread(folder, attempt), thread(folder, attempt)].map(
      (worker) =>
        new Promise((resolve, reject) => {
          worker.on("error", reject);
          worker.on("exit", resolve);
        }),
    );
    assert.deepEqual(await Promise.all(ended), [0, 0]);
    assert.deepEqual(readdirSync(folder, { recursive: true }).sort(), ["00000", join("00000", "spill")]);
  }));
