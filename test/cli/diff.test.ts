/** `wudao diff`: what a changed recipe does to a corpus, document by document. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Comparison } from "../../pipeline/report/compare/compare-runs.js";
import { wudao } from "../support/served-wudao.js";
import { inTemporaryFolder } from "../support/wudao.js";

/** Two ids occur twice, as they do in crawls. */
const documents = [
  { id: "a", text: "今天天气很好，我们去公园散步。" },
  { id: "b", text: "短句。" },
  { id: "a", text: "今天 天气 很好，我们去图书馆看书，然后回家。" },
  { id: "c", text: "这一篇在两次运行里都一样，没有任何改动。" },
];

async function run(folder: string, name: string, stages: string): Promise<string> {
  const recipe = join(folder, `${name}.yaml`);
  writeFileSync(
    join(folder, "in.jsonl"),
    documents.map((each) => JSON.stringify(each)).join("\n") + "\n{bad",
  );
  writeFileSync(recipe, `name: ${name}\ninput: { path: in.jsonl }\nstages:\n  - read-json\n${stages}\n`);
  const output = join(folder, name);
  await wudao(["run", recipe, "--output", output, "--quiet"]);
  return output;
}

test("a changed recipe shows which documents it drops, gains and alters, and why", () =>
  inTemporaryFolder(async (folder) => {
    const before = await run(folder, "before", "  - text-length: { min: 10 }\n  - write-jsonl");
    const after = await run(
      folder,
      "after",
      "  - han-spaces\n  - text-length: { min: 3, max: 15 }\n  - write-arrow",
    );
    const { stdout } = await wudao(["diff", before, after, "--json"]);
    const { unchanged, changes, listsKept } = JSON.parse(stdout) as Comparison;
    assert.ok(listsKept);
    const told = changes.map(({ from, to, documents: count }) => [from, to, count]);
    assert.deepEqual(told, [
      ["kept", "text-length: too-long", 2],
      ["text-length: too-short", "kept", 1],
    ]);
    // The broken line is in quarantine in both runs, the first document is kept in both.
    assert.equal(unchanged, 2);
    assert.equal(changes[0]?.examples.length, 2);

    const spaces = await run(
      folder,
      "spaces",
      "  - han-spaces\n  - text-length: { min: 10 }\n  - write-jsonl",
    );
    const words = (await wudao(["diff", before, spaces])).stdout;
    assert.match(words, /1 document: kept, with another text/);
    assert.match(words, /- 今天 \n/);
  }));

test("the same run over a file that was cut elsewhere differs in nothing, records of one id and broken ones included", () =>
  inTemporaryFolder(async (folder) => {
    const stages = "  - text-length: { min: 10 }\n  - write-jsonl";
    const before = await run(folder, "before", stages);
    const after = await run(folder, "after", `${stages}\nsplit-bytes: 90`);
    assert.match(readFileSync(join(after, "data-00000-of-00001.jsonl"), "utf8"), /in\.jsonl@\d+/);
    const { unchanged, changes } = JSON.parse(
      (await wudao(["diff", before, after, "--json"])).stdout,
    ) as Comparison;
    assert.deepEqual([unchanged, changes], [5, []]);
  }));

test("runs that wrote tokens are compared by what they dropped, and say so", () =>
  inTemporaryFolder(async (folder) => {
    const outputs = ["a", "b"].map((name) => join(folder, name));
    for (const [at, output] of outputs.entries())
      await wudao([
        ...["run", "configs/quickstart.yaml", "--output", output, "--quiet"],
        ...["--set", `text-length.min=${20 + 80 * at}`],
      ]);
    const { stdout } = await wudao(["diff", ...outputs]);
    assert.match(stdout, /rows of tokens: only dropped and failed documents are compared/);
    assert.match(stdout, /absent -> text-length: too-short/);
  }));
