/** Reads a shard of Parquet, one row group at a time. */
import {
  type AsyncBuffer,
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadata,
  parquetReadObjects,
  parquetSchema,
  type SchemaTree,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import type { Column, ColumnType, RowBatch } from "../contracts/rows.js";
import { checkThrift } from "../storage/formats/check-thrift.js";
import { itemTypes, scalarTypes } from "../storage/formats/parquet-types.js";
import { columnOf } from "./row-batches.js";
import { damaged, type OpenShard, problemOf } from "./shard-reader.js";

export const openParquet: OpenShard = async (path, columns) => {
  const file = await asyncBufferFromFile(path);
  const metadata = await readFooter(file).catch((error: unknown) => {
    throw damaged(path, `the Parquet footer cannot be read: ${problemOf(error)}`);
  });
  return {
    schemaProblems: compareSchema(metadata, columns),
    rows: Number(metadata.num_rows),
    async *batches(from, to) {
      let first = 0;
      for (const group of metadata.row_groups) {
        const last = first + Number(group.num_rows);
        if (last > from && first < to)
          yield await readGroup(path, file, metadata, columns, Math.max(first, from), Math.min(last, to));
        first = last;
      }
    },
    close: () => Promise.resolve(),
  };
};

/** How the length of the footer and "PAR1" stand behind it. */
const tailBytes = 8;

async function readFooter(file: AsyncBuffer): Promise<FileMetaData> {
  const size = file.byteLength;
  const tail = Buffer.from(await file.slice(Math.max(0, size - tailBytes)));
  const start = size - tailBytes - (tail.length < tailBytes ? 0 : tail.readUInt32LE(0));
  if (start < 0) throw new RangeError("it is longer than the file");
  const footer = new Uint8Array(await file.slice(start));
  checkThrift(footer, 0);
  return parquetMetadata(footer);
}

async function readGroup(
  path: string,
  file: AsyncBuffer,
  metadata: FileMetaData,
  columns: readonly Column[],
  from: number,
  to: number,
): Promise<RowBatch> {
  const records = await parquetReadObjects({
    file,
    metadata,
    compressors,
    rowStart: from,
    rowEnd: to,
    // Bytes stay bytes; columns declared as UTF-8 become text all the same.
    utf8: false,
  }).catch((error: unknown) => {
    throw damaged(path, `rows ${from} to ${to} cannot be decoded: ${problemOf(error)}`);
  });
  if (records.length !== to - from)
    throw damaged(path, `rows ${from} to ${to} were announced, but ${records.length} are there`);
  return {
    rows: records.length,
    columns: columns.map((column) =>
      columnOf(
        column,
        records.map((record) => plainCell(record[column.name], column.type)),
        (row, problem) => damaged(path, `${problem} (row ${from + row})`),
      ),
    ),
  };
}

/** hyparquet gives typed arrays for some lists, bigints for 64 bits, and nothing for an empty repeated field. */
function plainCell(value: unknown, type: ColumnType): unknown {
  if (typeof value === "bigint") return Number(value);
  if (type.kind !== "fixed-list" && type.kind !== "list") return value;
  if (value === undefined || value === null) return [];
  return ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as Int32Array) : value;
}

function compareSchema(metadata: FileMetaData, columns: readonly Column[]): string[] {
  const found = parquetSchema(metadata).children.map((child) => `${child.element.name}: ${typeName(child)}`);
  const expected = columns.map(({ name, type, nullable }) => `${name}: ${expectedName(type, nullable)}`);
  if (found.join() === expected.join()) return [];
  return [`the schema is ${found.join(", ")}, but the manifest says ${expected.join(", ")}`];
}

/** Lists stand as a repeated field or as the three levels of the LIST type; both read alike. */
function typeName(column: SchemaTree): string {
  if (column.children.some(({ element }) => element.name === "bytes"))
    return column.element.repetition_type === "OPTIONAL" ? "struct or null" : "struct";
  let node = column;
  let repeated = node.element.repetition_type === "REPEATED";
  for (let child = node.children[0]; child !== undefined; child = node.children[0]) {
    node = child;
    repeated ||= node.element.repetition_type === "REPEATED";
  }
  const { converted_type: converted, type } = node.element;
  const leaf = converted ?? type ?? "";
  if (repeated) return `list of ${leaf}`;
  return column.element.repetition_type === "OPTIONAL" ? `${leaf} or null` : leaf;
}

function expectedName(type: ColumnType, nullable: boolean): string {
  if (type.kind === "fixed-list" || type.kind === "list") return `list of ${itemTypes[type.item]}`;
  const name = type.kind === "image" ? "struct" : scalarTypes[type.kind];
  return nullable ? `${name} or null` : name;
}
