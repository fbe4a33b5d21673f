import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { writeRecipe } from "../../support/small-recipe.js";
import { inTemporaryFolder, startWith } from "../../support/wudao.js";

test("a worker that runs out of heap names the file and the way out, and the run goes on with more", () =>
  inTemporaryFolder(async (folder) => {
    writeFileSync(
      join(folder, "hoard.mjs"),
      `export default (sample) => {
         const hoard = [];
         for (let made = 0; made < 3e6; made++) hoard.push({ made });
         return hoard.length > 0 ? sample : [];
       };`,
    );
    const run = ["run", writeRecipe(folder, ["module: ./hoard.mjs"], "", 1), "--output", join(folder, "out")];
    const runWith = (options: string) => startWith({ NODE_OPTIONS: options }, ...run).end;
    const { code, stderr } = await runWith("--max-old-space-size=64");
    assert.match(
      stderr,
      /in\.jsonl: a worker ran out of memory .*task 0 of stream-0, .*--max-old-space-size/s,
    );
    assert.doesNotMatch(stderr, /report/);
    assert.equal(code, 1);
    const again = await runWith("--max-old-space-size=64 --max-old-space-size=1024");
    assert.equal(again.code, 0, again.stderr);
  }));

test("a stage of a later phase that takes all of a worker's heap when it opens is told with the way out: users were asked to report a bug", () =>
  inTemporaryFolder(async (folder) => {
    writeFileSync(
      join(folder, "greedy.mjs"),
      `import { z } from ${JSON.stringify(import.meta.resolve("zod"))};
       export const greedy = {
         kind: "map", name: "greedy", version: 1, summary: "-", source: "-", parameters: z.strictObject({}),
         open: () => {
           const hoard = [];
           for (let made = 0; made < 3e6; made++) hoard.push({ made });
           return (sample) => (hoard.length > 0 ? sample : []);
         },
       };`,
    );
    const recipe = writeRecipe(folder, ["exact-dedup", "{ module: ./greedy.mjs, export: greedy }"]);
    const { code, stderr } = await startWith(
      { NODE_OPTIONS: "--max-old-space-size=64" },
      ...["run", recipe, "--workers", "1", "--output", join(folder, "out")],
    ).end;
    assert.match(
      stderr,
      /error \[no-heap\]: a worker ran out of memory for objects when it opened the stages of later phases\. Run .*--max-old-space-size/,
    );
    assert.equal(code, 1);
  }));
