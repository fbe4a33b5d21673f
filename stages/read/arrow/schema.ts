/** The schema of an Arrow stream or file. Source: Arrow columnar format 1.5, Schema.fbs. */

import type { TimeUnit } from "../records/scalar-text.js";
import { FlatbufferDamage, type FlatTable } from "./flatbuffer.js";

/** What decides how the buffers of a column are laid out and read. */
export type ArrowType =
  | { readonly kind: "null" }
  | { readonly kind: "bool" }
  | { readonly kind: "int"; readonly bits: 8 | 16 | 32 | 64; readonly signed: boolean }
  | { readonly kind: "float"; readonly bits: 16 | 32 | 64 }
  | { readonly kind: "decimal"; readonly bytes: number; readonly scale: number }
  | { readonly kind: "date"; readonly milliseconds: boolean }
  | { readonly kind: "time"; readonly unit: TimeUnit; readonly bits: 32 | 64 }
  | { readonly kind: "timestamp"; readonly unit: TimeUnit; readonly utc: boolean }
  | { readonly kind: "duration" }
  | { readonly kind: "interval"; readonly unit: "months" | "day-time" | "month-day-nano" }
  | { readonly kind: "bytes"; readonly text: boolean; readonly large: boolean }
  | { readonly kind: "view"; readonly text: boolean }
  | { readonly kind: "fixed-bytes"; readonly bytes: number }
  | { readonly kind: "list"; readonly large: boolean }
  | { readonly kind: "list-view"; readonly large: boolean }
  | { readonly kind: "fixed-list"; readonly length: number }
  | { readonly kind: "map" }
  | { readonly kind: "struct" }
  | { readonly kind: "union"; readonly dense: boolean; readonly codes: readonly number[] }
  | { readonly kind: "run-ends" };

export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
  readonly children: readonly ArrowField[];
  /** Values stand in a dictionary, and the column holds places in it. */
  readonly dictionary:
    | { readonly id: bigint; readonly index: ArrowType & { readonly kind: "int" } }
    | undefined;
}

export interface ArrowSchema {
  readonly fields: readonly ArrowField[];
  readonly littleEndian: boolean;
}

const maxFields = 1 << 14;
const maxDepth = 60;
/** Their codes are bytes with a sign. */
const maxUnionTypes = 128;
const timeUnits = ["s", "ms", "us", "ns"] as const;

export function readSchema(table: FlatTable): ArrowSchema {
  const budget = { left: maxFields };
  return {
    littleEndian: table.short(0) === 0,
    fields: table.tables(1, maxFields).map((field) => readField(field, budget, 0)),
  };
}

function readField(table: FlatTable, budget: { left: number }, depth: number): ArrowField {
  // Children may be named twice: the count bounds what a small file can claim.
  if (--budget.left < 0) throw new FlatbufferDamage(`the schema has more than ${maxFields} fields`);
  if (depth > maxDepth) throw new FlatbufferDamage(`the schema nests deeper than ${maxDepth} levels`);
  const children = table.tables(5, maxFields).map((child) => readField(child, budget, depth + 1));
  const type = typeOf(table.byte(2), table.table(3), children);
  const encoding = table.table(4);
  const index = encoding?.table(1);
  return {
    name: table.string(0) ?? "",
    type,
    children,
    dictionary:
      encoding === undefined
        ? undefined
        : {
            id: encoding.long(0),
            index: index === undefined ? { kind: "int", bits: 32, signed: true } : intOf(index),
          },
  };
}

function typeOf(code: number, table: FlatTable | undefined, children: readonly ArrowField[]): ArrowType {
  if (table === undefined) throw new FlatbufferDamage("a field has no type");
  switch (code) {
    case 1:
      return { kind: "null" };
    case 2:
      return intOf(table);
    case 3:
      return { kind: "float", bits: oneOf([16, 32, 64] as const, table.short(0)) };
    case 4:
      return { kind: "bytes", text: false, large: false };
    case 5:
      return { kind: "bytes", text: true, large: false };
    case 6:
      return { kind: "bool" };
    case 7:
      return { kind: "decimal", bytes: decimalBytes(table.int(2, 128)), scale: scaleOf(table.int(1)) };
    case 8:
      return { kind: "date", milliseconds: table.short(0, 1) === 1 };
    case 9:
      return {
        kind: "time",
        unit: oneOf(timeUnits, table.short(0, 1)),
        bits: table.int(1, 32) === 64 ? 64 : 32,
      };
    case 10: {
      const zone = table.string(1);
      return {
        kind: "timestamp",
        unit: oneOf(timeUnits, table.short(0)),
        utc: zone !== undefined && zone !== "",
      };
    }
    case 11:
      return {
        kind: "interval",
        unit: oneOf(["months", "day-time", "month-day-nano"] as const, table.short(0)),
      };
    case 12:
      return withChildren(children, 1, { kind: "list", large: false });
    case 13:
      return { kind: "struct" };
    case 14: {
      const codes = table.ints(1, maxUnionTypes);
      return {
        kind: "union",
        dense: table.short(0) === 1,
        codes: codes.length > 0 ? codes : children.map((_, at) => at),
      };
    }
    case 15:
      return { kind: "fixed-bytes", bytes: natural(table.int(0)) };
    case 16:
      return withChildren(children, 1, { kind: "fixed-list", length: natural(table.int(0)) });
    case 17:
      if (children[0]?.children.length !== 2) throw new FlatbufferDamage("a map has no keys and values");
      return withChildren(children, 1, { kind: "map" });
    case 18:
      return { kind: "duration" };
    case 19:
      return { kind: "bytes", text: false, large: true };
    case 20:
      return { kind: "bytes", text: true, large: true };
    case 21:
      return withChildren(children, 1, { kind: "list", large: true });
    case 22:
      if (children[0]?.type.kind !== "int") throw new FlatbufferDamage("run ends are no numbers");
      return withChildren(children, 2, { kind: "run-ends" });
    case 23:
      return { kind: "view", text: false };
    case 24:
      return { kind: "view", text: true };
    case 25:
      return withChildren(children, 1, { kind: "list-view", large: false });
    case 26:
      return withChildren(children, 1, { kind: "list-view", large: true });
    default:
      throw new FlatbufferDamage(`type ${code} is not known`);
  }
}

function intOf(table: FlatTable): ArrowType & { readonly kind: "int" } {
  const bits = table.int(0);
  if (bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64)
    throw new FlatbufferDamage(`integers of ${bits} bits`);
  return { kind: "int", bits, signed: table.byte(1) !== 0 };
}

function withChildren(children: readonly ArrowField[], count: number, type: ArrowType): ArrowType {
  if (children.length !== count) throw new FlatbufferDamage(`a ${type.kind} has ${children.length} children`);
  return type;
}

function oneOf<T>(choices: readonly T[], index: number): T {
  const choice = choices[index];
  if (choice === undefined)
    throw new FlatbufferDamage(`${index} stands where one of ${choices.join(", ")} should`);
  return choice;
}

function decimalBytes(bits: number): number {
  if (bits !== 32 && bits !== 64 && bits !== 128 && bits !== 256)
    throw new FlatbufferDamage(`decimals of ${bits} bits`);
  return bits / 8;
}

function scaleOf(scale: number): number {
  if (Math.abs(scale) > 1000) throw new FlatbufferDamage(`decimals of scale ${scale}`);
  return scale;
}

function natural(value: number): number {
  if (value < 0) throw new FlatbufferDamage(`a length of ${value}`);
  return value;
}
