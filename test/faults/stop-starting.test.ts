/** A stop that comes while worker threads still load their modules: Node must not abort over it. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

// Before workers were imported, one stop in sixty ended the process.
const stops = 150;
const script = `
  const [threads, count] = [process.argv[1], Number(process.argv[2])];
  const { WorkerThreads } = await import(threads);
  for (let stop = 0; stop < count; stop++) {
    const starting = new WorkerThreads(1, "", true);
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 130));
    await starting.close();
  }
  console.log("alive");
`;

test("a run that is stopped while its workers start ends in order", () => {
  const threads = fileURLToPath(new URL("../../pipeline/executors/worker-threads.js", import.meta.url));
  const args = ["--input-type=module", "--eval", script, threads, String(stops)];
  assert.equal(execFileSync(process.execPath, args, { encoding: "utf8" }).trim(), "alive");
});
