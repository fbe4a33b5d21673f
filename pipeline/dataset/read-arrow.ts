/** Reads a shard of Arrow: one record batch of an IPC stream at a time, as views over its bytes. */
import { open } from "node:fs/promises";
import {
  CompressionType,
  compressionRegistry,
  type Data,
  DataType,
  type RecordBatch,
  RecordBatchReader,
  type Schema,
} from "apache-arrow";
import {
  type Column,
  type ColumnData,
  type ColumnType,
  type ImageCell,
  type ListItem,
  type ListValues,
  listArrays,
  type RowBatch,
  sliceBatch,
} from "../contracts/rows.js";
import { unpackOpenLz4Frame } from "../storage/compression/lz4-frame.js";
import { Decoder } from "../storage/compression/zstd/addon.js";
import { findMessages, readExactly } from "./arrow-messages.js";
import { damaged, type OpenShard, problemOf } from "./shard-reader.js";

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
compressionRegistry.set(CompressionType.ZSTD, {
  decode: (bytes) => new Decoder().decodeSync(bufferOf(bytes)),
});
compressionRegistry.set(CompressionType.LZ4_FRAME, {
  decode: (bytes) => unpackOpenLz4Frame(bufferOf(bytes)),
});

type Fail = (problem: string) => Error;

export const openArrow: OpenShard = async (path, columns) => {
  const file = await open(path, "r");
  try {
    const { schema, schemaBytes, dictionaryBytes, batches, damage } = await findMessages(file, path);
    return {
      schemaProblems: compareSchema(schema, columns),
      rows: damage === undefined ? batches.reduce((sum, batch) => sum + batch.rows, 0) : undefined,
      async *batches(from, to) {
        let first = 0;
        for (const { start, end, rows } of batches) {
          if (first >= to) return;
          const last = first + rows;
          if (last > from) {
            const fail: Fail = (problem) => damaged(path, problem, { offset: start });
            const message = await readExactly(file, start, end);
            const batch = decodeBatch(Buffer.concat([schemaBytes, dictionaryBytes, message]), columns, fail);
            yield sliceBatch(batch, Math.max(from - first, 0), Math.min(to - first, rows));
          }
          first = last;
        }
        if (damage !== undefined && first < to) throw damage;
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
};

function compareSchema(schema: Schema, columns: readonly Column[]): string[] {
  // How a text is stored is no matter of the schema that the manifest tells.
  const found = schema.fields.map(({ name, type, nullable }) =>
    describe(name, String(DataType.isDictionary(type) ? type.dictionary : type), nullable),
  );
  const expected = columns.map(({ name, type, nullable }) => describe(name, arrowName(type), nullable));
  if (found.join() === expected.join()) return [];
  return [`the schema is ${found.join(", ")}, but the manifest says ${expected.join(", ")}`];
}

function describe(name: string, type: string, nullable: boolean): string {
  return `${name}: ${type}${nullable ? " or null" : ""}`;
}

const itemNames = {
  uint8: "Uint8",
  uint16: "Uint16",
  int32: "Int32",
  float16: "Float16",
  float32: "Float32",
} as const;
const scalarNames = {
  utf8: "Utf8",
  image: "Struct<{bytes:Binary, path:Utf8}>",
  int64: "Int64",
  float64: "Float64",
} as const;

function arrowName(type: ColumnType): string {
  if (type.kind === "fixed-list") return `FixedSizeList[${type.length}]<${itemNames[type.item]}>`;
  return type.kind === "list" ? `List<${itemNames[type.item]}>` : scalarNames[type.kind];
}

/** @param stream the schema message and one record batch */
function decodeBatch(stream: Buffer, columns: readonly Column[], fail: Fail): RowBatch {
  const batch = firstBatch(stream, fail);
  return {
    rows: batch.numRows,
    columns: columns.map((column, index) => {
      const data = batch.data.children[index];
      if (data === undefined || data.length !== batch.numRows)
        throw fail(`column "${column.name}" does not have ${batch.numRows} rows`);
      if (!column.nullable && data.nullCount > 0)
        throw fail(`column "${column.name}" has nulls, but its schema allows none`);
      return decodeColumn(column, data, fail);
    }),
  };
}

function firstBatch(stream: Buffer, fail: Fail): RecordBatch {
  let batch: RecordBatch | undefined;
  try {
    batch = RecordBatchReader.from(stream).next().value ?? undefined;
  } catch (error) {
    throw fail(`the record batch cannot be decoded: ${problemOf(error)}`);
  }
  if (batch === undefined) throw fail("the record batch cannot be decoded");
  return batch;
}

function decodeColumn({ name, type }: Column, data: Data, fail: Fail): ColumnData {
  switch (type.kind) {
    case "fixed-list": {
      const values = itemsOf(data, type.item, fail, name);
      if (values.length < data.length * type.length)
        throw fail(`column "${name}" has ${values.length} values for ${data.length} rows of ${type.length}`);
      return { kind: "fixed-list", values: values.subarray(0, data.length * type.length) };
    }
    case "list": {
      const values = itemsOf(data, type.item, fail, name);
      return {
        kind: "list",
        offsets: checkOffsets(data.valueOffsets, data.length, values.length, fail, name),
        values,
      };
    }
    case "utf8":
      return { kind: "utf8", values: decodeTexts(data, fail, name) };
    case "image":
      return { kind: "image", values: decodeImages(data, fail, name) };
    case "int64":
    case "float64":
      return {
        kind: "number",
        values: Array.from({ length: data.length }, (_, row) =>
          data.getValid(row) ? Number(data.values[row]) : null,
        ),
      };
  }
}

function itemsOf(data: Data, item: ListItem, fail: Fail, name: string): ListValues {
  const child = data.children[0];
  if (child === undefined || child.nullCount > 0) throw fail(`column "${name}" has nulls inside its lists`);
  const values: unknown = child.values;
  if (values instanceof listArrays[item]) return values;
  throw fail(`column "${name}" has values of another type`);
}

function decodeTexts(data: Data, fail: Fail, name: string): (string | null)[] {
  if (DataType.isDictionary(data.type)) return lookUp(data, fail, name);
  const bytes: Uint8Array = data.values;
  const offsets = checkOffsets(data.valueOffsets, data.length, bytes.length, fail, name);
  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return Array.from({ length: data.length }, (_, row) => {
    if (!data.getValid(row)) return null;
    try {
      return utf8.decode(bytes.subarray(offsets[row], offsets[row + 1]));
    } catch {
      throw fail(`column "${name}" holds bytes that are no UTF-8 in row ${row} of the batch`);
    }
  });
}

/** Texts that are numbers into a dictionary. */
function lookUp(data: Data, fail: Fail, name: string): (string | null)[] {
  const texts = (data.dictionary?.data ?? []).flatMap((part) => decodeTexts(part, fail, name));
  return Array.from({ length: data.length }, (_, row) => {
    if (!data.getValid(row)) return null;
    const text = texts[Number(data.values[row])];
    if (text === undefined || text === null)
      throw fail(`column "${name}" has a number in row ${row} of the batch that its dictionary lacks`);
    return text;
  });
}

function decodeImages(data: Data, fail: Fail, name: string): (ImageCell | null)[] {
  const [pictures, names] = data.children;
  if (pictures === undefined || names === undefined) throw fail(`column "${name}" has no bytes or no path`);
  const bytes: Uint8Array = pictures.values;
  const offsets = checkOffsets(pictures.valueOffsets, data.length, bytes.length, fail, name);
  const paths = decodeTexts(names, fail, name);
  return Array.from({ length: data.length }, (_, row) =>
    data.getValid(row)
      ? { bytes: bytes.subarray(offsets[row], offsets[row + 1]), path: paths[row] ?? "" }
      : null,
  );
}

/** Offsets that a damaged file could send anywhere: `rows` + 1 of them, never falling, inside the values. */
function checkOffsets(offsets: Int32Array, rows: number, values: number, fail: Fail, name: string) {
  // A list of no rows may leave its offsets out.
  if (rows === 0) return new Int32Array(1);
  let last = 0;
  for (let row = 0; row <= rows; row++) {
    const offset = offsets[row] ?? -1;
    if (offset < last || offset > values) throw fail(`column "${name}" has broken offsets at row ${row}`);
    last = offset;
  }
  return offsets;
}
