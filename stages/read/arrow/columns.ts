/** The buffers of a column -> a function that gives the cell of a row. Every place that a buffer names is checked when it is used. */

import { type Cell, RowProblem, setOwn, utf8Text } from "../records/row-records.js";
import type { BatchBuffers } from "./batch.js";
import { FlatbufferDamage } from "./flatbuffer.js";
import type { ArrowField, ArrowType } from "./schema.js";
import { type ColumnBuffer, fixedValues, need, numbersOf } from "./values.js";

export interface ArrowColumn {
  readonly length: number;
  /** The cell of a row below `length`. */
  cell(row: number): Cell;
}

/** What columns need to know beyond their buffers. */
export interface ColumnContext {
  readonly littleEndian: boolean;
  readonly unionValidity: boolean;
  /** The value of a dictionary at a place. */
  lookUp(id: bigint, place: number): Cell;
  /** Items of lists that may still be made of this batch: a small file can claim any number of nulls. */
  items: number;
}

export const itemsOfBatch = 1 << 26;

/** Takes the nodes and buffers of a field from the batch, its children too. */
export function openColumn(field: ArrowField, batch: BatchBuffers, context: ColumnContext): ArrowColumn {
  const { type, dictionary, name } = field;
  const { length, nulls } = batch.node();
  const values = dictionary === undefined ? type : dictionary.index;
  if (values.kind === "null") return { length, cell: () => null };
  if (values.kind === "run-ends") return openRuns(field, batch, context, length);
  const hasValidity = values.kind !== "union" || context.unionValidity;
  const validity = hasValidity ? batch.buffer() : Buffer.alloc(0);
  const read = openValues(values, field, length, batch, context);
  const get =
    dictionary === undefined
      ? read
      : (row: number): Cell => context.lookUp(dictionary.id, placeOf(read(row), name));
  if (!nulls || validity.length === 0) return { length, cell: get };
  need({ buffer: validity, name }, length, 0.125);
  return { length, cell: (row) => (((validity[row >> 3] ?? 0) >> (row & 7)) & 1 ? get(row) : null) };
}

function openValues(
  type: ArrowType,
  field: ArrowField,
  length: number,
  batch: BatchBuffers,
  context: ColumnContext,
): (row: number) => Cell {
  const { name, children } = field;
  const { littleEndian } = context;
  const next = (): ColumnBuffer => ({ buffer: batch.buffer(), name, littleEndian });
  switch (type.kind) {
    case "list":
    case "map": {
      const offsets = offsetsOf(next(), length, type.kind === "list" && type.large);
      const [child] = openChildren(children, batch, context);
      if (type.kind === "map")
        return (row) =>
          mapCell(listCell(child, offsets(row), offsets(row + 1), name, context), children, name);
      return (row) => listCell(child, offsets(row), offsets(row + 1), name, context);
    }
    case "list-view": {
      const starts = numbersOf(next(), length, type.large ? 8 : 4);
      const sizes = numbersOf(next(), length, type.large ? 8 : 4);
      const [child] = openChildren(children, batch, context);
      return (row) => listCell(child, starts(row), starts(row) + sizes(row), name, context);
    }
    case "fixed-list": {
      const [child] = openChildren(children, batch, context);
      return (row) => listCell(child, row * type.length, (row + 1) * type.length, name, context);
    }
    case "struct": {
      const columns = openChildren(children, batch, context);
      if (columns.some((column) => column.length < length))
        throw new FlatbufferDamage(`column "${name}" has too short children`);
      return (row) => structCell(columns, children, row);
    }
    case "union": {
      const codes = batch.buffer();
      need({ buffer: codes, name }, length, 1);
      const places = type.dense ? numbersOf(next(), length, 4) : undefined;
      const columns = openChildren(children, batch, context);
      return (row) => {
        const column = columns[type.codes.indexOf(codes.readInt8(row))];
        const place = places === undefined ? row : places(row);
        if (column === undefined || place < 0 || place >= column.length) throw broken(name);
        return column.cell(place);
      };
    }
    case "bytes": {
      const offsets = offsetsOf(next(), length, type.large);
      const bytes = batch.buffer();
      return (row) => bytesCell(bytes, offsets(row), offsets(row + 1), type.text, name);
    }
    case "view":
      return openViews(type.text, length, batch, next());
    default:
      return fixedValues(type, next(), length);
  }
}

function openViews(
  text: boolean,
  length: number,
  batch: BatchBuffers,
  column: ColumnBuffer,
): (row: number) => Cell {
  const { buffer: views, name, littleEndian: little } = column;
  need(column, length, 16);
  const data = Array.from({ length: batch.viewBuffers() }, () => batch.buffer());
  const view = new DataView(views.buffer, views.byteOffset, views.length);
  return (row) => {
    const at = 16 * row;
    const bytes = view.getInt32(at, little);
    if (bytes >= 0 && bytes <= 12) return bytesCell(views, at + 4, at + 4 + bytes, text, name);
    const buffer = data[view.getInt32(at + 8, little)];
    if (buffer === undefined) throw broken(name);
    const start = view.getInt32(at + 12, little);
    return bytesCell(buffer, start, start + bytes, text, name);
  };
}

/** Each value stands once for all rows up to its end. */
function openRuns(
  field: ArrowField,
  batch: BatchBuffers,
  context: ColumnContext,
  length: number,
): ArrowColumn {
  const [ends, values] = openChildren(field.children, batch, context);
  if (ends === undefined || values === undefined) throw broken(field.name);
  return {
    length,
    cell: (row) => {
      let low = 0;
      let high = ends.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (Number(ends.cell(middle)) > row) high = middle;
        else low = middle + 1;
      }
      if (low >= Math.min(ends.length, values.length)) throw broken(field.name);
      return values.cell(low);
    },
  };
}

function openChildren(
  children: readonly ArrowField[],
  batch: BatchBuffers,
  context: ColumnContext,
): ArrowColumn[] {
  return children.map((child) => openColumn(child, batch, context));
}

function bytesCell(bytes: Buffer, start: number, end: number, text: boolean, name: string): Cell {
  if (!(start >= 0 && end >= start && end <= bytes.length)) throw broken(name);
  const part = bytes.subarray(start, end);
  return text ? utf8Text(part, name) : part;
}

function listCell(
  child: ArrowColumn | undefined,
  start: number,
  end: number,
  name: string,
  context: ColumnContext,
): Cell {
  if (child === undefined || !(start >= 0 && end >= start && end <= child.length)) throw broken(name);
  context.items -= end - start;
  if (context.items < 0) throw broken(name);
  const items: Cell[] = [];
  for (let row = start; row < end; row++) items.push(child.cell(row));
  return items;
}

function structCell(columns: readonly ArrowColumn[], children: readonly ArrowField[], row: number): Cell {
  const record: Record<string, Cell> = {};
  columns.forEach((column, index) => {
    setOwn(record, children[index]?.name ?? "", column.cell(row));
  });
  return record;
}

function mapCell(entries: Cell, children: readonly ArrowField[], name: string): Cell {
  const [key, value] = children[0]?.children ?? [];
  const record: Record<string, Cell> = {};
  for (const entry of entries as readonly Cell[]) {
    if (entry === null || typeof entry !== "object") throw broken(name);
    const pair = entry as Readonly<Record<string, Cell>>;
    const own = pair[key?.name ?? ""] ?? null;
    setOwn(record, typeof own === "string" ? own : JSON.stringify(own), pair[value?.name ?? ""] ?? null);
  }
  return record;
}

function offsetsOf(column: ColumnBuffer, length: number, large: boolean): (row: number) => number {
  // An array of no rows may leave its offsets out.
  if (length === 0) return () => 0;
  const offsets = numbersOf(column, length + 1, large ? 8 : 4);
  let last = 0;
  for (let row = 0; row <= length; row++) {
    const offset = offsets(row);
    if (offset < last)
      throw new FlatbufferDamage(`column "${column.name}" has offsets that fall at row ${row}`);
    last = offset;
  }
  return offsets;
}

function placeOf(cell: Cell, name: string): number {
  if (typeof cell !== "number") throw broken(name);
  return cell;
}

function broken(name: string): RowProblem {
  return new RowProblem(
    "damaged-arrow",
    `column "${name}" points outside its values; expected a sound file: get a new copy of it`,
  );
}
