/** Reads raw tokens, cut into rows by the lengths of the sequences that an index beside them tells. */
import { type FileHandle, open, stat } from "node:fs/promises";
import type { Column, ColumnData, ListItem, RowBatch } from "../contracts/rows.js";
import { readExactly } from "./arrow-messages.js";
import { damaged, type ShardReader } from "./shard-reader.js";

/** Token bytes of a batch. */
const batchBytes = 4 << 20;

/** How many tokens each sequence has, and what they are stored in. */
export interface TokenIndex {
  readonly item: ListItem;
  readonly itemBytes: number;
  readonly lengths: Int32Array;
}

/** The sequences of one row: [first, last) of the index, [start, end) in tokens of the shard. */
interface RowPlace {
  readonly first: number;
  readonly last: number;
  readonly start: number;
  readonly end: number;
}

/** @param index what the file beside the tokens says of them */
export async function openRawTokens(
  path: string,
  columns: readonly Column[],
  indexPath: string,
  index: TokenIndex,
): Promise<ShardReader> {
  const item = tokenItem(columns);
  const tokenType = columns.find(({ name }) => name === "input_ids")?.type;
  const schemaProblems =
    item === index.item ? [] : [`the index says tokens of ${index.item}, the manifest ${item ?? "none"}`];
  const rowLength = tokenType?.kind === "fixed-list" ? tokenType.length : undefined;
  const isSpanned = columns.some(({ name }) => name === "cu_seqlens");
  const stated = index.lengths.reduce((sum, length) => sum + length, 0) * index.itemBytes;
  const { size } = await stat(path);
  if (size !== stated) throw damaged(path, `the file has ${size} bytes, its index says ${stated}`);
  const file = await open(path, "r");
  return {
    schemaProblems,
    rows: undefined,
    async *batches(from, to) {
      let waiting: RowPlace[] = [];
      let row = 0;
      for (const place of rowPlaces(index.lengths, isSpanned ? rowLength : undefined)) {
        if (row >= to) break;
        if (rowLength !== undefined && place.end - place.start !== rowLength) {
          throw damaged(
            indexPath,
            `the sequences of row ${row} have ${place.end - place.start} tokens, not ${rowLength}`,
          );
        }
        if (row++ < from) continue;
        waiting.push(place);
        const tokens = place.end - waiting[0]!.start;
        if (tokens * index.itemBytes < batchBytes) continue;
        yield await readRows(file, waiting, index, columns);
        waiting = [];
      }
      if (waiting.length > 0) yield await readRows(file, waiting, index, columns);
    },
    close: () => file.close(),
  };
}

/** The type of the tokens, by the manifest. */
export function tokenItem(columns: readonly Column[]): ListItem | undefined {
  const type = columns.find(({ name }) => name === "input_ids")?.type;
  return type !== undefined && "item" in type ? type.item : undefined;
}

/** @param rowLength tokens of a row that several sequences make up; undefined where each sequence is a row */
function* rowPlaces(lengths: Int32Array, rowLength: number | undefined): Generator<RowPlace> {
  let first = 0;
  let start = 0;
  while (first < lengths.length) {
    let last = first + 1;
    let end = start + lengths[first]!;
    while (rowLength !== undefined && end - start < rowLength && last < lengths.length)
      end += lengths[last++]!;
    yield { first, last, start, end };
    first = last;
    start = end;
  }
}

async function readRows(
  file: FileHandle,
  places: readonly RowPlace[],
  { lengths, item, itemBytes }: TokenIndex,
  columns: readonly Column[],
): Promise<RowBatch> {
  const start = places[0]!.start;
  const end = places.at(-1)!.end;
  const bytes = Uint8Array.from(await readExactly(file, start * itemBytes, end * itemBytes));
  const values = item === "uint16" ? new Uint16Array(bytes.buffer) : new Int32Array(bytes.buffer);
  const data = (name: string, kind: string): ColumnData => {
    if (name === "cu_seqlens") return spansOf(places, lengths);
    if (kind === "fixed-list") return { kind: "fixed-list", values };
    return {
      kind: "list",
      values,
      offsets: Int32Array.from([start, ...places.map((place) => place.end)], (at) => at - start),
    };
  };
  return { rows: places.length, columns: columns.map(({ name, type }) => data(name, type.kind)) };
}

function spansOf(places: readonly RowPlace[], lengths: Int32Array): ColumnData {
  const offsets = [0];
  const values: number[] = [];
  for (const { first, last } of places) {
    let at = 0;
    values.push(at);
    for (let sequence = first; sequence < last; sequence++) {
      at += lengths[sequence]!;
      values.push(at);
    }
    offsets.push(values.length);
  }
  return { kind: "list", offsets: Int32Array.from(offsets), values: Int32Array.from(values) };
}
