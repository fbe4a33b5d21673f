import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openDataset } from "../../pipeline/dataset/open-dataset.js";
import { verifyDataset } from "../../pipeline/dataset/verify-dataset.js";
import { custom, type ImageCell, pipeline, read, write } from "../../pipeline/index.js";
import { checksums, inTemporaryFolder } from "../support/wudao.js";

const documents = 1003;
const shardBytes = 200_000;

async function compose(
  folder: string,
  name: string,
  workers: number,
  sink = write.arrow({ shardBytes }),
): Promise<string> {
  const input = join(folder, "input.jsonl");
  if (!existsSync(input))
    writeFileSync(
      input,
      Array.from(
        { length: documents },
        (_, index) => `${JSON.stringify({ id: index, text: `n${index}` })}\n`,
      ).join(""),
    );
  const output = join(folder, name);
  await pipeline({
    name: "uneven",
    input: { path: input },
    splitBytes: 4096,
    stages: [read.json(), custom(new URL("./uneven-rows.js", import.meta.url), "unevenRows"), sink],
  }).run({ output, workers });
  return output;
}

test("rows of all splits come in order, whatever the number of workers, and every sample is in the ledger", async () => {
  await inTemporaryFolder(async (folder) => {
    const output = await compose(folder, "one", 1);
    assert.deepEqual(checksums(await compose(folder, "three", 3)), checksums(output));
    assert.deepEqual((await verifyDataset(output)).problems, []);
    const { manifest, readRows } = await openDataset(output);
    const seen: string[] = [];
    for await (const row of readRows(0, manifest.rows)) {
      seen.push(String(row.left), ...(row.right === null ? [] : [String(row.right)]));
      const number = Number(String(row.left).slice(1));
      assert.deepEqual(Array.from(row.logits as Float32Array), [number / 2, -number - 1]);
      assert.deepEqual(Array.from(row.ids as Int32Array), [number, 1, 2]);
      assert.equal((row.image as ImageCell).bytes.length, number % 10 === 0 ? 40_000 : 10);
    }
    const expected = Array.from({ length: documents }, (_, index) => `n${index}`).filter(
      (text) => !/[37]$/.test(text),
    );
    assert.deepEqual(seen, expected);
    assert.equal(manifest.facts.documents, expected.length);
    assert.ok(Number(manifest.facts.pairs) > 350 && manifest.facts.form === "pairs");
  });
});

test("no shard outgrows its limit although large rows crowd together", async () => {
  await inTemporaryFolder(async (folder) => {
    const { shards } = await openDataset(await compose(folder, "bytes", 1));
    const rows = shards.map((shard) => shard.rows);
    assert.ok(Math.max(...rows) - Math.min(...rows) <= 1);
    // The limit is of the data; an Arrow stream adds a schema and a message.
    for (const shard of shards) assert.ok(shard.bytes < 2 * shardBytes, `${shard.bytes} bytes`);
  });
});

for (const [name, sink] of [
  ["JSON Lines", write.jsonl()],
  ["Parquet", write.parquet()],
] as const) {
  test(`${name}: pictures and half-precision numbers come back as they were`, async () => {
    await inTemporaryFolder(async (folder) => {
      const output = await compose(folder, "other", 1, sink);
      assert.deepEqual((await verifyDataset(output)).problems, []);
      const { readRows } = await openDataset(output);
      for await (const row of readRows(0, 20)) {
        const number = Number(String(row.left).slice(1));
        assert.deepEqual(Array.from(row.logits as Float32Array), [number / 2, -number - 1]);
        assert.deepEqual(
          Uint8Array.from((row.image as ImageCell).bytes),
          new Uint8Array(number % 10 === 0 ? 40_000 : 10).fill(number),
        );
      }
    });
  });
}
