/**
 * Reads Arrow IPC, streams and files (Feather version 2): rows become samples, columns their fields. What write-arrow and Hugging
 * Face datasets write is read as well.
 *
 * A file may be cut at any byte: a record batch belongs to the split that holds its first byte. The splits behind it only pass
 * over its metadata. Of a batch, the buffers of the wanted columns are held.
 */
import { z } from "zod";
import { defineSource, type ReadResult, type Split } from "../../pipeline/contracts/stage.js";
import { openRanged, type RangedBytes } from "../../pipeline/storage/ranged-bytes.js";
import { readBatch, TooLarge } from "./arrow/batch.js";
import { type ArrowColumn, openColumn } from "./arrow/columns.js";
import { ArrowDictionaries } from "./arrow/dictionaries.js";
import { FlatbufferDamage } from "./arrow/flatbuffer.js";
import { type ArrowMessage, openArrow } from "./arrow/messages.js";
import type { ArrowField } from "./arrow/schema.js";
import { foreignTo, formatBytes } from "./bytes/foreign-format.js";
import { expectUnchanged } from "./bytes/unchanged.js";
import { batchParameter, limitParameter } from "./read-parameters.js";
import {
  type Cell,
  columnParameters,
  imageParameter,
  RowRecords,
  setOwn,
  wantedColumns,
} from "./records/row-records.js";

const parameters = z.strictObject({
  ...columnParameters,
  ...imageParameter,
  "max-batch-bytes": limitParameter(
    512 * 2 ** 20,
    "Bytes of the columns read in one record batch, packed and unpacked, which are held at once; larger batches are refused.",
    2 ** 31,
  ),
  "batch-bytes": batchParameter(8 * 2 ** 20, "rows, unpacked,", 2 ** 28),
});

type Params = z.output<typeof parameters>;

export const readArrow = defineSource({
  name: "read-arrow",
  summary:
    "Reads Arrow IPC streams and files with all types, dictionaries and LZ4 or Zstandard buffers, only the columns that are asked for.",
  source: "Apache Arrow columnar format 1.5; checked against pyarrow on apache/arrow-testing",
  parameters,
  cost: { memoryBytes: 256 << 20 },
  endings: [".arrow", ".arrows", ".feather", ".ipc"],
  divisible: () => true,
  read: readSplit,
});

async function* readSplit(split: Split, params: Params): AsyncGenerator<readonly ReadResult[]> {
  const bytes = await openRanged(split.file);
  const records = new RowRecords(split, params, "read-arrow");
  let row = 0;
  /** Offset of the current message. The split that contains it reports its damage. */
  let offset = 0;
  try {
    expectUnchanged(split, bytes.size);
    if (bytes.size === 0) return;
    const { schema, messages } = await openArrow(bytes);
    const names = new Set(
      wantedColumns(
        schema.fields.map(({ name }) => name),
        params,
      ),
    );
    const wanted = new Set(schema.fields.filter(({ name }) => names.has(name)));
    records.columns = schema.fields.map(({ name }) => name);
    const dictionaries = new ArrowDictionaries(schema, wanted, params["max-batch-bytes"]);
    const reading = { bytes, fields: schema.fields, wanted, dictionaries, records, params };
    for await (const message of messages()) {
      offset = message.offset;
      if (message.kind === "dictionary") await dictionaries.take(bytes, message);
      else {
        if (offset >= split.start && offset < split.end) yield* readRows(reading, message, row);
        row += message.table.size(0);
      }
      // Nothing that follows belongs to this split; where the next message begins tells only the message itself.
      if (offset >= split.end) return;
      offset = message.bodyStart + message.bodyBytes;
    }
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    const place = Math.min(offset, Math.max(0, bytes.size - 1));
    if (place < split.start || place >= split.end) return;
    const foreign = place === 0 ? foreignTo("Arrow", await bytes.read(0, formatBytes)) : undefined;
    if (foreign !== undefined) records.failed("unsupported-format", foreign, row);
    else
      records.failed(
        problem.code,
        `${problem.message} (what follows was not read); expected a readable Arrow file${problem.advice}`,
        row,
      );
    yield records.take();
  } finally {
    await bytes.close();
  }
}

/** What the batches of a file are read with. */
interface Reading {
  readonly bytes: RangedBytes;
  readonly fields: readonly ArrowField[];
  readonly wanted: ReadonlySet<ArrowField>;
  readonly dictionaries: ArrowDictionaries;
  readonly records: RowRecords;
  readonly params: Params;
}

async function* readRows(
  { bytes, fields, wanted, dictionaries, records, params }: Reading,
  message: ArrowMessage,
  firstRow: number,
): AsyncGenerator<readonly ReadResult[]> {
  const batch = await readBatch(bytes, message, fields, wanted, params["max-batch-bytes"]);
  const context = dictionaries.context(message.unionValidity);
  const columns: { readonly name: string; readonly column: ArrowColumn }[] = [];
  for (const field of fields) {
    if (!wanted.has(field)) {
      batch.skip(field);
      continue;
    }
    const column = openColumn(field, batch, context);
    if (column.length !== batch.rows)
      throw new FlatbufferDamage(`column "${field.name}" has ${column.length} of ${batch.rows} rows`);
    columns.push({ name: field.name, column });
  }
  let items = context.items;
  for (let row = 0; row < batch.rows; row++) {
    records.row(firstRow + row, () => {
      const cells: Record<string, Cell> = {};
      for (const { name, column } of columns) setOwn(cells, name, column.cell(row));
      return cells;
    });
    if (records.waiting + 8 * (items - context.items) < params["batch-bytes"]) continue;
    items = context.items;
    yield records.take();
  }
  yield records.take();
}

/** Damage and limits are told to the user; anything else is a bug. */
function problemOf(
  error: unknown,
): { readonly code: string; readonly message: string; readonly advice: string } | undefined {
  if (error instanceof TooLarge) return { code: "unsupported-arrow", message: error.message, advice: "" };
  if (error instanceof FlatbufferDamage)
    return { code: "damaged-arrow", message: error.message, advice: ": get a sound copy of the file" };
  return undefined;
}
