import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { wudao } from "../support/served-wudao.js";
import { checksums, inTemporaryFolder } from "../support/wudao.js";

/** A recipe of three splits; a worker may hold some 400 MiB of it. */
function writeRecipe(folder: string): string {
  for (const name of ["a", "b", "c"])
    writeFileSync(join(folder, `${name}.jsonl`), `{"content":"一篇关于${name}的文章"}\n`);
  const recipe = join(folder, "recipe.yaml");
  writeFileSync(
    recipe,
    "name: held\ninput: { path: '*.jsonl' }\nstages: [read-json, exact-dedup, write-jsonl]\n",
  );
  return recipe;
}

const run = (recipe: string, output: string, ...more: string[]): string[] => [
  ...["run", recipe, "--output", output, "--quiet"],
  ...more,
];

test("a run that needs more memory than it may have is refused with what would fit, or run all the same when told so", () =>
  inTemporaryFolder(async (folder) => {
    const recipe = writeRecipe(folder);
    const output = join(folder, "out");
    const { stderr } = await wudao(run(recipe, output, "--memory", "1GiB", "--workers", "64"), 1);
    assert.match(stderr, /over-memory.*64 workers may hold [\d.]+GiB, and the limit is 1\.00GiB/);
    const small = await wudao(run(recipe, output, "--memory", "100MiB"), 1);
    assert.match(
      small.stderr,
      /1 worker may hold \d{3}MiB, and the limit is 100MiB\. It fits with --memory \d{3}MiB/,
    );
    const [, workers = ""] = /fits with --workers (\d+), or --memory/.exec(stderr) ?? [];
    await wudao(run(recipe, output, "--memory", "1GiB", "--workers", workers));
    const wanted = checksums(output);
    const free = join(folder, "free");
    await wudao(run(recipe, free, "--memory", "1MiB", "--workers", "2", "--ignore-forecast"));
    assert.deepEqual(checksums(free), wanted);
  }));

test("the memory decides how many workers run", () =>
  inTemporaryFolder(async (folder) => {
    const recipe = writeRecipe(folder);
    const output = join(folder, "out");
    const { stdout } = await wudao(run(recipe, output, "--memory", "600MiB"));
    assert.match(stdout, / 1 worker,/);
    const { stderr } = await wudao(run(recipe, output, "--memory", "lots"), 2);
    assert.match(stderr, /--memory lots is no size/);
  }));

test("more workers than the machine has memory for are refused with how many fit, and no advice to claim more memory", () =>
  inTemporaryFolder(async (folder) => {
    const recipe = writeRecipe(folder);
    const { stderr } = await wudao(run(recipe, join(folder, "out"), "--workers", "100000"), 1);
    assert.match(stderr, /and this machine, or the job or container that this is in, has [\d.]+GiB/);
    assert.match(stderr, /It fits with --workers \d+, or where there are [\d.]+GiB;/);
  }));

test("a run is resumed with no more workers than fit into the memory: it took all cores, and was killed", () =>
  inTemporaryFolder(async (folder) => {
    const output = join(folder, "out");
    await wudao(["plan", writeRecipe(folder), "--output", output, "--prepare"]);
    const file = join(output, ".run", "plan.json");
    const plan = JSON.parse(readFileSync(file, "utf8")) as { forecast: object };
    writeFileSync(
      file,
      JSON.stringify({ ...plan, forecast: { ...plan.forecast, workerMemoryBytes: totalmem() } }),
    );
    const { stdout } = await wudao(["resume", output, "--quiet"]);
    assert.match(stdout, / 1 worker,/);
  }));
