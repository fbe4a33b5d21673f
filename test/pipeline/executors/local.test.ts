import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pipeline, read, write } from "../../../pipeline/index.js";
import { inTemporaryFolder, root } from "../../support/wudao.js";

test("a small run on a machine of many cores loads its stages once, not once a core", () =>
  inTemporaryFolder(async (folder) => {
    let threads = 0;
    const count = (): void => {
      threads++;
    };
    process.on("worker", count);
    try {
      const input = { path: join(root, "data-samples/zh.jsonl") };
      const stages = [read.json(), write.jsonl()];
      await pipeline({ name: "small", input, stages }).run({ output: join(folder, "out"), workers: 16 });
    } finally {
      process.off("worker", count);
    }
    assert.equal(threads, 1);
  }));

test("a run that was told to stop before its first phase, or between two, stops, and goes on the next time", () =>
  inTemporaryFolder(async (folder) => {
    const input = { path: join(root, "data-samples/zh.jsonl") };
    const small = pipeline({ name: "small", input, stages: [read.json(), write.jsonl()] });
    const output = join(folder, "out");
    const stopped = { name: "AbortError" };
    await assert.rejects(small.run({ output, workers: 1, signal: AbortSignal.abort() }), stopped);
    const stop = new AbortController();
    const begun: string[] = [];
    const phase = (name: string): void => {
      begun.push(name);
      if (name === "write") stop.abort();
    };
    await assert.rejects(small.run({ output, workers: 1, signal: stop.signal, events: { phase } }), stopped);
    assert.deepEqual(begun, ["stream-0", "write"]);
    const { manifest, isResumed } = await small.run({ output, workers: 1 });
    assert.ok(isResumed && manifest.rows > 0);
  }));
