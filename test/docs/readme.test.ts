/** The README and the guide are run: its lists are compared with the program's own, its code is executed. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { steps } from "../../stages/catalogue.js";
import { wudao } from "../support/served-wudao.js";
import { root } from "../support/wudao.js";
import { codeBlocks, linksOf, pages, readPage, tableUnder } from "./readme.js";

const english = readPage("README", "en");
const chinese = readPage("README", "zh");

test("a reader of either README finds every step of the data flow, in its order", () => {
  for (const [markdown, heading] of [
    [english, "step"],
    [chinese, "步骤"],
  ] as const) {
    const listed = tableUnder(markdown, heading).map(([step]) => step);
    assert.deepEqual(listed, Object.keys(steps));
  }
});

test("the page of all stages says what the stages declare: npm run docs", async () => {
  const page = readFileSync(join(root, "stages/README.md"), "utf8");
  assert.equal(page, (await wudao(["stages", "--markdown"])).stdout);
});

test("the pages show code", () => {
  assert.ok(pages.flatMap((page) => codeBlocks(readPage(page, "en"))).length > 10);
});

for (const page of pages) {
  const inEnglish = readPage(page, "en");
  const inChinese = readPage(page, "zh");

  test(`${page} shows the same code in both languages`, () => {
    assert.deepEqual(codeBlocks(inChinese), codeBlocks(inEnglish));
  });

  test(`${page} has the same sections, tables and links in both languages`, () => {
    const shape = (markdown: string): string[] =>
      markdown.split("\n").flatMap((line) => line.match(/^#+ |^\|/)?.[0] ?? []);
    const links = (markdown: string): string[] =>
      linksOf(page, markdown)
        .map((target) => target.replace(".zh.md", ".md"))
        .sort();
    assert.deepEqual(shape(inChinese), shape(inEnglish));
    assert.deepEqual(links(inChinese), links(inEnglish));
  });

  test(`every file that ${page} links to is there`, () => {
    for (const target of [...linksOf(page, inEnglish), ...linksOf(page, inChinese)])
      assert.ok(target.startsWith("https://") || existsSync(join(root, target)), `${target} does not exist`);
  });

  test(`every npm script and every wudao command of ${page} exists`, async () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
    for (const [, script = ""] of inEnglish.matchAll(/npm run ([\w:]+)/g))
      assert.ok(script in scripts, `there is no script ${script}`);
    const help = (await wudao(["--help"])).stdout;
    for (const [, command = ""] of inEnglish.matchAll(/npx wudao ([\w-]+)/g))
      assert.match(help, new RegExp(`^  ${command} `, "m"));
  });
}

test("a script can rely on the exit codes of the README: they are those of the command line", async () => {
  const help = (await wudao(["--help"])).stdout;
  const told = Array.from(
    help.split("Exit codes:")[1]?.matchAll(/^ +(\d+) {2}(.*)$/gm) ?? [],
    ([, code, meaning]) => [code, meaning],
  );
  assert.ok(told.length > 3);
  assert.deepEqual(tableUnder(english, "exit code"), told);
  assert.deepEqual(
    tableUnder(chinese, "退出码").map(([code]) => code),
    told.map(([code]) => code),
  );
});

describe("the README's examples", () => {
  // Inside the project, so that `import "wudao-corpus"` finds it as it would where it is installed.
  let folder = "";

  before(() => {
    folder = mkdtempSync(join(root, "dist/readme-"));
    cpSync(join(root, "data-samples"), join(folder, "data-samples"), { recursive: true });
    for (const { language, code } of codeBlocks(english)) {
      const name = code.match(/^\/\/ (\S+)\n/)?.[1];
      if (language === "js" && name !== undefined) writeFileSync(join(folder, name), code);
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const recipes = codeBlocks(english).filter(({ language }) => language === "yaml");

  test("all recipes are good", async () => {
    assert.equal(recipes.length, 2);
    for (const [index, { code }] of recipes.entries()) {
      const path = join(folder, `recipe-${index}.yaml`);
      writeFileSync(path, code);
      await wudao(["recipe", "check", path]);
    }
  });

  test("the recipe with an own stage runs it", async () => {
    const path = join(folder, "own.yaml");
    writeFileSync(path, recipes.find(({ code }) => code.includes("module:"))?.code ?? "");
    await wudao(["run", path, "--output", join(folder, "out/own"), "--quiet"]);
    const { stages } = JSON.parse(readFileSync(join(folder, "out/own/ledger.json"), "utf8")) as {
      stages: { stage: string; in: number }[];
    };
    assert.ok(stages.some(({ stage, in: entered }) => stage === "no-ads" && entered > 0));
  });

  test("the library's example makes a dataset, and reads all of it", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ["mine.mjs"], { cwd: folder });
    const [rows = 0, , ids] = stdout.trim().split(/\s+/).map(Number);
    assert.ok(rows > 0);
    assert.equal(ids, rows * 512);
    await wudao(["verify", join(folder, "out/library")]);
  });

  test("the output folder holds what the README explains, and nothing else", async () => {
    const output = join(folder, "out/quickstart");
    await wudao(["run", "configs/quickstart.yaml", "--output", output, "--quiet"]);
    const told = tableUnder(english, "in the output folder").flatMap(([names = ""]) =>
      Array.from(names.matchAll(/`([^`]+)`/g), ([, name = ""]) => name.replace(/\/$/, "")),
    );
    assert.deepEqual(readdirSync(output).sort(), told.sort());
  });
});
