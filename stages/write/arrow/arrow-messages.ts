/**
 * Metadata of Arrow IPC: schema, record batches and the footer of a file as flatbuffers. Written out here because the whole of
 * apache-arrow is 150 modules, an eighth of a second for every worker that writes a shard; it reads what this writes in the
 * tests.
 *
 * Source: Apache Arrow format/Schema.fbs and format/Message.fbs, metadata version 5. Numbers of fields are places in those tables.
 */
import { Builder } from "flatbuffers";
import type { Column, ColumnType, ListItem } from "../../../pipeline/contracts/rows.js";

/** Length of an array and how many of its entries are null; one for each column and, behind it, for each part of it. */
export interface FieldNode {
  readonly length: number;
  readonly nulls: number;
}

/** Where a buffer lies in the body of its message, in bytes. */
export interface BufferRegion {
  readonly offset: number;
  readonly length: number;
}

/** Where a record batch lies in a file, in bytes; the metadata with its prefix. */
export interface BatchBlock {
  readonly offset: number;
  readonly metadataBytes: number;
  readonly bodyBytes: number;
}

const version5 = 4;
const header = { schema: 1, dictionaryBatch: 2, recordBatch: 3 } as const;
const codecs = { lz4: 0, zstd: 1 } as const;
/** Offset (8), length of the metadata (4), filling, length of the body (8). */
const blockBytes = 24;

/** Numbers of the union `Type`. */
const typeNumbers = {
  integer: 2,
  floatingPoint: 3,
  binary: 4,
  utf8: 5,
  list: 12,
  struct: 13,
  fixedSizeList: 16,
} as const;

/** A field of the schema: its type's number, its children, and the fields of its type's table. */
interface ArrowField {
  readonly name: string;
  readonly nullable: boolean;
  readonly type: keyof typeof typeNumbers;
  readonly children: readonly ArrowField[];
  /** Adds the fields of the type's table. */
  readonly describe: (builder: Builder) => void;
  /** Fields that the type's table has. */
  readonly width: number;
  /** Id of the dictionary, when the values are numbers into one. */
  readonly dictionary?: number | undefined;
}

/** What a record batch or a dictionary says of its body. */
export interface BatchFacts {
  readonly rows: number;
  readonly nodes: readonly FieldNode[];
  readonly regions: readonly BufferRegion[];
  /** How each buffer is packed. */
  readonly codec: keyof typeof codecs | "none";
}

/** Columns that are numbers into a dictionary, by their place. */
type Dictionaries = ReadonlyMap<number, { readonly id: number }>;

export function schemaMessage(columns: readonly Column[], dictionaries: Dictionaries): Uint8Array {
  const builder = new Builder();
  return finishMessage(builder, header.schema, writeSchema(builder, columns, dictionaries), 0);
}

function writeSchema(builder: Builder, columns: readonly Column[], dictionaries: Dictionaries): number {
  const fields = offsetVector(
    builder,
    columns.map(({ name, type, nullable }, index) =>
      writeField(builder, { ...fieldOf(name, type, nullable), dictionary: dictionaries.get(index)?.id }),
    ),
  );
  builder.startObject(4);
  builder.addFieldOffset(1, fields, 0);
  return builder.endObject();
}

/** What stands at the end of a file: the schema again, and the place of each dictionary and batch. */
export function footer(
  columns: readonly Column[],
  dictionaries: Dictionaries,
  dictionaryBlocks: readonly BatchBlock[],
  batchBlocks: readonly BatchBlock[],
): Uint8Array {
  const builder = new Builder();
  const schema = writeSchema(builder, columns, dictionaries);
  const dictionaryPlaces = blockVector(builder, dictionaryBlocks);
  const batchPlaces = blockVector(builder, batchBlocks);
  builder.startObject(5);
  builder.addFieldInt16(0, version5, 0);
  builder.addFieldOffset(1, schema, 0);
  builder.addFieldOffset(2, dictionaryPlaces, 0);
  builder.addFieldOffset(3, batchPlaces, 0);
  builder.finish(builder.endObject());
  return builder.asUint8Array();
}

function blockVector(builder: Builder, blocks: readonly BatchBlock[]): number {
  builder.startVector(blockBytes, blocks.length, 8);
  for (const { offset, metadataBytes, bodyBytes } of blocks.toReversed()) {
    builder.prep(8, blockBytes);
    builder.writeInt64(BigInt(bodyBytes));
    builder.pad(4);
    builder.writeInt32(metadataBytes);
    builder.writeInt64(BigInt(offset));
  }
  return builder.endVector();
}

export function batchMessage(facts: BatchFacts, bodyBytes: number): Uint8Array {
  const builder = new Builder();
  return finishMessage(builder, header.recordBatch, writeBatch(builder, facts), bodyBytes);
}

/** The values of a dictionary: a record batch of one column. */
export function dictionaryMessage(id: number, facts: BatchFacts, bodyBytes: number): Uint8Array {
  const builder = new Builder();
  const batch = writeBatch(builder, facts);
  builder.startObject(3);
  builder.addFieldInt64(0, BigInt(id), 0n);
  builder.addFieldOffset(1, batch, 0);
  return finishMessage(builder, header.dictionaryBatch, builder.endObject(), bodyBytes);
}

function writeBatch(builder: Builder, { rows, nodes, regions, codec }: BatchFacts): number {
  const nodeVector = pairVector(
    builder,
    nodes.map(({ length, nulls }) => [length, nulls]),
  );
  const regionVector = pairVector(
    builder,
    regions.map(({ offset, length }) => [offset, length]),
  );
  let compression = 0;
  if (codec !== "none") {
    // The method is that each buffer is packed alone: the only one there is.
    builder.startObject(2);
    builder.addFieldInt8(0, codecs[codec], 0);
    compression = builder.endObject();
  }
  builder.startObject(5);
  builder.addFieldInt64(0, BigInt(rows), 0n);
  builder.addFieldOffset(1, nodeVector, 0);
  builder.addFieldOffset(2, regionVector, 0);
  builder.addFieldOffset(3, compression, 0);
  return builder.endObject();
}

function finishMessage(builder: Builder, kind: number, offset: number, bodyLength: number): Uint8Array {
  builder.startObject(5);
  builder.addFieldInt16(0, version5, 0);
  builder.addFieldOffset(2, offset, 0);
  builder.addFieldInt8(1, kind, 0);
  builder.addFieldInt64(3, BigInt(bodyLength), 0n);
  builder.finish(builder.endObject());
  return builder.asUint8Array();
}

function writeField(builder: Builder, field: ArrowField): number {
  builder.startObject(field.width);
  field.describe(builder);
  const type = builder.endObject();
  const children = offsetVector(
    builder,
    field.children.map((child) => writeField(builder, child)),
  );
  const name = builder.createString(field.name);
  const dictionary = field.dictionary === undefined ? 0 : writeDictionary(builder, field.dictionary);
  builder.startObject(7);
  builder.addFieldOffset(3, type, 0);
  builder.addFieldInt8(2, typeNumbers[field.type], 0);
  builder.addFieldOffset(4, dictionary, 0);
  builder.addFieldOffset(5, children, 0);
  builder.addFieldInt8(1, Number(field.nullable), 0);
  builder.addFieldOffset(0, name, 0);
  return builder.endObject();
}

/** Numbers into a dictionary are int32. */
function writeDictionary(builder: Builder, id: number): number {
  builder.startObject(2);
  builder.addFieldInt32(0, 32, 0);
  builder.addFieldInt8(1, 1, 0);
  const numbers = builder.endObject();
  builder.startObject(4);
  builder.addFieldInt64(0, BigInt(id), 0n);
  builder.addFieldOffset(1, numbers, 0);
  return builder.endObject();
}

/** Flatbuffers are written from their end to their beginning. */
function offsetVector(builder: Builder, offsets: readonly number[]): number {
  builder.startVector(4, offsets.length, 4);
  for (const offset of offsets.toReversed()) builder.addOffset(offset);
  return builder.endVector();
}

/** A vector of structs of two 64-bit numbers. */
function pairVector(builder: Builder, pairs: readonly (readonly [number, number])[]): number {
  builder.startVector(16, pairs.length, 8);
  for (const [first, second] of pairs.toReversed()) {
    builder.prep(8, 16);
    builder.writeInt64(BigInt(second));
    builder.writeInt64(BigInt(first));
  }
  return builder.endVector();
}

function fieldOf(name: string, type: ColumnType, nullable: boolean): ArrowField {
  const plain = { name, nullable, children: [], describe: () => {}, width: 0 };
  switch (type.kind) {
    case "fixed-list":
      return {
        ...plain,
        type: "fixedSizeList",
        children: [itemField("item", type.item, false)],
        describe: (builder) => builder.addFieldInt32(0, type.length, 0),
        width: 1,
      };
    case "list":
      return { ...plain, type: "list", children: [itemField("item", type.item, false)] };
    case "utf8":
      return { ...plain, type: "utf8" };
    case "image":
      return {
        ...plain,
        type: "struct",
        children: [
          { ...plain, name: "bytes", nullable: true, type: "binary" },
          { ...plain, name: "path", nullable: true, type: "utf8" },
        ],
      };
    case "int64":
    case "float64":
      return itemField(name, type.kind, nullable);
  }
}

const integers = {
  uint8: { bits: 8, signed: false },
  uint16: { bits: 16, signed: false },
  int32: { bits: 32, signed: true },
  int64: { bits: 64, signed: true },
} as const;
const precisions = { float16: 0, float32: 1, float64: 2 } as const;

function itemField(name: string, item: ListItem | "int64" | "float64", nullable: boolean): ArrowField {
  if (item in precisions) {
    const precision = precisions[item as keyof typeof precisions];
    const describe = (builder: Builder): void => builder.addFieldInt16(0, precision, 0);
    return { name, nullable, type: "floatingPoint", children: [], describe, width: 1 };
  }
  const { bits, signed } = integers[item as keyof typeof integers];
  const describe = (builder: Builder): void => {
    builder.addFieldInt32(0, bits, 0);
    builder.addFieldInt8(1, Number(signed), 0);
  };
  return { name, nullable, type: "integer", children: [], describe, width: 2 };
}
