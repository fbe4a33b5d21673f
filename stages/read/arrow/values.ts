/** Values of one width in a buffer -> a function that gives the cell of a row. Nested and variable ones: columns.ts. */
import { float16Value } from "../../../pipeline/contracts/float16.js";
import type { Cell } from "../records/row-records.js";
import {
  dateText,
  decimalText,
  realNumber,
  timestampText,
  timeText,
  wholeNumber,
} from "../records/scalar-text.js";
import { FlatbufferDamage } from "./flatbuffer.js";
import type { ArrowType } from "./schema.js";

/** A buffer of a column, and what reading it takes. */
export interface ColumnBuffer {
  readonly buffer: Buffer;
  /** The column's, for what is told of damage. */
  readonly name: string;
  readonly littleEndian: boolean;
}

/** The cell of each row of a column whose values all have one width. */
export function fixedValues(type: ArrowType, column: ColumnBuffer, length: number): (row: number) => Cell {
  const { buffer, littleEndian: little } = column;
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
  const width = widthOf(type);
  need(column, length, width);
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
      throw new FlatbufferDamage(`column "${column.name}" has a type that is not known`);
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

/** Whole numbers, such as offsets. */
export function numbersOf(column: ColumnBuffer, count: number, width: 4 | 8): (row: number) => number {
  need(column, count, width);
  const { buffer, littleEndian: little } = column;
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
  return width === 4
    ? (row) => view.getInt32(4 * row, little)
    : (row) => Number(view.getBigInt64(8 * row, little));
}

/** Two's complement in the byte order of the file. */
function wideInteger(bytes: Buffer, little: boolean): bigint {
  const hex = (little ? Buffer.from(bytes).reverse() : bytes).toString("hex");
  return BigInt.asIntN(8 * bytes.length, BigInt(`0x${hex === "" ? "0" : hex}`));
}

/** @throws FlatbufferDamage when the buffer has not the bytes of so many values */
export function need(
  { buffer, name }: Omit<ColumnBuffer, "littleEndian">,
  count: number,
  width: number,
): void {
  if (buffer.length < Math.ceil(count * width))
    throw new FlatbufferDamage(`column "${name}" has ${buffer.length} bytes for ${count} values`);
}
