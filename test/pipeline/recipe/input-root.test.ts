import assert from "node:assert/strict";
import { test } from "node:test";
import { inputRoot } from "../../../pipeline/recipe/input-root.js";

test("what the paths of an input have in common ends at the first wildcard and at the first folder that differs", () => {
  assert.equal(inputRoot(["/data/news"]), "/data/news");
  assert.equal(inputRoot(["/data/news/*/a-*.jsonl"]), "/data/news");
  assert.equal(inputRoot(["/data/2024*/a.jsonl"]), "/data");
  assert.equal(inputRoot(["/data/news/a.jsonl", "/data/news/b"]), "/data/news");
  assert.equal(inputRoot(["/data/news", "/data/newspapers"]), "/data");
  assert.equal(inputRoot(["/data/news", "/data/news/old"]), "/data/news");
  assert.equal(inputRoot(["/a", "/b"]), "");
  assert.equal(inputRoot(["s3://raw/news/"]), "s3://raw/news");
  assert.equal(inputRoot(["s3://raw/news/*.zst"]), "s3://raw/news");
});
