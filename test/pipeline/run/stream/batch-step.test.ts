import assert from "node:assert/strict";
import { test } from "node:test";
import { SampleError } from "../../../../pipeline/contracts/errors.js";
import { makeSample } from "../../../../pipeline/contracts/sample.js";
import { runBatch } from "../../../../pipeline/run/stream/batch-step.js";

const samples = ["1", "2"].map((id) => makeSample({ id, source: "s", origin: "o", text: "一" }));

test("a file that a user's own batch cannot read costs its sample alone: the run ended", async () => {
  const directory = Object.assign(new Error("EISDIR: illegal operation on a directory, read"), {
    code: "EISDIR",
  });
  const outcomes = await runBatch(
    (batch) => (batch.some(({ id }) => id === "1") ? Promise.reject(directory) : Promise.resolve(batch)),
    samples,
  );
  assert.ok(outcomes[0] instanceof SampleError);
  assert.equal(outcomes[1], samples[1]);
});

test("a disk that fails under a batch ends the task: all its samples went to quarantine", async () => {
  const failing = Object.assign(new Error("EIO: i/o error, read"), { code: "EIO" });
  const ended = runBatch(() => Promise.reject(failing), samples);
  await assert.rejects(ended, (error) => error === failing);
});
