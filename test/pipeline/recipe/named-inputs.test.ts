import assert from "node:assert/strict";
import { test } from "node:test";
import { namedInputs } from "../../../pipeline/recipe/named-inputs.js";

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
