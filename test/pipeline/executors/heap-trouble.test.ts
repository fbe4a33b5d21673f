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
    const runWith = (mebibytes: number) =>
      startWith({ NODE_OPTIONS: `--max-old-space-size=${mebibytes}` }, ...run).end;
    const { code, stderr } = await runWith(64);
    assert.match(
      stderr,
      /in\.jsonl: a worker ran out of memory .*task 0 of stream-0, .*--max-old-space-size/s,
    );
    assert.doesNotMatch(stderr, /report/);
    assert.equal(code, 1);
    const again = await runWith(1024);
    assert.equal(again.code, 0, again.stderr);
  }));
