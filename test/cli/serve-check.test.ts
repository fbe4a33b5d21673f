import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { wudao } from "../support/served-wudao.js";
import { inTemporaryFolder, root } from "../support/wudao.js";

const recipe = `name: served
input: { path: ${join(root, "data-samples/zh.jsonl")} }
stages:
  - read-json
  - tokenize
  - pack: { sequence-length: 64 }
  - write-arrow: { shard-bytes: 2KiB }
`;

test("serve-check tells steps, left-over rows and resume points of a dataset, and fails where it is uneven", () =>
  inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, "recipe.yaml"), recipe);
    const output = join(folder, "out");
    await wudao(["run", join(folder, "recipe.yaml"), "--output", output, "--quiet"]);
    const check = ["serve-check", output, "--world-size", "2", "--workers", "2", "--batch", "3"];
    const good = await wudao([...check, "--resume-at", "2", "--json"]);
    const serving = JSON.parse(good.stdout) as {
      rows: number;
      steps: number;
      leftOver: number;
      resume: readonly (readonly { file: string; row: number }[])[];
    };
    assert.equal(serving.rows, serving.steps * 6 + serving.leftOver);
    assert.ok(serving.steps >= 4 && serving.leftOver < 6, JSON.stringify(serving));
    assert.equal(serving.resume.flat().length, 4);
    assert.match((await wudao(check)).stdout, /every rank makes \d+ steps.*\ngood: /);
    const { code, stdout } = await wudao(
      ["serve-check", output, "--world-size", "64", "--batch", "3", "--by", "shards"],
      5,
    );
    assert.equal(code, 5);
    assert.match(stdout, /problem: \d+ ranks of 64 would have no batch/);
  }));
