import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { withOwnInputs } from "../../../pipeline/chaos/own-inputs.js";
import { chanceFrom } from "../../../pipeline/forecast/chance.js";
import { makePlan } from "../../../pipeline/plan/plan.js";
import { readRecipe } from "../../../pipeline/recipe/read-recipe.js";
import { catalogue } from "../../../stages/catalogue.js";
import { fileId } from "../../../stages/read/records/file-id.js";
import { inTemporaryFolder } from "../../support/wudao.js";

test("documents of copied inputs have ids as in a run of their own, where no two files share one", () =>
  inTemporaryFolder(async (folder) => {
    for (const name of ["a", "b"]) {
      mkdirSync(join(folder, "data", name), { recursive: true });
      writeFileSync(join(folder, "data", name, "1.txt"), "床前明月光。");
    }
    const recipe = join(folder, "recipe.yaml");
    writeFileSync(recipe, "name: struck\ninput: data\nstages: [read-text, write-jsonl]\n");
    const plan = await makePlan(await readRecipe(recipe, catalogue), catalogue);
    const { splits } = withOwnInputs(plan, join(folder, "own"), chanceFrom(1), () => undefined);
    assert.deepEqual(splits.map(fileId), ["data/0/1.txt", "data/1/1.txt"]);
  }));
