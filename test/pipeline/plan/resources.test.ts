import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makePlan } from "../../../pipeline/plan/plan.js";
import { planDifference } from "../../../pipeline/plan/plan-difference.js";
import { readRecipe } from "../../../pipeline/recipe/read-recipe.js";
import { userStageName } from "../../../pipeline/recipe/user-stage.js";
import { catalogue } from "../../../stages/catalogue.js";
import { inTemporaryFolder } from "../../support/wudao.js";

test("a stage of one's own is found in a folder with Chinese characters and spaces, has its name, and is told apart from another one", () =>
  inTemporaryFolder(async (folder) => {
    const mine = join(folder, "我的 项目 100%");
    mkdirSync(mine);
    const at = (name: string): string => join(mine, name);
    writeFileSync(at("a.jsonl"), '{"content": "春眠不觉晓"}\n');
    for (const name of ["去空白.mjs", "other.mjs"])
      writeFileSync(at(name), "export default (text) => text.trim();\n");
    const planOf = async (module: string) => {
      writeFileSync(
        at("mine.yaml"),
        `name: mine\ninput: a.jsonl\nstages: [read-json, { module: ./${module} }, write-jsonl]\n`,
      );
      return makePlan(await readRecipe(at("mine.yaml"), catalogue), catalogue);
    };
    const stored = await planOf("去空白.mjs");
    assert.equal(stored.resources.length, 1);
    assert.equal(userStageName(stored.recipe.stages[1]?.module ?? "", "default"), "去空白");
    assert.equal(
      planDifference(stored, await planOf("other.mjs")),
      `its stage 2 is default of ${at("去空白.mjs")}, here default of ${at("other.mjs")}`,
    );
    writeFileSync(at("去空白.mjs"), "export default (text) => text.trimEnd();\n");
    assert.equal(planDifference(stored, await planOf("去空白.mjs")), `${at("去空白.mjs")} has changed since`);
  }));

test("a shipped dictionary that moves to another folder makes no other run; lists that exchange their contents do", () =>
  inTemporaryFolder(async (folder) => {
    const recipe = join(folder, "mine.yaml");
    writeFileSync(join(folder, "a.jsonl"), '{"content": "春眠不觉晓"}\n');
    writeFileSync(
      recipe,
      "name: mine\ninput: a.jsonl\nstages: [read-json, { decontaminate: { benchmarks: [z.txt, a.txt] } }, write-jsonl]\n",
    );
    const planWith = async (z: string, a: string) => {
      writeFileSync(join(folder, "z.txt"), z);
      writeFileSync(join(folder, "a.txt"), a);
      return makePlan(await readRecipe(recipe, catalogue), catalogue);
    };
    const plan = await planWith("床前明月光", "疑是地上霜");
    assert.deepEqual(
      plan.resources.map(({ file }) => file),
      ["z.txt", "a.txt"],
      "as the recipe names them, wherever they sort",
    );
    assert.notEqual((await planWith("疑是地上霜", "床前明月光")).hash, plan.hash);
  }));
