/** What a large dataset needs of the machine must not grow with the number of its shards. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readOwnManifest } from "../../../pipeline/run/finish.js";
import { inTemporaryFolder, mainFile } from "../../support/wudao.js";

test("packed tokens fill more shards than a process may open files", (context) =>
  inTemporaryFolder(async (folder) => {
    const lines = Array.from({ length: 200 }, (_, at) =>
      JSON.stringify({ id: `${at}`, text: `大规模语料的第${at}篇。`.repeat(40) }),
    );
    writeFileSync(join(folder, "in.jsonl"), lines.join("\n"));
    const recipe = join(folder, "recipe.yaml");
    const stages = [
      "read-json",
      "tokenize",
      "pack: { sequence-length: 32 }",
      "write-arrow: { shard-bytes: 1KiB }",
    ];
    writeFileSync(recipe, `name: shards\ninput: in.jsonl\nstages:\n  - ${stages.join("\n  - ")}\n`);
    const output = join(folder, "out");
    const run = [process.execPath, mainFile, "run", recipe, "--output", output, "--workers", "1", "--quiet"];
    const limited = ["-c", 'ulimit -n 80 && exec "$@"', "bash", ...run];
    const { status, stderr, error } = spawnSync("bash", limited, { encoding: "utf8" });
    if (error !== undefined) return context.skip("needs bash");
    assert.equal(status, 0, stderr);
    assert.ok(readOwnManifest(output).shards.length > 120);
  }));
