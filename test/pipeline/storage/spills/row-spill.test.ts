import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import type { Cell } from "../../../../pipeline/contracts/batch-builder.js";
import { UserError } from "../../../../pipeline/contracts/errors.js";
import { float16Value } from "../../../../pipeline/contracts/float16.js";
import type { Column, ColumnData, ImageCell, RowBatch } from "../../../../pipeline/contracts/rows.js";
import { RowSpill, RowSpillWriter } from "../../../../pipeline/storage/spills/row-spill.js";
import { inTemporaryFolder } from "../../../support/wudao.js";

const columns: readonly Column[] = [
  { name: "ids", type: { kind: "fixed-list", item: "uint16", length: 3 }, nullable: false },
  { name: "spans", type: { kind: "list", item: "int32" }, nullable: false },
  { name: "logits", type: { kind: "list", item: "float16" }, nullable: false },
  { name: "text", type: { kind: "utf8" }, nullable: true },
  { name: "image", type: { kind: "image" }, nullable: true },
  { name: "width", type: { kind: "int64" }, nullable: true },
  { name: "score", type: { kind: "float64" }, nullable: false },
];

const row = fc.tuple(
  fc.array(fc.nat(65_535), { minLength: 3, maxLength: 3 }),
  fc.array(fc.integer()),
  fc.array(fc.nat(0x7bff).map(float16Value)),
  fc.option(fc.string({ unit: "binary" })),
  fc.option(fc.record({ bytes: fc.uint8Array({ maxLength: 50 }), path: fc.string({ unit: "grapheme" }) })),
  fc.option(fc.maxSafeInteger()),
  fc.double({ noNaN: true }),
);

/** As a reader sees them; float16 as its value. */
function rowsOf(batches: Iterable<RowBatch>): Cell[][] {
  return [...batches].flatMap((batch) =>
    Array.from({ length: batch.rows }, (_, at) =>
      batch.columns.map((data, index) => cellOf(data, at, index === 2)),
    ),
  );
}

function cellOf(data: ColumnData, row: number, isHalf: boolean): Cell {
  if (data.kind === "fixed-list") return Array.from(data.values.subarray(row * 3, row * 3 + 3));
  if (data.kind !== "list") return data.values[row] ?? null;
  const values = Array.from(data.values.subarray(data.offsets[row], data.offsets[row + 1]));
  return isHalf ? values.map(float16Value) : values;
}

function isImage(cell: Cell): cell is ImageCell {
  return typeof cell === "object" && cell !== null && "bytes" in cell;
}

function plain(cells: readonly Cell[]): readonly Cell[] {
  return cells.map((cell) =>
    isImage(cell) ? `${cell.path} ${Buffer.from(cell.bytes).toString("hex")}` : cell,
  );
}

test("what a composer hands out is what the write phase reads, whatever range it asks for", async () => {
  await inTemporaryFolder(async (folder) => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), fc.nat(20), fc.nat(20), (rows, one, other) => {
        const path = join(folder, "rows");
        const writer = new RowSpillWriter(path, columns);
        for (const cells of rows) writer.write(cells);
        writer.finish();
        const spill = new RowSpill(path);
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        assert.equal(spill.rows, rows.length);
        assert.deepEqual(spill.columns, columns);
        assert.deepEqual(rowsOf(spill.read(from, to)).map(plain), rows.slice(from, to).map(plain));
      }),
    );
    await Promise.resolve();
  });
});

test("a damaged spill is told, not read as other rows", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "rows");
    const writer = new RowSpillWriter(path, columns);
    writer.write([[1, 2, 3], [4], [0.5], "五", { bytes: Uint8Array.of(6), path: "六" }, 7, 8]);
    writer.finish();
    const bytes = readFileSync(path);
    bytes[0] = 9;
    writeFileSync(path, bytes);
    assert.throws(
      () => [...new RowSpill(path).read(0, 1)],
      (error) => error instanceof UserError && error.code === "damaged-spill",
    );
    await Promise.resolve();
  });
});
