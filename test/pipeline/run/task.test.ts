/** A task that two machines do at the same time, or whose result is damaged. */
import assert from "node:assert/strict";
import { readdirSync, rmSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inTemporaryFolder } from "../../support/wudao.js";
import { planDataset, textStages } from "../dataset/make-dataset.js";

/** Names and inodes: a file that was replaced by the same bytes has another. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => `${name} ${statSync(join(folder, name)).ino}`)
    .sort();
}

test("the slower of two attempts at a task takes nothing from under those who read what the faster one left", () =>
  inTemporaryFolder(async (folder) => {
    const output = join(folder, "out");
    const { doTask } = await planDataset(output, textStages("write-jsonl"));
    const first = await doTask("stream-0", 0);
    const payload = join(output, ".run/payload");
    const before = filesBelow(payload);
    assert.ok(before.some((name) => name.includes("spill")));
    assert.deepEqual(await doTask("stream-0", 0), first);
    assert.deepEqual(filesBelow(payload), before);
  }));

test("a task is done again where a file that it left is gone or too short", () =>
  inTemporaryFolder(async (folder) => {
    const output = join(folder, "out");
    const { doTask } = await planDataset(output, textStages("write-jsonl"));
    const { files } = await doTask("stream-0", 0);
    for (const damage of [rmSync, truncateSync]) {
      for (const { file } of files.filter(({ bytes }) => bytes > 0)) {
        damage(join(output, file));
        const again = await doTask("stream-0", 0);
        assert.deepEqual(again.files, files);
        for (const each of files) assert.equal(statSync(join(output, each.file)).size, each.bytes, each.file);
      }
    }
  }));
