import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { MessageReader, tableFromIPC } from "apache-arrow";
import type { Column, ColumnData, RowBatch } from "../../../pipeline/contracts/rows.js";
import type { ShardWriter } from "../../../pipeline/contracts/stage.js";
import { openArrow } from "../../../pipeline/dataset/read-arrow.js";
import { readArrow } from "../../../stages/read/read-arrow.js";
import { writeArrow } from "../../../stages/write/write-arrow.js";
import { splitOf } from "../../support/split-of.js";

const columns: readonly Column[] = [
  { name: "input_ids", type: { kind: "fixed-list", item: "uint16", length: 3 }, nullable: false },
  { name: "cu_seqlens", type: { kind: "list", item: "int32" }, nullable: false },
  { name: "text", type: { kind: "utf8" }, nullable: true },
  { name: "count", type: { kind: "int64" }, nullable: true },
];

const batches: readonly RowBatch[] = [1, 2, 5].map((rows) => ({
  rows,
  columns: [
    { kind: "fixed-list", values: Uint16Array.from({ length: 3 * rows }, (_, index) => index * 7) },
    {
      kind: "list",
      offsets: Int32Array.from({ length: rows + 1 }, (_, row) => row * 2),
      values: Int32Array.from({ length: rows * 2 }, (_, index) => (index % 2) * 3),
    },
    {
      kind: "utf8",
      values: Array.from({ length: rows }, (_, row) => (row % 2 === 1 ? null : `悟道 ${row}`)),
    },
    { kind: "number", values: Array.from({ length: rows }, (_, row) => (row % 3 === 2 ? null : row)) },
  ],
}));

function written(alignment = 64, container: "stream" | "file" = "stream"): Promise<Buffer> {
  return writtenShard(columns, batches, alignment, container);
}

async function writtenShard(
  schema: readonly Column[],
  rows: readonly RowBatch[],
  alignment = 64,
  container: "stream" | "file" = "stream",
): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), "wudao-"));
  try {
    const path = join(folder, "shard.arrow");
    const writer = await writeArrow.openShard(
      path,
      schema,
      writeArrow.parameters.parse({ alignment, container }),
    );
    for (const batch of rows) await writer.write(batch);
    await writer.finish();
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("an Arrow file holds the batches of the stream, and its footer leads to each of them", async () => {
  const stream = tableFromIPC(await written());
  const bytes = await written(64, "file");
  const file = tableFromIPC(bytes);
  assert.equal(bytes.toString("latin1", bytes.length - 6), "ARROW1");
  assert.deepEqual(
    file.batches.map(({ numRows }) => numRows),
    batches.map(({ rows }) => rows),
  );
  const plain = (table: typeof stream): string =>
    JSON.stringify(table.toArray(), (_, value: unknown) =>
      typeof value === "bigint" ? Number(value) : value,
    );
  assert.equal(plain(file), plain(stream));
});

test("rows read back from a shard are the rows that were written, nulls included", async () => {
  const table = tableFromIPC(await written());
  const rows = table.toArray().map((row) => {
    const { input_ids, cu_seqlens, text, count } = row.toJSON();
    return [Array.from(input_ids), Array.from(cu_seqlens), text, count === null ? null : Number(count)];
  });
  const wanted = batches.flatMap(({ rows: count }) =>
    Array.from({ length: count }, (_, row) => [
      [0, 1, 2].map((index) => (row * 3 + index) * 7),
      [0, 3],
      row % 2 === 1 ? null : `悟道 ${row}`,
      row % 3 === 2 ? null : row,
    ]),
  );
  assert.deepEqual(rows, wanted);
  assert.equal(table.schema.fields.find(({ name }) => name === "input_ids")?.nullable, false);
});

for (const alignment of [64, 4096]) {
  test(`a trainer maps every buffer without a copy: each starts at a multiple of ${alignment} bytes of the file`, async () => {
    const bytes = await written(alignment);
    const reader = new MessageReader(bytes);
    let buffers = 0;
    let found = 0;
    for (const message of reader) {
      if (!message.isRecordBatch()) continue;
      const body = reader.readMessageBody(message.bodyLength);
      assert.equal(body.buffer, bytes.buffer, "the reader hands out views of the file's own bytes");
      const bodyStart = body.byteOffset - bytes.byteOffset;
      assert.equal(bodyStart % alignment, 0);
      for (const region of message.header().buffers) {
        assert.equal((bodyStart + region.offset) % alignment, 0);
        buffers++;
      }
      found++;
    }
    assert.equal(found, batches.length);
    assert.ok(buffers >= 8 * batches.length);
  });
}

test("the same rows give the same bytes", async () => {
  assert.ok((await written()).equals(await written()));
});

test("every kind of column reads back in Arrow as it was written, nulls included", async () => {
  const all: readonly { readonly column: Column; readonly data: ColumnData; readonly type: string }[] = [
    {
      column: { name: "bytes", type: { kind: "fixed-list", item: "uint8", length: 2 }, nullable: false },
      data: { kind: "fixed-list", values: Uint8Array.of(1, 2, 3, 255) },
      type: "FixedSizeList[2]<Uint8>",
    },
    {
      column: { name: "halves", type: { kind: "list", item: "float16" }, nullable: false },
      // 1 and -2 in half precision.
      data: { kind: "list", offsets: Int32Array.of(0, 0, 2), values: Uint16Array.of(0x3c00, 0xc000) },
      type: "List<Float16>",
    },
    {
      column: { name: "singles", type: { kind: "list", item: "float32" }, nullable: false },
      // A slice: its offsets do not begin at 0.
      data: { kind: "list", offsets: Int32Array.of(1, 2, 3), values: Float32Array.of(9, 0.5, 0.25) },
      type: "List<Float32>",
    },
    {
      column: { name: "score", type: { kind: "float64" }, nullable: true },
      data: { kind: "number", values: [null, 0.1] },
      type: "Float64",
    },
    {
      column: { name: "image", type: { kind: "image" }, nullable: true },
      data: { kind: "image", values: [{ bytes: Uint8Array.of(137, 80), path: "一.png" }, null] },
      type: "Struct<{bytes:Binary, path:Utf8}>",
    },
  ];
  const bytes = await writtenShard(
    all.map(({ column }) => column),
    [{ rows: 2, columns: all.map(({ data }) => data) }],
  );
  const table = tableFromIPC(bytes);
  assert.deepEqual(
    table.schema.fields.map(({ name, type, nullable }) => [name, String(type), nullable]),
    all.map(({ column, type }) => [column.name, type, column.nullable]),
  );
  const [first, second] = table.toArray().map((row) => row.toJSON());
  assert.deepEqual(
    [Array.from(first.bytes), Array.from(first.halves), Array.from(first.singles), first.score],
    [[1, 2], [], [0.5], null],
  );
  assert.deepEqual(
    [Array.from(second.bytes), Array.from(second.halves), Array.from(second.singles), second.score],
    [[3, 255], [1, -2], [0.25], 0.1],
  );
  assert.deepEqual([Array.from(first.image.bytes), first.image.path], [[137, 80], "一.png"]);
  assert.equal(second.image, null);
});

for (const compression of ["none", "lz4", "zstd"] as const)
  for (const container of ["stream", "file"] as const)
    test(`texts packed with ${compression} and a dictionary in a ${container} read back as they were written, by our readers too`, async () => {
      const folder = mkdtempSync(join(tmpdir(), "wudao-"));
      try {
        const names = ["source", "lang", "text"];
        const schema = names.map((name) => ({
          name,
          type: { kind: "utf8" } as const,
          nullable: name === "lang",
        }));
        const row = (batch: number, at: number): readonly [string, string | null, string] => [
          at % 2 === 0 ? "新闻" : `来源 ${batch}`,
          at % 3 === 0 ? null : "zh",
          `悟道 ${batch} ${at}${"重复".repeat(200)}`,
        ];
        const written = [0, 1, 2].map((batch) => Array.from({ length: 40 }, (_, at) => row(batch, at)));
        const path = join(folder, container === "file" ? "a.feather" : "a.arrow");
        const params = writeArrow.parameters.parse({
          compression,
          container,
          dictionary: ["source", "lang"],
        });
        const writer = await writeArrow.openShard(path, schema, params);
        for (const rows of written)
          await writer.write({
            rows: rows.length,
            columns: names.map((_, column) => ({
              kind: "utf8",
              values: rows.map((cells) => cells[column] ?? null),
            })),
          });
        await writer.finish();
        assert.deepEqual(readdirSync(folder), [container === "file" ? "a.feather" : "a.arrow"]);
        const shard = await openArrow(path, schema);
        assert.deepEqual(shard.schemaProblems, []);
        const found: unknown[] = [];
        for await (const batch of shard.batches(0, 120))
          for (let at = 0; at < batch.rows; at++)
            found.push(batch.columns.map((data) => (data.kind === "utf8" ? data.values[at] : undefined)));
        await shard.close();
        assert.deepEqual(found, written.flat());
        const { size } = statSync(path);
        if (compression !== "none") assert.ok(size < 20_000, `${size} bytes`);
        const split = splitOf(path, { input: "i", divisible: true });
        const texts: string[] = [];
        for await (const batch of readArrow.read(split, readArrow.parameters.parse({ text: "text" })))
          for (const result of batch)
            if ("sample" in result)
              texts.push(`${result.sample.lang} ${result.sample.meta.source} ${result.sample.text}`);
        assert.deepEqual(
          texts,
          written.flat().map(([source, lang, text]) => `${lang ?? undefined} ${source} ${text}`),
        );
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

test("a dictionary of a column that is not there or whose values hardly repeat is refused by name", async () => {
  const folder = mkdtempSync(join(tmpdir(), "wudao-"));
  try {
    const schema: readonly Column[] = [{ name: "text", type: { kind: "utf8" }, nullable: false }];
    const open = (name: string): Promise<ShardWriter> =>
      writeArrow.openShard(
        join(folder, "a.arrow"),
        schema,
        writeArrow.parameters.parse({ dictionary: [name] }),
      );
    await assert.rejects(open("langs"), /"langs".*no such column of texts/);
    const writer = await open("text");
    const values = Array.from({ length: 40 }, (_, at) => `${at}`.repeat(1 << 20));
    await assert.rejects(
      async () => writer.write({ rows: 40, columns: [{ kind: "utf8", values }] }),
      /column "text" has more than/,
    );
    await writer.abort();
    assert.deepEqual(readdirSync(folder), []);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
