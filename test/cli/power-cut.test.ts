/** What stands in a finished dataset is on the disk, not in memory alone: the machine may lose its power right after. */
import assert from "node:assert/strict";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { writeRecipe } from "../support/small-recipe.js";
import { notesSyncs, unsyncedFiles } from "../support/synced-files.js";
import { inTemporaryFolder, startWith } from "../support/wudao.js";

const wudaoSyncing = async (notes: string, ...args: readonly string[]): Promise<void> => {
  const { code, stderr } = await startWith(notesSyncs(notes), ...args).end;
  assert.equal(code, 0, stderr);
};

describe("a power cut takes nothing", () => {
  test("of a finished dataset of texts: shards, rejects, quarantine, index, ledger; nor what forgetting has written anew", () =>
    inTemporaryFolder(async (folder) => {
      const recipe = writeRecipe(folder, ["exact-dedup"], "index: kept\n");
      appendFileSync(join(folder, "in.jsonl"), '{"id":9,"content":"第0篇文章讲的是怎样种菜。"}\n{"broken\n');
      const [output, notes, ids] = [join(folder, "out"), join(folder, "synced"), join(folder, "ids")];
      await wudaoSyncing(notes, "run", recipe, "--quiet", "--output", output);
      assert.deepEqual(unsyncedFiles(output, notes), []);
      writeFileSync(ids, "1\n9\n");
      await wudaoSyncing(notes, "forget", output, "--ids", ids);
      assert.deepEqual(unsyncedFiles(output, notes), []);
    }));

  test("of an index that took over what earlier runs kept", () =>
    inTemporaryFolder(async (folder) => {
      const [earlier, output, notes] = [join(folder, "earlier"), join(folder, "out"), join(folder, "synced")];
      const kept = writeRecipe(folder, ["exact-dedup"], "index: kept\n");
      await wudaoSyncing(notes, "run", kept, "--quiet", "--output", earlier);
      const all = writeRecipe(folder, ["exact-dedup"], "against: [earlier]\nindex: all\n", 5);
      await wudaoSyncing(notes, "run", all, "--quiet", "--output", output);
      assert.deepEqual(unsyncedFiles(output, notes), []);
    }));

  test("of a finished dataset of tokens: nor the way back from its rows to their documents", () =>
    inTemporaryFolder(async (folder) => {
      const recipe = writeRecipe(folder, ["tokenize", "shuffle", "pack: { sequence-length: 32 }"]);
      const [output, notes] = [join(folder, "out"), join(folder, "synced")];
      await wudaoSyncing(notes, "run", recipe, "--quiet", "--output", output);
      assert.deepEqual(unsyncedFiles(output, notes), []);
    }));
});
