/** Forgetting whole shards of a dataset, up to all of it. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openDataset } from "../../../pipeline/dataset/open-dataset.js";
import { verifyDataset } from "../../../pipeline/dataset/verify-dataset.js";
import { forget } from "../../../pipeline/forget/forget.js";
import { Withdrawn } from "../../../pipeline/forget/withdrawn.js";
import { catalogue } from "../../../stages/catalogue.js";
import { Datasets, textStages } from "../dataset/make-dataset.js";

const datasets = new Datasets();
after(() => datasets.remove());

/** Ids of each shard. */
async function shardsOf(folder: string): Promise<string[][]> {
  const dataset = await openDataset(folder);
  const ids: string[][] = [];
  let from = 0;
  for (const { rows } of dataset.shards) {
    const own: string[] = [];
    for await (const { id } of dataset.readRows(from, rows)) own.push(String(id));
    ids.push(own);
    from += rows;
  }
  return ids;
}

for (const write of ["write-jsonl", "write-arrow", "write-parquet"] as const) {
  test(`${write}: whichever shards are forgotten, all other documents stay, and a dataset of none can be read`, async () => {
    const shards = await shardsOf(await datasets.of(textStages(write)));
    const last = shards.length - 1;
    assert.ok(last >= 2);
    const choices: readonly ((shard: number) => boolean)[] = [
      () => true,
      (shard) => shard !== 0,
      (shard) => shard === last,
    ];
    for (const [choice, goes] of choices.entries()) {
      const folder = await datasets.copy(textStages(write));
      const ids = shards.filter((_, shard) => goes(shard)).flat();
      const { documents } = await forget(folder, new Withdrawn(new Set(ids), new Set()), catalogue);
      assert.equal(documents, ids.length);
      const left = shards.filter((_, shard) => !goes(shard)).flat();
      assert.deepEqual((await shardsOf(folder)).flat(), left, `choice ${choice}`);
      assert.deepEqual((await verifyDataset(folder)).problems, [], `choice ${choice}`);
    }
  });
}
