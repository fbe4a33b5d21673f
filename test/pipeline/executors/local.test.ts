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
