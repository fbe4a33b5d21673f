/**
 * Rows of a Parquet file, row group by row group, only the columns that are asked for.
 *
 * A file may be cut at any byte: a row group belongs to the split that holds its first byte. Of a group, the packed bytes of
 * the wanted columns are held, and unpacked in windows of rows.
 */
import { type AsyncBuffer, parquetScan } from "hyparquet";
import { UserError } from "../../../pipeline/contracts/errors.js";
import type { ReadResult, Split } from "../../../pipeline/contracts/stage.js";
import { openRanged, type RangedBytes } from "../../../pipeline/storage/ranged-bytes.js";
import { foreignTo, formatBytes } from "../bytes/foreign-format.js";
import { expectUnchanged } from "../bytes/unchanged.js";
import { type Cell, type Row, setOwn } from "../records/row-records.js";
import {
  type GroupPlace,
  openParquet,
  type ParquetFile,
  ParquetProblem,
  problemOf,
  readChunks,
} from "./file.js";
import { PageChecks } from "./page-checks.js";
import { cellOf, parsers, type ValueNode } from "./values.js";

/** What collects rows as results. */
export interface RowSink {
  /** @param number of the row in the file, from 0 */
  row(number: number, read: () => Row): void;
  /** Rows that could not be read at all, by the number of the first. */
  failed(code: string, message: string, number: number): void;
  take(): readonly ReadResult[];
}

export interface RowLimits {
  readonly "max-group-bytes": number;
  readonly "batch-bytes": number;
}

/** @param choose which of the columns there are wanted */
export async function* readParquetRows(
  split: Split,
  sink: RowSink,
  limits: RowLimits,
  choose: (names: readonly string[]) => readonly string[],
): AsyncGenerator<readonly ReadResult[]> {
  const bytes = await openRanged(split.file);
  try {
    expectUnchanged(split, bytes.size);
    let file: ParquetFile;
    try {
      file = await openParquet(bytes);
    } catch (error) {
      if (!(error instanceof ParquetProblem)) throw error;
      // Reported once, by the first split.
      if (split.start > 0) return;
      const foreign = foreignTo("Parquet", await bytes.read(0, formatBytes));
      if (foreign === undefined) yield told(sink, error, 0);
      else {
        sink.failed("unsupported-format", foreign, 0);
        yield sink.take();
      }
      return;
    }
    const wanted = new Set(choose(file.nodes.map(({ name }) => name)));
    const nodes = new Map(file.nodes.filter(({ name }) => wanted.has(name)).map((node) => [node.name, node]));
    for (const place of file.groups) {
      if (place.offset < split.start || place.offset >= split.end) continue;
      yield* readGroup(bytes, file, place, nodes, sink, limits);
    }
  } finally {
    await bytes.close();
  }
}

async function* readGroup(
  bytes: RangedBytes,
  file: ParquetFile,
  place: GroupPlace,
  nodes: ReadonlyMap<string, ValueNode>,
  sink: RowSink,
  limits: RowLimits,
): AsyncGenerator<readonly ReadResult[]> {
  const { firstRow, rows } = place;
  if (rows === 0) return;
  try {
    const checks = new PageChecks();
    const maxBytes = limits["max-group-bytes"];
    const { chunks, unpacked } = await readChunks(bytes, file, place, nodes, maxBytes, checks);
    const scan = await parquetScan({
      file: heldChunks(chunks, bytes.size, checks),
      // Of one group: hyparquet goes through all that it is given.
      metadata: { ...file.metadata, row_groups: [place.group] },
      columns: [...nodes.keys()],
      compressors: checks.compressors,
      parsers,
      utf8: false,
      useOffsetIndex: false,
      rowStart: 0,
      rowEnd: rows,
    });
    const step = windowRows(rows, unpacked, limits["batch-bytes"]);
    for (let from = 0; from < rows; from += step) {
      const to = Math.min(from + step, rows);
      const columns: {
        readonly name: string;
        readonly node: ValueNode;
        readonly values: ArrayLike<unknown>;
      }[] = [];
      for (const [name, node] of nodes) {
        const values = await scan.readColumn({ column: name, rowStart: from, rowEnd: to });
        if (values.length !== to - from)
          throw new ParquetProblem(
            "damaged-parquet",
            `column "${name}" has ${values.length} of ${to - from} rows`,
          );
        columns.push({ name, node, values });
      }
      for (let row = 0; row < to - from; row++) {
        sink.row(firstRow + from + row, () => {
          const cells: Record<string, Cell> = {};
          for (const { name, node, values } of columns) setOwn(cells, name, cellOf(values[row], node, name));
          return cells;
        });
      }
      yield sink.take();
    }
  } catch (error) {
    // A disk or a store that does not answer: the rows are not to blame.
    if (error instanceof UserError) throw error;
    // What hyparquet throws at damaged bytes has no class of its own.
    const problem =
      error instanceof ParquetProblem
        ? error
        : new ParquetProblem("damaged-parquet", `it cannot be decoded: ${problemOf(error)}`);
    yield told(
      sink,
      problem,
      firstRow,
      ` (row group of ${rows} rows; what was not read of it before is missing)`,
    );
  }
}

/** Windows keep what is unpacked within bounds. */
function windowRows(rows: number, unpacked: number, batchBytes: number): number {
  return Math.max(1, Math.min(rows, Math.floor((batchBytes * rows) / Math.max(1, unpacked)), 1 << 16));
}

function told(
  sink: RowSink,
  { code, message }: ParquetProblem,
  row: number,
  more = "",
): readonly ReadResult[] {
  const advice = code === "damaged-parquet" ? ": get a sound copy of the file" : "";
  sink.failed(code, `${message}${more}; expected a readable Parquet file${advice}`, row);
  return sink.take();
}

/** The chunks at hand, seen as the file. */
function heldChunks(
  chunks: ReadonlyMap<string, ArrayBuffer>,
  byteLength: number,
  checks: PageChecks,
): AsyncBuffer {
  const places = [...chunks].map(([key, buffer]) => ({ start: Number(key.split("-")[0]), buffer }));
  return {
    byteLength,
    slice(start, end = byteLength) {
      const exact = chunks.get(`${start}-${end}`);
      if (exact !== undefined) return checks.lies(exact, start);
      // A run of small chunks that hyparquet asks for at once, or a part of one.
      const run = new Uint8Array(end - start);
      for (const { start: at, buffer } of places) {
        const from = Math.max(start, at);
        const to = Math.min(end, at + buffer.byteLength);
        if (from < to) run.set(new Uint8Array(buffer, from - at, to - from), from - start);
      }
      return checks.lies(run.buffer, start);
    },
  };
}
