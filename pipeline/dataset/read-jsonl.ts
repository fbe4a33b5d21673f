/** Reads a shard of JSON Lines, plain or compressed, line by line. */
import type { Column, RowBatch } from "../contracts/rows.js";
import { decompressFile, detectCompression } from "../storage/compression/compression.js";
import { linesOf } from "../storage/lines.js";
import { readHead } from "../storage/read-bytes.js";
import { columnOf } from "./row-batches.js";
import { damaged, type OpenShard, problemOf } from "./shard-reader.js";

/** A batch ends at whichever comes first. */
const batchLines = 1024;
const batchBytes = 4 << 20;
const magicBytes = 6;

interface Record {
  readonly line: number;
  readonly fields: Readonly<{ [name: string]: unknown }>;
}

export const openJsonl: OpenShard = async (path, columns) => {
  const compression = detectCompression(await readHead(path, magicBytes));
  if (compression !== "none" && compression !== "gzip" && compression !== "zstd")
    throw damaged(path, `the file is compressed with ${compression}, which no shard is`);
  return {
    // JSON has no schema: each line is checked when it is read.
    schemaProblems: [],
    rows: undefined,
    async *batches(from, to) {
      const lines = linesOf(decompressFile(path, compression));
      let records: Record[] = [];
      let bytes = 0;
      let line = 0;
      try {
        for (;;) {
          const next = line < to ? await nextLine(lines, path, line) : undefined;
          if (next === undefined) break;
          line++;
          if (line <= from) continue;
          records.push({ line, fields: parseLine(next, columns, path, line) });
          bytes += next.length;
          if (records.length < batchLines && bytes < batchBytes) continue;
          yield batchOf(records, columns, path);
          records = [];
          bytes = 0;
        }
      } finally {
        await lines.return(true);
      }
      if (records.length > 0) yield batchOf(records, columns, path);
    },
    close: () => Promise.resolve(),
  };
};

async function nextLine(
  lines: AsyncGenerator<Buffer, boolean, undefined>,
  path: string,
  before: number,
): Promise<Buffer | undefined> {
  let next: IteratorResult<Buffer, boolean>;
  try {
    next = await lines.next();
  } catch (error) {
    throw damaged(path, problemOf(error), { line: before + 1 });
  }
  if (next.done !== true) return next.value;
  if (!next.value) throw damaged(path, "the last line has no newline: the file is cut off", { line: before });
  return undefined;
}

function parseLine(
  bytes: Buffer,
  columns: readonly Column[],
  path: string,
  line: number,
): Readonly<{ [name: string]: unknown }> {
  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch (error) {
    throw damaged(path, `the line is no JSON: ${problemOf(error)}`, { line });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw damaged(path, "the line is no JSON object", { line });
  const fields = new Map<string, unknown>(Object.entries(value));
  const names = [...fields.keys()].join();
  const expected = columns.map(({ name }) => name).join();
  if (names !== expected)
    throw damaged(path, `the line has the fields ${names}, but the manifest says ${expected}`, { line });
  return Object.fromEntries(
    columns.map(({ name, type }) => {
      const field = fields.get(name);
      // Columns of JSON text (meta, scores) are written as the objects that they are.
      const unpacked = type.kind === "utf8" && typeof field === "object" && field !== null;
      return [name, unpacked ? JSON.stringify(field) : field];
    }),
  );
}

function batchOf(records: readonly Record[], columns: readonly Column[], path: string): RowBatch {
  return {
    rows: records.length,
    columns: columns.map((column) =>
      columnOf(
        column,
        records.map(({ fields }) => fields[column.name]),
        (row, problem) => damaged(path, problem, { line: records[row]?.line ?? 0 }),
      ),
    ),
  };
}
