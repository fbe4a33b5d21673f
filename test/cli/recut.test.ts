import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openDataset } from "../../pipeline/dataset/open-dataset.js";
import { documents, isRemoved, sinks, writeScored } from "../support/scored-dataset.js";
import { wudao } from "../support/served-wudao.js";
import { checksums, inTemporaryFolder } from "../support/wudao.js";

async function idsOf(output: string): Promise<string[]> {
  const { rows, readRows } = await openDataset(output);
  const ids: string[] = [];
  for await (const row of readRows(0, rows)) ids.push(String(row.id));
  return ids;
}

function rejectsOf(
  output: string,
  phase = "recut",
): { id: string; stage: string; reason: string; text: string; score: number }[] {
  const folder = join(output, "rejects", phase);
  const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"));
  return lines
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as ReturnType<typeof rejectsOf>[number]);
}

for (const sink of sinks) {
  test(`${sink}: other limits give the documents that they would have given at once, and none is unaccounted for`, () =>
    inTemporaryFolder(async (folder) => {
      const scored = await writeScored(folder, sink);
      const before = checksums(scored);
      const strict = join(folder, "strict");
      await wudao(["recut", scored, "--set", "min-han.min=45", "--output", strict]);
      await wudao(["verify", strict]);
      assert.deepEqual(checksums(scored), before);

      const kept = documents.filter((each) => !Object.values(isRemoved(each, 45)).includes(true));
      assert.ok(kept.length > 10);
      assert.deepEqual(
        await idsOf(strict),
        kept.map(({ id }) => id),
      );
      const { shards, manifest } = await openDataset(strict);
      assert.ok(shards.length > 1);
      assert.equal(manifest.recipe.stages[1]?.params.min, 45);

      const rejects = rejectsOf(strict);
      assert.equal(rejects.length + kept.length, documents.length);
      for (const { id, stage, reason, text, score } of rejects) {
        const document = documents.find((each) => each.id === id);
        assert.ok(document !== undefined);
        const { han } = isRemoved(document, 45);
        assert.equal(stage, han ? "min-han" : "text-length");
        if (han) assert.deepEqual([reason, score], ["too-few-han", document.han]);
        assert.equal(text.length, document.han + document.letters);
      }

      const again = join(folder, "again");
      await wudao(["recut", scored, "--set", "min-han.min=45", "--output", again]);
      assert.deepEqual(checksums(again), checksums(strict));
    }));
}

test("without other limits it is what the run would have written at once; with impossible ones it is empty, which is told by the exit code, and good", () =>
  inTemporaryFolder(async (folder) => {
    const scored = await writeScored(folder, "write-jsonl");
    const atOnce = await writeScored(folder, "write-jsonl", "now");
    const output = join(folder, "recut");
    await wudao(["recut", scored, "--output", output]);
    assert.deepEqual(await idsOf(output), await idsOf(atOnce));
    assert.match((await wudao(["recut", scored, "--output", output], 4)).stderr, /not empty/);
    const within = await wudao(["recut", scored, "--output", join(scored, "strict")], 2);
    assert.match(within.stderr, /lies in the dataset/);
    const ofRecipe = await wudao(["recut", scored, "--set", "decide=now", "--output", output], 2);
    assert.match(
      ofRecipe.stderr,
      /"decide" belongs to the recipe, and only limits of filters can change here/,
    );
    const none = join(folder, "none");
    await wudao(["recut", scored, "--set", "min-han.min=1000", "--output", none], 6);
    await wudao(["verify", none]);
    assert.equal(rejectsOf(none).length, documents.length);
    assert.match((await wudao(["recut", output, "--output", join(folder, "twice")], 4)).stderr, /not-scored/);
  }));

/** Runs stages over these texts, and gives the folder of the dataset. */
async function runOver(
  folder: string,
  texts: Readonly<Record<string, readonly string[]>>,
  decide: "now" | "later",
  stages: readonly object[],
  exitCode = 0,
): Promise<string> {
  const input = Object.entries(texts).map(([name, own]) => {
    const path = `${name}.jsonl`;
    const lines = own.map((text, number) => JSON.stringify({ id: `${name}-${number}`, text }));
    writeFileSync(join(folder, path), lines.join("\n"));
    return { name, path };
  });
  const all = [{ "read-json": { id: "id", text: "text" } }, ...stages, { "write-jsonl": {} }];
  const file = join(folder, `${decide}.yaml`);
  writeFileSync(file, JSON.stringify({ name: "small", decide, input, stages: all }));
  const output = join(folder, decide);
  await wudao(["run", file, "--output", output, "--quiet"], exitCode);
  return output;
}

test("the rejects of a recut with other limits tell the score that dropped each document, as a run that decides at once does", () =>
  inTemporaryFolder(async (folder) => {
    const words = (count: number, word: string): string =>
      Array.from({ length: count }, () => word).join(" ");
    const texts = { samples: [words(3, "the"), words(90, "the"), words(60, "incomprehensibilities")] };
    const filter = (least: number) => [{ "gopher-quality": { "min-words": least } }];
    const scored = await runOver(folder, texts, "later", filter(1));
    const atOnce = await runOver(folder, texts, "now", filter(50), 6);
    const output = join(folder, "recut");
    await wudao(["recut", scored, "--set", "gopher-quality.min-words=50", "--output", output], 6);
    const told = (rejects: ReturnType<typeof rejectsOf>) =>
      rejects.map(({ id, reason, score }) => ({ id, reason, score }));
    const found = told(rejectsOf(output));
    assert.ok(new Set(found.map(({ reason }) => reason)).size > 1);
    assert.deepEqual(found, told(rejectsOf(atOnce, "stream-0")));
  }));

test("a recut of mixed inputs does not claim the mixture that it was cut from: its documents are others", () =>
  inTemporaryFolder(async (folder) => {
    const of = (most: number): string[] =>
      Array.from({ length: most }, (_, number) => "文".repeat(10 + number));
    const mix = { mix: { sources: { zh: { weight: 1 }, more: { weight: 1 } } } };
    const scored = await runOver(folder, { zh: of(40), more: of(20) }, "later", [
      { "min-han": { min: 10 } },
      mix,
    ]);
    assert.ok((await openDataset(scored)).manifest.mixture !== undefined);
    await wudao(["verify", scored]);
    const output = join(folder, "recut");
    await wudao(["recut", scored, "--set", "min-han.min=25", "--output", output]);
    const { manifest, rows } = await openDataset(output);
    assert.ok(rows > 0);
    assert.equal(manifest.mixture, undefined);
    await wudao(["verify", output]);
  }));

test("kept scores do not decide what they do not measure, nor for a document whose score is gone, and nothing is left of the attempt", () =>
  inTemporaryFolder(async (folder) => {
    const scored = await runOver(folder, { zh: ["落霞与孤鹜齐飞，秋水共长天一色。", "渔舟唱晚"] }, "later", [
      { language: {} },
      { "min-han": { min: 10 } },
    ]);
    const before = readdirSync(folder);
    const refused = async (code: number, ...options: readonly string[]): Promise<string> =>
      (await wudao(["recut", scored, "--output", join(folder, "recut"), ...options], code)).stderr;
    assert.match(
      await refused(2, "--set", 'language.keep=["en"]'),
      /keep is no limit, so the kept scores do not tell/,
    );
    const file = join(scored, "data-00000-of-00001.jsonl");
    const lines = readFileSync(file, "utf8").split("\n");
    const second = JSON.parse(lines[1] ?? "") as { scores: Record<string, number> };
    delete second.scores["min-han"];
    writeFileSync(file, [lines[0], JSON.stringify(second), ""].join("\n"));
    assert.match(await refused(4), /the document zh-1 has no score of min-han/);
    assert.deepEqual(readdirSync(folder), before);
  }));
