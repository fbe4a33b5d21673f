import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { UserError } from "../../../pipeline/contracts/errors.js";
import type { Column } from "../../../pipeline/contracts/rows.js";
import { openDataset } from "../../../pipeline/dataset/open-dataset.js";
import { verifyDataset } from "../../../pipeline/dataset/verify-dataset.js";
import { writeMegatron } from "../../../stages/write/write-megatron.js";
import { Datasets, textStages, tokenStages } from "../../pipeline/dataset/make-dataset.js";

const datasets = new Datasets();
after(() => datasets.remove());

const megatron = { "write-megatron": { "shard-bytes": 4096 } };
const megatronStages = [...tokenStages.slice(0, -1), megatron];

async function rowsOf(folder: string): Promise<object[]> {
  const dataset = await openDataset(folder);
  const rows: object[] = [];
  for await (const row of dataset.readRows(0, dataset.rows)) rows.push(structuredClone(row));
  return rows;
}

async function problemsOf(folder: string): Promise<string[]> {
  return (await verifyDataset(folder)).problems.map(({ file, problem }) => `${file}: ${problem}`);
}

test("rows and document boundaries come back from .bin and .idx as Arrow has them", async () => {
  const rows = await rowsOf(await datasets.of(megatronStages));
  assert.deepEqual(rows, await rowsOf(await datasets.of(tokenStages)));
  assert.ok(rows.length > 50);
});

test("any row can be read without those before it", async () => {
  const dataset = await openDataset(await datasets.of(megatronStages));
  const all = await rowsOf(dataset.folder);
  for (const from of [1, dataset.shards[0]?.rows ?? 0, dataset.rows - 1]) {
    for await (const row of dataset.readRows(from, 1)) assert.deepEqual({ ...row }, all[from]);
  }
});

describe("verify", () => {
  test("calls a good dataset good", async () => {
    const folder = await datasets.of(megatronStages);
    const { shards } = await openDataset(folder);
    assert.ok(shards.length > 2 && shards.every(({ index }) => index !== undefined));
    assert.deepEqual(await problemsOf(folder), []);
  });

  test("finds a bit flipped anywhere in an index, and an index that is missing", async () => {
    const folder = await datasets.copy(megatronStages);
    const file = (await openDataset(folder)).shards[1]?.index?.file ?? "";
    const good = readFileSync(join(folder, file));
    for (const share of [0, 0.3, 0.6, 1]) {
      const bytes = Buffer.from(good);
      const at = Math.floor(share * (bytes.length - 1));
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(join(folder, file), bytes);
      const problems = await problemsOf(folder);
      assert.ok(
        problems.some((problem) => problem.startsWith(`${file}: the SHA-256 differs`)),
        String(problems),
      );
    }
    rmSync(join(folder, file));
    assert.ok((await problemsOf(folder)).includes(`${file}: the index is missing`));
  });

  test("finds a shard that is cut", async () => {
    const folder = await datasets.copy(megatronStages);
    const file = (await openDataset(folder)).shards[0]?.file ?? "";
    writeFileSync(join(folder, file), readFileSync(join(folder, file)).subarray(0, 100));
    const problems = await problemsOf(folder);
    assert.match(problems[0] ?? "", /the file has 100 bytes, the manifest says/);
    assert.match(problems[1] ?? "", /only 0 of \d+ rows can be read/);
  });
});

test("without document boundaries each row is one sequence", async () => {
  const columns: readonly Column[] = [
    { name: "input_ids", type: { kind: "list", item: "int32" }, nullable: false },
  ];
  const folder = await datasets.copy(megatronStages);
  const path = join(folder, "one.bin");
  const writer = await writeMegatron.openShard(path, columns, writeMegatron.parameters.parse({}));
  const values = Int32Array.of(5, 6, 7, 8);
  await writer.write({
    rows: 3,
    columns: [{ kind: "list", offsets: Int32Array.of(0, 1, 1, 4), values }],
  });
  await writer.finish();
  const index = Buffer.concat([...(writer.index?.() ?? [])]);
  const hex = (bytes: string): string => bytes.replaceAll(" ", "");
  assert.equal(
    index.toString("hex"),
    hex("4d4d4944494458 0000 0100000000000000 04 0300000000000000 0400000000000000") +
      hex("01000000 00000000 03000000") +
      hex("0000000000000000 0400000000000000 0400000000000000") +
      hex("0000000000000000 0100000000000000 0200000000000000 0300000000000000"),
  );
  assert.deepEqual(new Int32Array(Uint8Array.from(readFileSync(path)).buffer), values);
});

test("rows with more than the layout can hold are refused, not cut down", async () => {
  const stages = [...textStages("write-jsonl").slice(0, -1), megatron];
  await assert.rejects(
    datasets.of(stages),
    (error) => error instanceof UserError && error.code === "tokens-only",
  );
});
