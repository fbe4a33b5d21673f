/** The buffers of a column -> a function that gives the cell of a row. Every place that a buffer names is checked when it is used. */
import { float16Value } from "../../pipeline/float16.js";
import type { BatchBuffers } from "./arrow-batch.js";
import type { ArrowField, ArrowType } from "./arrow-schema.js";
import { FlatbufferDamage } from "./flatbuffer.js";
import { type Cell, RowProblem, setOwn, utf8Text } from "./row-records.js";
import { dateText, decimalText, realNumber, timestampText, timeText, wholeNumber } from "./scalar-text.js";

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
  need(validity, length, 0.125, name);
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
  switch (type.kind) {
    case "list":
    case "map": {
      const offsets = offsetsOf(
        batch.buffer(),
        length,
        type.kind === "list" && type.large,
        name,
        littleEndian,
      );
      const [child] = openChildren(children, batch, context);
      if (type.kind === "map")
        return (row) =>
          mapCell(listCell(child, offsets(row), offsets(row + 1), name, context), children, name);
      return (row) => listCell(child, offsets(row), offsets(row + 1), name, context);
    }
    case "list-view": {
      const starts = numbersOf(batch.buffer(), length, type.large ? 8 : 4, name, littleEndian);
      const sizes = numbersOf(batch.buffer(), length, type.large ? 8 : 4, name, littleEndian);
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
      need(codes, length, 1, name);
      const places = type.dense ? numbersOf(batch.buffer(), length, 4, name, littleEndian) : undefined;
      const columns = openChildren(children, batch, context);
      return (row) => {
        const column = columns[type.codes.indexOf(codes.readInt8(row))];
        const place = places === undefined ? row : places(row);
        if (column === undefined || place < 0 || place >= column.length) throw broken(name);
        return column.cell(place);
      };
    }
    case "bytes": {
      const offsets = offsetsOf(batch.buffer(), length, type.large, name, littleEndian);
      const bytes = batch.buffer();
      return (row) => bytesCell(bytes, offsets(row), offsets(row + 1), type.text, name);
    }
    case "view":
      return openViews(type.text, length, batch, name, littleEndian);
    default:
      return openFixed(type, batch.buffer(), length, name, littleEndian);
  }
}

/** Types whose values have one width. */
function openFixed(
  type: ArrowType,
  buffer: Buffer,
  length: number,
  name: string,
  little: boolean,
): (row: number) => Cell {
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
  const width = widthOf(type);
  need(buffer, length, width, name);
  const long = (row: number): bigint => view.getBigInt64(8 * row, little);
  switch (type.kind) {
    case "bool":
      return (row) => (((buffer[row >> 3] ?? 0) >> (row & 7)) & 1) === 1;
    case "int":
      return intsOf(type, view, little);
    case "float":
      if (type.bits === 16) return (row) => realNumber(float16Value(view.getUint16(2 * row, little)));
      return type.bits === 32
        ? (row) => realNumber(view.getFloat32(4 * row, little))
        : (row) => realNumber(view.getFloat64(8 * row, little));
    case "decimal":
      return (row) =>
        decimalText(wideInteger(buffer.subarray(width * row, width * (row + 1)), little), type.scale);
    case "date":
      return type.milliseconds
        ? (row) => dateText(Math.floor(Number(long(row)) / 86_400_000))
        : (row) => dateText(view.getInt32(4 * row, little));
    case "time":
      return type.bits === 32
        ? (row) => timeText(BigInt(view.getInt32(4 * row, little)), type.unit)
        : (row) => timeText(long(row), type.unit);
    case "timestamp":
      return (row) => timestampText(long(row), type.unit, type.utc);
    case "duration":
      return (row) => wholeNumber(long(row));
    case "interval":
      if (type.unit === "months") return (row) => view.getInt32(4 * row, little);
      if (type.unit === "day-time")
        return (row) => ({
          days: view.getInt32(8 * row, little),
          milliseconds: view.getInt32(8 * row + 4, little),
        });
      return (row) => ({
        months: view.getInt32(16 * row, little),
        days: view.getInt32(16 * row + 4, little),
        nanoseconds: wholeNumber(view.getBigInt64(16 * row + 8, little)),
      });
    case "fixed-bytes":
      return (row) => buffer.subarray(width * row, width * (row + 1));
    default:
      throw new FlatbufferDamage(`column "${name}" has a type that is not known`);
  }
}

function widthOf(type: ArrowType): number {
  switch (type.kind) {
    case "bool":
      return 0.125;
    case "int":
    case "float":
    case "time":
      return type.bits / 8;
    case "decimal":
    case "fixed-bytes":
      return type.bytes;
    case "date":
      return type.milliseconds ? 8 : 4;
    case "interval":
      return { months: 4, "day-time": 8, "month-day-nano": 16 }[type.unit];
    default:
      return 8;
  }
}

function intsOf(
  { bits, signed }: ArrowType & { kind: "int" },
  view: DataView,
  little: boolean,
): (row: number) => Cell {
  switch (bits) {
    case 8:
      return signed ? (row) => view.getInt8(row) : (row) => view.getUint8(row);
    case 16:
      return signed ? (row) => view.getInt16(2 * row, little) : (row) => view.getUint16(2 * row, little);
    case 32:
      return signed ? (row) => view.getInt32(4 * row, little) : (row) => view.getUint32(4 * row, little);
    case 64:
      return signed
        ? (row) => wholeNumber(view.getBigInt64(8 * row, little))
        : (row) => wholeNumber(view.getBigUint64(8 * row, little));
  }
}

function openViews(
  text: boolean,
  length: number,
  batch: BatchBuffers,
  name: string,
  little: boolean,
): (row: number) => Cell {
  const views = batch.buffer();
  need(views, length, 16, name);
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

function offsetsOf(
  buffer: Buffer,
  length: number,
  large: boolean,
  name: string,
  little: boolean,
): (row: number) => number {
  // An array of no rows may leave its offsets out.
  if (length === 0) return () => 0;
  const offsets = numbersOf(buffer, length + 1, large ? 8 : 4, name, little);
  let last = 0;
  for (let row = 0; row <= length; row++) {
    const offset = offsets(row);
    if (offset < last) throw new FlatbufferDamage(`column "${name}" has offsets that fall at row ${row}`);
    last = offset;
  }
  return offsets;
}

function numbersOf(
  buffer: Buffer,
  count: number,
  width: 4 | 8,
  name: string,
  little: boolean,
): (row: number) => number {
  need(buffer, count, width, name);
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
  return width === 4
    ? (row) => view.getInt32(4 * row, little)
    : (row) => Number(view.getBigInt64(8 * row, little));
}

function placeOf(cell: Cell, name: string): number {
  if (typeof cell !== "number") throw broken(name);
  return cell;
}

/** Two's complement in the byte order of the file. */
function wideInteger(bytes: Buffer, little: boolean): bigint {
  const hex = (little ? Buffer.from(bytes).reverse() : bytes).toString("hex");
  return BigInt.asIntN(8 * bytes.length, BigInt(`0x${hex === "" ? "0" : hex}`));
}

function need(buffer: Buffer, count: number, width: number, name: string): void {
  if (buffer.length < Math.ceil(count * width))
    throw new FlatbufferDamage(`column "${name}" has ${buffer.length} bytes for ${count} values`);
}

function broken(name: string): RowProblem {
  return new RowProblem(
    "damaged-arrow",
    `column "${name}" points outside its values; expected a sound file: get a new copy of it`,
  );
}
