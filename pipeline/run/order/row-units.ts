/** Rows as they would be written, as units of an ordering. */
import type { RowBatch } from "../../contracts/rows.js";
import type { Job } from "../job.js";
import { unorderedRows } from "../rows/unordered-rows.js";
import { hashOf, hashOfText } from "./order-hash.js";
import { unitFacts } from "./unit-column.js";
import type { UnitBatch, UnitPart, Units } from "./units.js";

/** Bytes of a part where rows are cut from one stream. */
export const partBytes = 64 << 20;

export function openRows(job: Job): Units {
  const { supply, parts } = unorderedRows(job);
  const { columns } = supply;
  const facts = columns.findIndex(({ name }) => name === unitFacts.name);
  const ids = columns.findIndex(({ name }) => name === "id");
  const texts = columns.findIndex(({ name }) => name === "text");
  const measure = facts < 0 && ids >= 0 ? "characters" : "tokens";
  const unitsOf = (batch: RowBatch, first: number): UnitBatch => {
    if (facts >= 0) return withFacts(batch, facts);
    if (ids >= 0) return withIds(batch, ids, texts);
    return withNumbers(batch, first);
  };
  const read = (from: number, to: number) => unitBatches(supply.read(from, to), from, unitsOf);
  let from = 0;
  const ranges =
    parts ??
    evenRanges(
      supply.rows,
      supply.sizes.reduce((sum, { bytes }) => sum + bytes, 0),
    ).map((range) => ({
      ...range,
      source: undefined,
      amount: 0,
    }));
  return {
    columns,
    measure,
    parts: ranges.map(({ rows, bytes, source, amount }): UnitPart => {
      const [first, last] = [from, from + rows];
      from = last;
      return { source, units: rows, amount, bytes, read: () => read(first, last) };
    }),
  };
}

function evenRanges(rows: number, bytes: number): { rows: number; bytes: number }[] {
  const count = Math.max(1, Math.min(rows, Math.ceil(bytes / partBytes)));
  return Array.from({ length: count }, (_, part) => ({
    rows: Math.floor((rows * (part + 1)) / count) - Math.floor((rows * part) / count),
    bytes: bytes / count,
  }));
}

async function* unitBatches(
  batches: AsyncIterable<RowBatch> | Iterable<RowBatch>,
  from: number,
  unitsOf: (batch: RowBatch, first: number) => UnitBatch,
): AsyncGenerator<UnitBatch> {
  let first = from;
  for await (const batch of batches) {
    yield unitsOf(batch, first);
    first += batch.rows;
  }
}

function withFacts(batch: RowBatch, column: number): UnitBatch {
  const data = batch.columns[column];
  if (data?.kind !== "fixed-list") throw new Error("rows without hashes");
  const hashes = new Uint32Array(batch.rows);
  const amounts = new Float64Array(batch.rows);
  for (let row = 0; row < batch.rows; row++) {
    hashes[row] = data.values[2 * row]!;
    amounts[row] = data.values[2 * row + 1]!;
  }
  return { batch, hashes, amounts };
}

function withIds(batch: RowBatch, ids: number, texts: number): UnitBatch {
  const text = (column: number, row: number): string => {
    const data = batch.columns[column];
    return data?.kind === "utf8" ? (data.values[row] ?? "") : "";
  };
  return {
    batch,
    hashes: Uint32Array.from({ length: batch.rows }, (_, row) => hashOfText(text(ids, row))),
    amounts: Float64Array.from({ length: batch.rows }, (_, row) => text(texts, row).length),
  };
}

/** Rows that join parts of many documents: their place is all that tells them apart. */
function withNumbers(batch: RowBatch, first: number): UnitBatch {
  return {
    batch,
    hashes: Uint32Array.from({ length: batch.rows }, (_, row) => hashOf(first + row)),
    amounts: new Float64Array(batch.rows),
  };
}
