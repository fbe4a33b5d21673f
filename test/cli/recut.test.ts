import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
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
): { id: string; stage: string; reason: string; text: string; score: number }[] {
  const folder = join(output, "rejects/recut");
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
