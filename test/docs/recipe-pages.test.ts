/** configs/README.md beside the recipes that it tells of. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../support/wudao.js";
import { readPage } from "./readme.js";

const page = readFileSync(join(root, "configs/README.md"), "utf8");

test("every recipe of a system has a section with its command, its row and where it comes from", () => {
  const sections = page.split(/^## /m).slice(1);
  const listed = Array.from(
    readPage("README", "en").matchAll(/^\|.*\(configs\/([\w.-]+\.yaml)\)/gm),
    ([, file]) => file,
  );
  assert.ok(listed.length >= 19);
  for (const file of listed) {
    const section = sections.find((each) => each.includes(`npx wudao run configs/${file} `));
    assert.ok(section, `configs/README.md tells nothing of ${file}`);
    for (const what of [/^- Reads /m, /^- A row is |^- A row blanks /m, /^- (Source|Unconfirmed): /m])
      assert.match(section, what, `${file}: ${what.source}`);
  }
});

test("no command of the page names a recipe that is not there, and both READMEs lead to the page", () => {
  const recipes = readdirSync(join(root, "configs"));
  for (const [, file = ""] of page.matchAll(/configs\/([\w.-]+\.yaml)/g))
    assert.ok(recipes.includes(file), file);
  for (const language of ["en", "zh"] as const)
    assert.match(readPage("README", language), /\(configs\/README\.md\)/);
});
