import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import type { Column, RowBatch } from "../../../pipeline/contracts/rows.js";
import { openDataset } from "../../../pipeline/dataset/open-dataset.js";
import { openArrow } from "../../../pipeline/dataset/read-arrow.js";
import { writeArrow } from "../../../stages/write/write-arrow.js";
import { writeJsonl } from "../../../stages/write/write-jsonl.js";
import { writeParquet } from "../../../stages/write/write-parquet.js";
import { Datasets, textStages, tokenStages } from "./make-dataset.js";
import { editManifest, writeDataset } from "./write-dataset.js";

type PlainRow = Record<string, unknown>;

async function rowsOf(folder: string, from: number, count: number): Promise<PlainRow[]> {
  const dataset = await openDataset(folder);
  const rows: PlainRow[] = [];
  for await (const row of dataset.readRows(from, count)) {
    rows.push(
      Object.fromEntries(
        Object.entries(row).map(([name, cell]) => [name, ArrayBuffer.isView(cell) ? Array.from(cell) : cell]),
      ),
    );
  }
  return rows;
}

async function refused(folder: string, code: string, words: RegExp): Promise<void> {
  await assert.rejects(openDataset(folder), (error: Error & { code?: string }) => {
    assert.equal(error.code, code);
    assert.match(error.message, words);
    return true;
  });
}

let root = "";
before(() => {
  root = mkdtempSync(join(tmpdir(), "wudao-open-"));
});
after(() => rmSync(root, { recursive: true }));
let folders = 0;
function freshFolder(): string {
  const folder = join(root, String(folders++));
  mkdirSync(folder);
  return folder;
}

const sinks = [
  { name: "Arrow", sink: "arrow", options: {} },
  { name: "Arrow file", sink: "arrow", options: { container: "file" } },
  { name: "Parquet", sink: "parquet", options: {} },
  { name: "Parquet, gzip", sink: "parquet", options: { compression: "gzip" } },
  { name: "Parquet, zstd", sink: "parquet", options: { compression: "zstd" } },
  { name: "JSON Lines", sink: "jsonl", options: {} },
  { name: "JSON Lines, gzip", sink: "jsonl", options: { compression: "gzip" } },
  { name: "JSON Lines, zstd", sink: "jsonl", options: { compression: "zstd" } },
] as const;

function write(
  sink: (typeof sinks)[number],
  folder: string,
  columns: readonly Column[],
  shards: readonly (readonly RowBatch[])[],
): Promise<void> {
  if (sink.sink === "arrow") return writeDataset(folder, writeArrow, columns, shards, sink.options);
  if (sink.sink === "parquet") return writeDataset(folder, writeParquet, columns, shards, sink.options);
  return writeDataset(folder, writeJsonl, columns, shards, sink.options);
}

const columns: readonly Column[] = [
  { name: "text", type: { kind: "utf8" }, nullable: false },
  { name: "title", type: { kind: "utf8" }, nullable: true },
  { name: "ids", type: { kind: "fixed-list", item: "uint16", length: 3 }, nullable: false },
  { name: "spans", type: { kind: "list", item: "int32" }, nullable: false },
  { name: "score", type: { kind: "float64" }, nullable: false },
];

const rowArbitrary = fc.record({
  text: fc.string({ unit: "binary", maxLength: 12 }),
  title: fc.option(fc.string({ unit: "binary", maxLength: 5 })),
  ids: fc.array(fc.integer({ min: 0, max: 65535 }), { minLength: 3, maxLength: 3 }),
  spans: fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 5 }),
  // JSON has no negative zero.
  score: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
});
type TestRow = typeof rowArbitrary extends fc.Arbitrary<infer Row> ? Row : never;

function batchOf(rows: readonly TestRow[]): RowBatch {
  const offsets = new Int32Array(rows.length + 1);
  rows.forEach(({ spans }, index) => {
    offsets[index + 1] = (offsets[index] ?? 0) + spans.length;
  });
  return {
    rows: rows.length,
    columns: [
      { kind: "utf8", values: rows.map(({ text }) => text) },
      { kind: "utf8", values: rows.map(({ title }) => title) },
      { kind: "fixed-list", values: Uint16Array.from(rows.flatMap(({ ids }) => ids)) },
      { kind: "list", offsets, values: Int32Array.from(rows.flatMap(({ spans }) => spans)) },
      { kind: "number", values: rows.map(({ score }) => score) },
    ],
  };
}

const shardsArbitrary = fc.array(
  fc.array(fc.array(rowArbitrary, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }),
  { minLength: 1, maxLength: 3 },
);

describe("reading a dataset back", () => {
  for (const sink of sinks) {
    test(`${sink.name}: every value of every row comes back, from any row on`, async () => {
      await fc.assert(
        fc.asyncProperty(shardsArbitrary, fc.nat(40), fc.nat(40), async (shards, from, count) => {
          const folder = freshFolder();
          await write(
            sink,
            folder,
            columns,
            shards.map((batches) => batches.map(batchOf)),
          );
          const rows: PlainRow[] = shards.flat(2).map((row) => ({ ...row }));
          assert.deepEqual(await rowsOf(folder, 0, rows.length + 1), rows);
          assert.deepEqual(await rowsOf(folder, from, count), rows.slice(from, from + count));
        }),
        { numRuns: 25 },
      );
    });
  }

  test("a row of a large shard is shown without reading the batches before it", async () => {
    const folder = freshFolder();
    const texts = ["早期", "中期", "晚期"].map((text) => text.repeat(100));
    const oneColumn = columns.slice(0, 1);
    await writeDataset(folder, writeArrow, oneColumn, [
      texts.map((text) => ({ rows: 1, columns: [{ kind: "utf8", values: [text] }] })),
    ]);
    const path = join(folder, "data-0.arrow");
    const bytes = readFileSync(path);
    bytes[bytes.indexOf("早期")] = 0xff;
    writeFileSync(path, bytes);
    assert.deepEqual(await rowsOf(folder, 2, 1), [{ text: texts[2] }]);
    await assert.rejects(rowsOf(folder, 0, 1), /no UTF-8 in row 0/);
  });
});

test("an Arrow file whose end is cut off is told, though all its rows are there", async () => {
  const folder = freshFolder();
  const rows: RowBatch = { rows: 1, columns: [{ kind: "utf8", values: ["落霞与孤鹜齐飞"] }] };
  await writeDataset(folder, writeArrow, columns.slice(0, 1), [[rows]], { container: "file" });
  const path = join(folder, "data-0.feather");
  assert.deepEqual(await rowsOf(folder, 0, 2), [{ text: "落霞与孤鹜齐飞" }]);
  writeFileSync(path, readFileSync(path).subarray(0, -3));
  const shard = await openArrow(path, columns.slice(0, 1));
  await assert.rejects(async () => {
    for await (const batch of shard.batches(0, 2)) assert.equal(batch.rows, 1);
  }, /footer of the file is cut off/);
  await shard.close();
});

describe("what is no dataset is refused with words that help", () => {
  const datasets = new Datasets();
  after(() => datasets.remove());

  test("a wrong path", () => refused(join(root, "nowhere"), "no-dataset", /no such folder/));

  test("a run that did not finish", () =>
    refused(freshFolder(), "no-dataset", /no readable manifest.json.*did not finish/));

  test("a manifest that was cut", async () => {
    const folder = await datasets.copy(tokenStages);
    const path = join(folder, "manifest.json");
    writeFileSync(path, readFileSync(path).subarray(0, 200));
    await refused(folder, "bad-manifest", /no JSON/);
  });

  test("a manifest of a later version", async () => {
    const folder = await datasets.copy(tokenStages);
    editManifest(folder, (manifest) => {
      manifest.version = 2;
    });
    await refused(folder, "bad-manifest", /version 2.*newer/);
  });

  test("a manifest that leads out of its folder", async () => {
    const folder = await datasets.copy(tokenStages);
    editManifest(folder, ({ shards }) => {
      for (const shard of shards) shard.file = `../${shard.file}`;
    });
    await refused(folder, "bad-manifest", /shards\.0\.file/);
  });

  test("a shard that is gone", async () => {
    const folder = await datasets.copy(textStages("write-parquet"));
    editManifest(folder, ({ shards }) => {
      for (const shard of shards) shard.file = `lost-${shard.file}`;
    });
    await assert.rejects(rowsOf(folder, 0, 1), /lost-data-00000.*the shard is missing/);
  });
});
