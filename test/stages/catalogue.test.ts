import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { allStages } from "../../pipeline/recipe/catalogue.js";
import { catalogue } from "../../stages/catalogue.js";
import { root } from "../support/wudao.js";

test("a recipe gets the stage that it names: each entry's module declares the stage of that name", async () => {
  const declared = (await allStages(catalogue)).map((stage) => stage.name);
  assert.deepEqual(
    declared,
    catalogue.stages.map((entry) => entry.name),
  );
});

test("a worker does not pay for stages that its recipe does not use: the catalogue loads none of them", () => {
  const url = pathToFileURL(join(root, "dist/stages/catalogue.js")).href;
  // Every module that is loaded passes a hook, which names it.
  const hook = `import { writeSync } from "node:fs"; export async function load(url, context, next) { writeSync(1, url + "\\n"); return next(url, context); }`;
  const program = `import { register } from "node:module"; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hook)}`)}); await import(${JSON.stringify(url)});`;
  const loaded = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
    encoding: "utf8",
  });
  assert.ok(loaded.includes(url));
  // The guess of a language reads the classes of characters, for which traditional ones come from the dictionaries.
  const packages = loaded.split("\n").filter((each) => /\/node_modules\/(?!opencc-js\/)/.test(each));
  assert.deepEqual(packages, [], "a package is loaded before a stage needs it");
});
