/** An output folder may hold what a run would destroy or read by mistake: each such folder is refused, and `--force` replaces runs only. */
import assert from "node:assert/strict";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { wudao as served } from "../support/served-wudao.js";
import { writeRecipe } from "../support/small-recipe.js";
import { inTemporaryFolder } from "../support/wudao.js";

test("an output folder among the inputs, whose shards the next start would read instead of going on", () =>
  inTemporaryFolder(async (folder) => {
    const recipe = writeRecipe(folder, []);
    const output = join(folder, "deep/out");
    writeFileSync(join(folder, "in.json"), "[]");
    for (const input of [folder, join(folder, "**/*.jsonl"), join(folder, "**/*.json")]) {
      const run = ["run", recipe, "--input", input, "--output", output];
      assert.match((await served(run, 2)).stderr, /lies where the run looks for its inputs/);
    }
    // Nor are shards read that the source cannot read, nor those that a narrower glob does not name.
    writeFileSync(recipe, readFileSync(recipe, "utf8").replace("write-jsonl", "write-arrow"));
    const run = ["run", recipe, "--input", folder, "--output", output];
    await served(run);
    assert.match((await served(run)).stdout, /all is done/);
    const narrow = ["run", recipe, "--input", join(folder, "*.jsonl"), "--output", join(folder, "other")];
    writeFileSync(recipe, readFileSync(recipe, "utf8").replace("write-arrow", "write-jsonl"));
    await served(narrow);
    assert.match((await served(narrow)).stdout, /all is done/);
  }));

test("an output folder with the run's own input or recipe, which --force would remove before it is read", () =>
  inTemporaryFolder(async (folder) => {
    const recipe = writeRecipe(folder, []);
    const output = join(folder, "out");
    await served(["run", recipe, "--output", output, "--quiet"]);
    const shard = join(output, "data-00000-of-00001.jsonl");
    const link = join(folder, "link");
    symlinkSync(output, link);
    for (const to of [output, `${link}/`, folder]) {
      const { stderr } = await served(["run", recipe, "--input", shard, "--output", to, "--force"], 2);
      assert.match(stderr, /error \[bad-option\]: .*jsonl: the output folder holds what the run is to read/);
    }
    const linked = ["--input", join(link, "data-00000-of-00001.jsonl"), "--output", output, "--force"];
    assert.match((await served(["run", recipe, ...linked], 2)).stderr, /what the run is to read/);
    const own = join(output, "recipe.yaml");
    copyFileSync(recipe, own);
    const other = ["--input", join(folder, "in.jsonl"), "--set", "write-jsonl.shard-bytes=1MiB"];
    const { stderr } = await served(["run", own, ...other, "--output", output, "--force"], 2);
    assert.match(stderr, /error \[bad-option\]: .*the folder of the recipe lies in the output folder/);
    assert.ok(existsSync(shard) && existsSync(own));
  }));

test("an output folder that holds another run, which --force replaces", () =>
  inTemporaryFolder(async (folder) => {
    const recipe = writeRecipe(folder, ["min-han"]);
    const output = join(folder, "out");
    await served(["run", recipe, "--output", output, "--quiet"]);
    const before = readFileSync(join(output, "manifest.json"), "utf8");
    const other = ["run", recipe, "--output", output, "--set", "min-han.min=11", "--quiet"];
    const { stderr } = await served(other, 4);
    assert.match(
      stderr,
      /error \[other-run\]: .*: its min-han\.min is 10, here 11\. Choose another --output, or --force/,
    );
    assert.equal(readFileSync(join(output, "manifest.json"), "utf8"), before);
    await served([...other, "--force"]);
    assert.notEqual(readFileSync(join(output, "manifest.json"), "utf8"), before);
  }));

test("an output folder that holds a run of another version of this program, whose recipe is the same", () =>
  inTemporaryFolder(async (folder) => {
    const args = ["run", writeRecipe(folder, []), "--output", join(folder, "out"), "--quiet"];
    await served(args);
    const path = join(folder, "out/.run/plan.json");
    const plan = JSON.parse(readFileSync(path, "utf8")) as { version: number };
    writeFileSync(path, JSON.stringify({ ...plan, version: plan.version - 1, hash: "0".repeat(64) }));
    const { stderr } = await served(args, 4);
    assert.match(
      stderr,
      /error \[other-run\]: .*planned by another version of this program\. Choose another/,
    );
  }));

test("an output folder with files that no run made: --force would take them along one day", () =>
  inTemporaryFolder(async (folder) => {
    const recipe = writeRecipe(folder, []);
    const output = join(folder, "notes");
    mkdirSync(output);
    // A page on the web has a manifest, too.
    const files = [".hidden", "manifest.json", "thesis.txt"];
    for (const name of files) writeFileSync(join(output, name), "mine");
    for (const force of [[], ["--force"]]) {
      const { stderr } = await served(["run", recipe, "--output", output, ...force], 4);
      assert.match(stderr, /error \[foreign-folder\]: .*what no run has made, such as manifest\.json/);
    }
    assert.deepEqual(readdirSync(output), files);
    for (const name of files.slice(1)) rmSync(join(output, name));
    await served(["run", recipe, "--output", output, "--quiet"]);
    await served([
      "run",
      recipe,
      "--output",
      output,
      "--quiet",
      "--set",
      "write-jsonl.shard-bytes=1MiB",
      "--force",
    ]);
    assert.equal(readFileSync(join(output, ".hidden"), "utf8"), "mine");
  }));

test("an output folder whose stored plan is damaged is left alone without --force", () =>
  inTemporaryFolder(async (folder) => {
    const args = ["run", writeRecipe(folder, []), "--output", join(folder, "out"), "--quiet"];
    await served(args);
    for (const damaged of ["{", "{}", "null"]) {
      writeFileSync(join(folder, "out/.run/plan.json"), damaged);
      assert.match((await served(args, 4)).stderr, /error \[other-run\]: .*plan unreadable/, damaged);
    }
    await served([...args, "--force"]);
  }));
