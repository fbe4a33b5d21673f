/** A stop that comes while worker threads still load their modules: Node must not abort over it. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

// Before workers were imported, one stop in sixty ended the process.
const stops = 150;
const script = `
  const [pool, count] = [process.argv[1], Number(process.argv[2])];
  const { LocalPool } = await import(pool);
  for (let stop = 0; stop < count; stop++) {
    const signal = new AbortController().signal;
    const starting = new LocalPool({ workers: 1, catalogue: "", output: "", plan: "", sampleSeconds: 1, signal });
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 130));
    await starting.close();
  }
  console.log("alive");
`;

test("a run that is stopped while its workers start ends in order", () => {
  const pool = fileURLToPath(new URL("../../pipeline/executors/local.js", import.meta.url));
  const args = ["--input-type=module", "--eval", script, pool, String(stops)];
  assert.equal(execFileSync(process.execPath, args, { encoding: "utf8" }).trim(), "alive");
});
