/** From a place in a shard back to the document that it came from. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../contracts/errors.js";
import type { DatasetView } from "../../dataset/dataset-view.js";
import type { ShardEntry } from "../../dataset/manifest-file.js";
import { type Dataset, openDataset } from "../../dataset/open-dataset.js";
import type { Row } from "../../dataset/row-batches.js";
import { originsPath } from "../../run/folders.js";
import { readOrigin } from "../../storage/spills/document-origins.js";
import { type RowEntry, readRowDocuments } from "../../storage/spills/row-documents.js";
import { plural } from "../plural.js";

export interface LocatedDocument {
  /** Tokens [start, end) of the row; undefined where it lies somewhere in there. */
  readonly start: number | undefined;
  readonly end: number | undefined;
  /** Token of the document (its prompt counted) that stands at `start`, or at the position that was asked for. */
  readonly offset: number;
  /** Undefined for rows that are documents: these tell their records themselves. */
  readonly split: number | undefined;
  readonly id: string;
  /** File and place of its record. */
  readonly origin: string;
}

export interface Location {
  readonly shard: string;
  readonly row: number;
  /** Place in the row; undefined for rows without tokens. */
  readonly position: number | undefined;
  readonly token: number | undefined;
  /** The document that the token belongs to. */
  readonly document: LocatedDocument | undefined;
  /** All documents of the row. */
  readonly documents: readonly LocatedDocument[];
  /** Why there is no document, in words. */
  readonly unknown: string | undefined;
}

/**
 * Reads one batch of the shard, a few bytes of its origins and one packed block of 1,024 documents.
 *
 * @param shard  its file name or its number, from 0
 * @param offset `ROW:POSITION`; or one number: a token counted over rows of one length, else a row
 * @throws UserError `no-place` when the dataset has no such shard, row or position; `no-origins` when its run kept none
 */
export async function locateToken(
  folder: string,
  shard: string,
  offset: string,
  view?: DatasetView,
): Promise<Location> {
  const dataset = await openDataset(folder, view);
  const entry = dataset.shards.find(({ file }, index) => file === shard || String(index) === shard);
  if (entry === undefined) {
    throw new UserError(
      "no-place",
      `the dataset has no shard "${shard}"`,
      `Name one of ${plural(dataset.shards.length, "file")}, such as ${dataset.shards[0]?.file}, or its number from 0`,
      { file: folder },
    );
  }
  const tokens = tokenColumn(dataset);
  const { row, position } = placeOf(offset, tokens?.length, entry);
  const cells = await rowOf(dataset, entry, row);
  const list = tokens === undefined ? undefined : cells[tokens.name];
  const ids = typeof list === "object" && list !== null && "length" in list ? list : undefined;
  if (position !== undefined && ids !== undefined && position >= ids.length)
    throw new UserError("no-place", `row ${row} has ${ids.length} tokens, position ${position} is none`);
  const place = { shard: entry.file, row, position, token: ids?.[position ?? 0] };
  if (typeof cells.origin === "string") {
    const document = { start: undefined, end: undefined, offset: 0, split: undefined, id: String(cells.id) };
    const own = { ...document, origin: cells.origin };
    return { ...place, document: own, documents: [own], unknown: undefined };
  }
  if (entry.origins === undefined || !existsSync(join(folder, entry.origins.file))) {
    throw new UserError(
      "no-origins",
      "the dataset does not tell where its rows come from",
      "Run the recipe with `origins: keep`, which is the default",
      { file: folder },
    );
  }
  const entries = readRowDocuments(join(folder, entry.origins.file), row);
  const documents = entries.map((one, at) => located(folder, one, entries[at + 1]?.start ?? ids?.length));
  return { ...place, ...chosen(documents, position ?? 0, cells) };
}

function tokenColumn({ columns }: Dataset): { name: string; length: number } | undefined {
  for (const name of ["input_ids", "text", "target"]) {
    const type = columns.find((column) => column.name === name)?.type;
    if (type?.kind === "fixed-list") return { name, length: type.length };
    if (type?.kind === "list") return { name, length: 0 };
  }
  return undefined;
}

function placeOf(
  offset: string,
  rowLength: number | undefined,
  { rows, file }: ShardEntry,
): { row: number; position: number | undefined } {
  const match = /^(\d+)(?::(\d+))?$/.exec(offset);
  if (match === null)
    throw new UserError("no-place", `"${offset}" is no place`, "Write ROW:POSITION, or one number");
  const [, first = "", second] = match;
  const number = Number(first);
  const isToken = second === undefined && rowLength !== undefined && rowLength > 0;
  const row = isToken ? Math.floor(number / rowLength) : number;
  if (row >= rows)
    throw new UserError("no-place", `there is no row ${row}: the shard has ${rows}`, "", { file });
  if (isToken) return { row, position: number % rowLength };
  return { row, position: second === undefined ? undefined : Number(second) };
}

async function rowOf(dataset: Dataset, shard: ShardEntry, row: number): Promise<Row> {
  let before = 0;
  for (const { file, rows } of dataset.shards) {
    if (file === shard.file) break;
    before += rows;
  }
  for await (const found of dataset.readRows(before + row, 1)) return found;
  throw new UserError("no-place", `row ${row} cannot be read`, "", { file: shard.file });
}

function located(folder: string, entry: RowEntry, end: number | undefined): LocatedDocument {
  const { start, split, ordinal, offset } = entry;
  return { start, end, offset, split, ...readOrigin(originsPath(folder, split), ordinal) };
}

/** The document at a position, where that is known. */
function chosen(
  documents: readonly LocatedDocument[],
  position: number,
  row: Row,
): Pick<Location, "document" | "documents" | "unknown"> {
  if (documents.length === 0)
    return {
      document: undefined,
      documents,
      unknown: "its compose stage joins documents and does not tell which",
    };
  const [only] = documents;
  if (documents.length === 1 && only?.start === undefined)
    return { document: only, documents, unknown: undefined };
  if (documents.some(({ start }) => start === undefined))
    return {
      document: undefined,
      documents,
      unknown: "the row joins several documents, and which of them the token is from is not told",
    };
  const found = documents.findLast(({ start = 0 }) => start <= position);
  const padding = paddingStart(row, documents.length);
  if (found === undefined || (padding !== undefined && position >= padding))
    return { document: undefined, documents, unknown: "the token is padding" };
  const { start = 0, offset } = found;
  return { document: { ...found, offset: offset + position - start }, documents, unknown: undefined };
}

/**
 * Where the row's tokens end and its padding begins; undefined when the row does not tell. A row tells by its length, or by one
 * more span than it has documents.
 */
function paddingStart(row: Row, documents: number): number | undefined {
  if (typeof row.length === "number") return row.length;
  const { cu_seqlens: bounds } = row;
  if (!(bounds instanceof Int32Array) || bounds.length - 1 <= documents) return undefined;
  return bounds[bounds.length - 2];
}
