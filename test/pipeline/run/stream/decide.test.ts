/** Score first, decide later: what is decided from kept scores is what would have been decided at once. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { wudao } from "../../../support/served-wudao.js";
import { inTemporaryFolder, root } from "../../../support/wudao.js";

interface Row {
  readonly id: string;
  readonly scores: Readonly<Record<string, number>>;
}

function rowsIn(output: string): Row[] {
  const shards = readdirSync(output).filter((name) => /^data-.*\.jsonl$/.test(name));
  const lines = shards.flatMap((name) => readFileSync(join(output, name), "utf8").split("\n"));
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Row);
}

test("filters that decide later, from their scores, keep the samples that they keep at once", async () => {
  await inTemporaryFolder(async (folder) => {
    const run = async (decide: string, path: string, min: number): Promise<Row[]> => {
      const name = `${decide}-${min}`;
      const stages = [
        { "read-json": { id: "id" } },
        { "min-han": { min } },
        "sensitive-words",
        "repetition",
        "gopher-quality",
        "write-jsonl",
      ];
      const recipe = { name, decide, input: { path }, stages };
      if (decide !== "stored") recipe.stages[0] = "read-json";
      writeFileSync(join(folder, `${name}.yaml`), JSON.stringify(recipe));
      const output = join(folder, name);
      await wudao(["run", join(folder, `${name}.yaml`), "--output", output, "--quiet"]);
      await wudao(["verify", output]);
      return rowsIn(output);
    };
    const input = join(root, "data-samples/zh.jsonl");
    const all = await run("later", input, 10);
    assert.ok(all.every(({ scores }) => "min-han" in scores && "gopher-quality.words" in scores));
    for (const min of [10, 100]) {
      const atOnce = (await run("now", input, min)).map(({ id }) => id);
      const later = (await run("stored", join(folder, "later-10/data-*.jsonl"), min)).map(({ id }) => id);
      assert.deepEqual(later.sort(), atOnce.sort());
      assert.ok(later.length < all.length);
    }
  });
});

test("scores are not taken for what other parameters would have measured", async () => {
  await inTemporaryFolder(async (folder) => {
    const run = async (decide: string, path: string, filters: unknown[], code: number): Promise<string> => {
      const recipe = {
        name: decide,
        decide,
        input: { path },
        stages: ["read-json", ...filters, "write-jsonl"],
      };
      const file = join(folder, `${decide}.yaml`);
      writeFileSync(file, JSON.stringify(recipe));
      return (await wudao(["run", file, "--output", join(folder, decide), "--quiet"], code)).stderr;
    };
    await run("later", join(root, "data-samples/zh.jsonl"), ["language", "c4-page"], 0);
    const scored = join(folder, "later/data-*.jsonl");
    assert.match(
      await run("stored", scored, [{ language: { keep: ["en"] } }], 3),
      /language\.keep is no limit and was \["zh","en"\]/,
    );
    assert.match(await run("stored", scored, [{ "c4-page": { phrases: ["x"] } }], 3), /c4-page\.phrases/);
    assert.match(await run("stored", scored, ["min-han"], 3), /kept no scores of "min-han"/);
    assert.match(await run("stored", join(root, "data-samples/zh.jsonl"), ["language"], 3), /manifest/);
    await run("stored", scored, [{ language: { "min-share": 0.9 } }], 0);
    renameSync(join(folder, "later"), join(folder, "a-later"));
    await run(
      "later",
      join(root, "data-samples/zh.jsonl"),
      [{ "c4-page": { phrases: ["x"] } }, "language"],
      0,
    );
    assert.match(
      await run("stored", join(folder, "*later/data-*.jsonl"), ["c4-page"], 3),
      /\/later: .*c4-page\.phrases is no limit/,
      "of several folders, the second",
    );
  });
});

test("a recipe that would lose the scores that it measures is refused before it runs", async () => {
  await inTemporaryFolder(async (folder) => {
    const check = async (...stages: unknown[]): Promise<string> => {
      const file = join(folder, "recipe.yaml");
      writeFileSync(file, JSON.stringify({ name: "lost", decide: "later", input: { path: "x" }, stages }));
      return (await wudao(["recipe", "check", file], 3)).stderr;
    };
    const rows = await check("read-json", "min-han", "tokenize", { pack: {} }, "write-arrow");
    assert.match(rows, /rows of "pack" have no place for them/);
    assert.match(rows, /Write a text dataset/);
    const twice = await check("read-json", "min-han", "exact-dedup", "min-han", "write-jsonl");
    assert.match(twice, /stands before and behind a deduplication/);
  });
});
