/**
 * Values of Parquet columns -> cells of rows.
 *
 * hyparquet is left the structure (lists, maps, structs, dictionaries) and told nothing of logical types but UTF-8, since
 * its own conversions round: decimals and nanoseconds come out as binary floats and milliseconds. They are converted here.
 */
import type { FileMetaData, ParquetParsers, SchemaElement, SchemaTree } from "hyparquet";
import { float16Value } from "../../../pipeline/contracts/float16.js";
import { type Cell, RowProblem, setOwn, utf8Text } from "../records/row-records.js";
import {
  bigEndian,
  dateText,
  decimalText,
  realNumber,
  type TimeUnit,
  timestampText,
  timeText,
  uuidText,
  wholeNumber,
} from "../records/scalar-text.js";

type Convert = (value: unknown, column: string) => Cell;

/** A node of the schema with its own conversion; `path` as in hyparquet. */
export interface ValueNode {
  readonly name: string;
  readonly repeated: boolean;
  readonly kind: "leaf" | "list" | "map" | "struct";
  readonly children: readonly ValueNode[];
  readonly convert: Convert;
}

/** Text that is no UTF-8, kept as it is until its row is looked at. */
class NoText {
  constructor(readonly bytes: Uint8Array) {}
}

/** Dictionaries are decoded once, so that a damaged entry must not end the whole page. */
export const parsers: Partial<ParquetParsers> = {
  stringFromBytes: (bytes: Uint8Array | undefined) => {
    if (bytes === undefined) return undefined;
    try {
      return utf8Text(bytes, "");
    } catch {
      return new NoText(bytes);
    }
  },
  timestampFromNanoseconds: (nanos) => nanos,
};

/** Takes the logical types out of the metadata (changed in place) and gives them back as conversions. */
export function takeTypes(metadata: FileMetaData, tree: SchemaTree): readonly ValueNode[] {
  const nodes = tree.children.map(nodeOf);
  for (const element of metadata.schema) {
    const isText = element.converted_type === "UTF8" || isTextual(element);
    const structure = structureOf(element);
    if (isText && element.type === "BYTE_ARRAY") element.converted_type = "UTF8";
    else if (structure !== undefined) element.converted_type = structure;
    else delete element.converted_type;
    delete element.logical_type;
  }
  return nodes;
}

function isTextual({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return (
    converted === "ENUM" ||
    converted === "JSON" ||
    logical?.type === "STRING" ||
    logical?.type === "ENUM" ||
    logical?.type === "JSON"
  );
}

function structureOf({
  converted_type: converted,
  logical_type: logical,
  type,
}: SchemaElement): "LIST" | "MAP" | undefined {
  if (type !== undefined) return undefined;
  if (converted === "LIST" || logical?.type === "LIST") return "LIST";
  return converted === "MAP" || converted === "MAP_KEY_VALUE" || logical?.type === "MAP" ? "MAP" : undefined;
}

function nodeOf(tree: SchemaTree): ValueNode {
  const { element, children } = tree;
  const repeated = element.repetition_type === "REPEATED";
  const base = { name: element.name, repeated };
  if (children.length === 0) return { ...base, kind: "leaf", children: [], convert: leafOf(element) };
  const structure = structureOf(element);
  const [only] = children;
  const inner = only?.children ?? [];
  const convert: Convert = (value) => value as Cell;
  const onlyRepeats = children.length === 1 && only?.element.repetition_type === "REPEATED";
  if (structure === "LIST" && onlyRepeats && only !== undefined && inner.length <= 1) {
    const item = inner[0] ?? only;
    return {
      ...base,
      kind: "list",
      children: [item === only ? { ...nodeOf(item), repeated: false } : nodeOf(item)],
      convert,
    };
  }
  const [key, value] = inner;
  if (structure === "MAP" && onlyRepeats && inner.length === 2 && key !== undefined && value !== undefined)
    return { ...base, kind: "map", children: [nodeOf(key), nodeOf(value)], convert };
  return { ...base, kind: "struct", children: children.map(nodeOf), convert };
}

/** @throws RowProblem for text that is no UTF-8 */
export function cellOf(value: unknown, node: ValueNode, column: string): Cell {
  if (value === undefined || value === null) return node.repeated ? [] : null;
  if (node.repeated) return mapList(value, (item) => cellOf(item, { ...node, repeated: false }, column));
  const [first, second] = node.children;
  if (node.kind === "list" && first !== undefined)
    return mapList(value, (item) => cellOf(item, first, column));
  if (node.kind === "leaf") {
    if (value instanceof NoText) return utf8Text(value.bytes, column);
    return node.convert(value, column);
  }
  if (typeof value !== "object")
    throw new RowProblem("damaged-parquet", `column "${column}" does not have the structure of its schema`);
  const record: Record<string, Cell> = {};
  if (node.kind === "map") {
    if (second !== undefined)
      for (const [key, item] of Object.entries(value)) setOwn(record, key, cellOf(item, second, column));
    return record;
  }
  for (const child of node.children)
    setOwn(record, child.name, cellOf((value as Record<string, unknown>)[child.name], child, column));
  return record;
}

function mapList(value: unknown, convert: (item: unknown) => Cell): Cell {
  const list = Array.isArray(value)
    ? value
    : ArrayBuffer.isView(value)
      ? Array.from(value as unknown as ArrayLike<unknown>)
      : [value];
  return list.map(convert);
}

const units = { MILLIS: "ms", MICROS: "us", NANOS: "ns" } as const;

/** The conversion of a leaf, chosen once from its types. */
function leafOf(element: SchemaElement): Convert {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (converted === "DECIMAL" || logical?.type === "DECIMAL") {
    const scale = (logical?.type === "DECIMAL" ? logical.scale : element.scale) ?? 0;
    return (value) =>
      decimalText(value instanceof Uint8Array ? bigEndian(value) : BigInt(value as number), scale);
  }
  const unit = unitOf(element);
  if (logical?.type === "TIMESTAMP" || converted?.startsWith("TIMESTAMP")) {
    const utc = logical?.type === "TIMESTAMP" ? logical.isAdjustedToUTC : true;
    return (value) => timestampText(BigInt(value as bigint), unit, utc);
  }
  if (logical?.type === "TIME" || converted?.startsWith("TIME_"))
    return (value) => timeText(BigInt(value as bigint), unit);
  switch (type) {
    case "INT96":
      return (value) => timestampText(value as bigint, "ns", false);
    case "INT32":
      if (converted === "DATE" || logical?.type === "DATE") return (value) => dateText(Number(value));
      return isUnsigned(element) ? (value) => Number(value) >>> 0 : (value) => Number(value);
    case "INT64":
      return isUnsigned(element)
        ? (value) => wholeNumber(BigInt.asUintN(64, value as bigint))
        : (value) => wholeNumber(value as bigint);
    case "FLOAT":
    case "DOUBLE":
      return (value) => realNumber(value as number);
    case "FIXED_LEN_BYTE_ARRAY":
      if (logical?.type === "FLOAT16")
        return (value) => realNumber(float16Value(Buffer.from(value as Uint8Array).readUInt16LE(0)));
      if (logical?.type === "UUID") return (value) => uuidText(value as Uint8Array);
      return (value) => value as Uint8Array;
    default:
      return (value) => value as Cell;
  }
}

function unitOf({ converted_type: converted, logical_type: logical }: SchemaElement): TimeUnit {
  if (logical?.type === "TIMESTAMP" || logical?.type === "TIME") return units[logical.unit];
  return converted?.endsWith("MICROS") ? "us" : "ms";
}

function isUnsigned({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return (converted?.startsWith("UINT_") ?? false) || (logical?.type === "INTEGER" && !logical.isSigned);
}
