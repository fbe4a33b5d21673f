import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { namedInputs } from "../../../pipeline/recipe/named-inputs.js";
import { readRecipe } from "../../../pipeline/recipe/read-recipe.js";
import { catalogue } from "../../../stages/catalogue.js";
import { inTemporaryFolder } from "../../support/wudao.js";

const namesOf = (input: Parameters<typeof namedInputs>[0]): string[] =>
  namedInputs(input, "/data").map(({ name }) => name);

test("an input of one path is named after its file or folder", () => {
  assert.deepEqual(namesOf("news"), ["news"]);
  assert.deepEqual(namesOf("zh.jsonl.gz"), ["zh"]);
  assert.deepEqual(namesOf("news/*.jsonl"), ["news"]);
});

test("an input of several paths is not named after the first of them, as if the others came from there", () => {
  assert.deepEqual(namesOf({ path: ["raw/news", "raw/forum"] }), ["raw"]);
  assert.deepEqual(namesOf({ path: ["raw/news/1.jsonl", "raw/news/2.jsonl"] }), ["news"]);
  assert.deepEqual(namesOf({ path: ["/a", "/b"] }), ["input"]);
});

test("a list of paths is a list of inputs, as one path is an input", () => {
  assert.deepEqual(namedInputs(["news", { name: "talk", path: "forum" }, "old/news"], "/data"), [
    { name: "news", paths: ["/data/news"] },
    { name: "talk", paths: ["/data/forum"] },
    { name: "news-2", paths: ["/data/old/news"] },
  ]);
});

test("one recipe serves many corpora: it need not name an input that the command line names", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "mine.yaml");
    writeFileSync(file, "name: mine\nstages: [read-json, write-jsonl]\n");
    const { inputs } = await readRecipe(file, catalogue, { input: ["/raw/news", "/raw/forum"] });
    assert.deepEqual(inputs, [{ name: "raw", paths: ["/raw/news", "/raw/forum"] }]);
  }));
