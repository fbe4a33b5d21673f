/** What the summary warns of, through the real command line. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { wudao } from "../../support/served-wudao.js";
import { inTemporaryFolder } from "../../support/wudao.js";

/** The summary of a run over documents of some 60 tokens. */
async function summaryOf(folder: string, compose: string): Promise<string> {
  const lines = Array.from({ length: 20 }, (_, id) =>
    JSON.stringify({ id, content: `第${id}篇：${"山下有一口老井，冬至那天磨豆腐。".repeat(5)}` }),
  );
  writeFileSync(join(folder, "in.jsonl"), `${lines.join("\n")}\n`);
  const recipe = join(folder, "mine.yaml");
  const stages = ["read-json", "tokenize", compose, "write-arrow"].map((stage) => `  - ${stage}\n`);
  writeFileSync(recipe, `name: mine\ninput: { path: in.jsonl }\nstages:\n${stages.join("")}`);
  return (await wudao(["run", recipe, "--output", join(folder, "out"), "--force"])).stdout;
}

test("nobody loses half of a corpus of long documents to rows that hold the beginning of each, and is not told", () =>
  inTemporaryFolder(async (folder) => {
    const told = /warning: \d[\d,]* tokens went into no row/;
    assert.match(await summaryOf(folder, "masked-lm: { sequence-length: 16, join: fill }"), told);
    assert.doesNotMatch(await summaryOf(folder, "masked-lm: { sequence-length: 16 }"), told);
    assert.doesNotMatch(await summaryOf(folder, "pack: { sequence-length: 16, tail: drop }"), told);
  }));

test("nobody takes a download that left an empty file for a part of the corpus: it is read without an error, and warned of", () =>
  inTemporaryFolder(async (folder) => {
    const recipe = join(folder, "mine.yaml");
    writeFileSync(recipe, "name: mine\ninput: { path: in }\nstages: [read-json, write-jsonl]\n");
    mkdirSync(join(folder, "in"));
    writeFileSync(join(folder, "in/a.jsonl"), '{"content": "山下有一口老井。"}\n');
    const summary = async () =>
      (await wudao(["run", recipe, "--output", join(folder, "out"), "--force"])).stdout;
    assert.doesNotMatch(await summary(), /warning/);
    writeFileSync(join(folder, "in/b.jsonl.gz"), "");
    writeFileSync(join(folder, "in/c.jsonl"), "");
    assert.match(await summary(), /1 kept;[\s\S]*warning: 2 input files are empty, such as \S*b\.jsonl\.gz/);
  }));

test("the warning of a record that failed names the stage: what one's own threw may say nothing of where", () =>
  inTemporaryFolder(async (folder) => {
    const recipe = join(folder, "mine.yaml");
    writeFileSync(join(folder, "in.jsonl"), '{"content": "山下有一口老井。"}\n');
    writeFileSync(join(folder, "trim.mjs"), 'export default () => { throw new Error("boom"); };\n');
    writeFileSync(
      recipe,
      "name: mine\ninput: in.jsonl\nstages: [read-json, { module: trim.mjs }, write-jsonl]\n",
    );
    const { stdout } = await wudao(["run", recipe, "--output", join(folder, "out")], 6);
    assert.match(stdout, /1 record failed and lies in quarantine\/, such as \S*in\.jsonl:1: trim: boom\n/);
  }));
