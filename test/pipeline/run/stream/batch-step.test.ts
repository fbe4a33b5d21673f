import assert from "node:assert/strict";
import { test } from "node:test";
import { makeSample } from "../../../../pipeline/contracts/sample.js";
import { runBatch } from "../../../../pipeline/run/stream/batch-step.js";

const samples = ["1", "2"].map((id) => makeSample({ id, source: "s", origin: "o", text: "一" }));

test("a disk that fails under a batch ends the task: all its samples went to quarantine", async () => {
  const failing = Object.assign(new Error("EIO: i/o error, read"), { code: "EIO" });
  const ended = runBatch(() => Promise.reject(failing), samples);
  await assert.rejects(ended, (error) => error === failing);
});
