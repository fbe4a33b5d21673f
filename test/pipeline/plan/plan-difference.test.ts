/** Whoever is refused a folder is told what was changed since, and need not compare two plans. */
import assert from "node:assert/strict";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makePlan } from "../../../pipeline/plan/plan.js";
import { planDifference } from "../../../pipeline/plan/plan-difference.js";
import { readRecipe } from "../../../pipeline/recipe/read-recipe.js";
import { catalogue } from "../../../stages/catalogue.js";
import { inTemporaryFolder } from "../../support/wudao.js";

test("a run that is not the one in the folder is told apart by the first thing that was changed", () =>
  inTemporaryFolder(async (folder) => {
    const at = (name: string): string => join(folder, name);
    writeFileSync(at("a.jsonl"), '{"content": "春眠不觉晓"}\n');
    writeFileSync(at("b.jsonl"), '{"content": "处处闻啼鸟"}\n');
    writeFileSync(at("words.txt"), "啼\n");
    const planOf = async (text: string) => {
      writeFileSync(at("mine.yaml"), text);
      return makePlan(await readRecipe(at("mine.yaml"), catalogue), catalogue);
    };
    const recipe = `name: mine
input: [a.jsonl, b.jsonl]
stages:
  - read-json
  - min-han: { min: 2 }
  - sensitive-words: { files: [words.txt] }
  - write-jsonl
`;
    const stored = await planOf(recipe);
    const differenceOf = async (from: string, to: string): Promise<string> =>
      planDifference(stored, await planOf(recipe.replace(from, to)));
    assert.equal(await differenceOf("min: 2", "min: 3"), "its min-han.min is 2, here 3");
    assert.equal(
      await differenceOf("write-jsonl", "write-arrow"),
      "its stage 4 is write-jsonl, here write-arrow",
    );
    assert.equal(await differenceOf("stages:", "seed: 1\nstages:"), "its seed is 0, here 1");
    assert.equal(await differenceOf(", b.jsonl", ""), `it reads ${at("b.jsonl")}, too`);
    assert.equal(await differenceOf("b.jsonl", "words.txt"), `it does not read ${at("words.txt")}`);
    appendFileSync(at("words.txt"), "眠\n");
    assert.equal(await differenceOf("", ""), `${at("words.txt")} has changed since`);
    appendFileSync(at("b.jsonl"), "\n");
    assert.equal(await differenceOf("", ""), `${at("b.jsonl")} has changed since`);
  }));
