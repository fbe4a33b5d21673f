/** The buffers of one record batch, read for the wanted columns only and unpacked. Source: Arrow Message.fbs. */
import { decompressZstd } from "hyparquet-compressors";
import { unpackLz4Frame } from "../../../pipeline/storage/compression/lz4-frame.js";
import type { RangedBytes } from "../../../pipeline/storage/ranged-bytes.js";
import { FlatbufferDamage, type FlatTable } from "./flatbuffer.js";
import type { ArrowField } from "./schema.js";

/** A column, or a child of one: how many values it has, and how many of them are null. */
export interface Node {
  readonly length: number;
  readonly nulls: boolean;
}

/** Nodes and buffers in the order of the schema, depth first. */
export interface BatchBuffers {
  readonly rows: number;
  node(): Node;
  buffer(): Buffer;
  /** Buffers of the next view column. */
  viewBuffers(): number;
  /** Passes over what belongs to a field that nobody asks for. */
  skip(field: ArrowField): void;
}

/** How a batch lies in the file. */
export interface BatchPlace {
  /** The RecordBatch table. */
  readonly table: FlatTable;
  readonly bodyStart: number;
  readonly bodyBytes: number;
  /** Unions had a validity buffer before version 5 of the metadata. */
  readonly unionValidity: boolean;
}

const millionRows = 1 << 20;
/** Rows a byte of body: eight by their bits, times what LZ4 can save. */
const rowsPerByte = 2048;

export async function readBatch(
  bytes: RangedBytes,
  place: BatchPlace,
  fields: readonly ArrowField[],
  wanted: ReadonlySet<ArrowField>,
  maxBytes: number,
): Promise<BatchBuffers> {
  const { table, bodyStart, bodyBytes, unionValidity } = place;
  const rows = table.size(0);
  if (rows > Math.max(millionRows, rowsPerByte * bodyBytes))
    throw new FlatbufferDamage(`a batch claims ${rows} rows in ${bodyBytes} bytes`);
  const nodes = table.structs(1, 2).map(([length = 0n, nulls = 0n]): Node => {
    if (length < 0n || length > BigInt(Number.MAX_SAFE_INTEGER))
      throw new FlatbufferDamage("a column has no length");
    return { length: Number(length), nulls: nulls !== 0n };
  });
  const places = table.structs(2, 2).map(([offset = 0n, length = 0n]) => {
    const start = Number(offset);
    const end = start + Number(length);
    if (!(start >= 0 && end >= start && end <= bodyBytes))
      throw new FlatbufferDamage("a buffer lies outside its batch");
    return { start: bodyStart + start, end: bodyStart + end };
  });
  const views = table.sizes(4);
  const codec = codecOf(table.table(3));
  const layout: Layout = { nodes, places, views, unionValidity, node: 0, place: 0, view: 0 };
  // Once over the schema for what to read, so that the rest stays in the file.
  const buffers = new Map<number, Buffer>();
  let held = 0;
  for (const field of fields) {
    const first = layout.place;
    passOver(layout, field);
    if (!wanted.has(field)) continue;
    for (let index = first; index < layout.place; index++) {
      const at = places[index];
      if (at === undefined) throw new FlatbufferDamage("a batch lacks buffers of its schema");
      held += at.end - at.start;
      if (held > maxBytes) throw tooLarge(maxBytes);
      const packed = await bytes.read(at.start, at.end);
      if (packed.length < at.end - at.start) throw new FlatbufferDamage("the file ends inside a batch");
      const buffer = codec === undefined ? packed : unpack(packed, codec, maxBytes - held);
      if (buffer !== packed) held += buffer.length;
      buffers.set(index, buffer);
    }
  }
  const cursor: Layout = { ...layout, node: 0, place: 0, view: 0 };
  return {
    rows,
    node: () => nextNode(cursor),
    buffer: () => {
      const buffer = buffers.get(cursor.place++);
      if (buffer === undefined) throw new FlatbufferDamage("a batch lacks buffers of its schema");
      return buffer;
    },
    viewBuffers: () => cursor.views[cursor.view++] ?? 0,
    skip: (field) => passOver(cursor, field),
  };
}

interface Layout {
  readonly nodes: readonly Node[];
  readonly places: readonly { readonly start: number; readonly end: number }[];
  readonly views: readonly number[];
  readonly unionValidity: boolean;
  node: number;
  place: number;
  view: number;
}

function nextNode(layout: Layout): Node {
  const node = layout.nodes[layout.node++];
  if (node === undefined) throw new FlatbufferDamage("a batch lacks columns of its schema");
  return node;
}

function passOver(layout: Layout, field: ArrowField): void {
  layout.node++;
  const { type, dictionary } = field;
  if (dictionary !== undefined) {
    layout.place += 2;
    return;
  }
  switch (type.kind) {
    case "null":
    case "run-ends":
      break;
    case "bytes":
    case "list-view":
      layout.place += 3;
      break;
    case "struct":
    case "fixed-list":
      layout.place += 1;
      break;
    case "union":
      layout.place += (type.dense ? 2 : 1) + (layout.unionValidity ? 1 : 0);
      break;
    case "view":
      layout.place += 2 + (layout.views[layout.view++] ?? 0);
      break;
    default:
      layout.place += 2;
  }
  for (const child of field.children) passOver(layout, child);
}

type Codec = "lz4" | "zstd";

function codecOf(compression: FlatTable | undefined): Codec | undefined {
  if (compression === undefined) return undefined;
  const codec = (["lz4", "zstd"] as const)[compression.byte(0)];
  if (codec === undefined) throw new FlatbufferDamage(`compression ${compression.byte(0)} is not known`);
  return codec;
}

/** A packed buffer begins with its unpacked size; -1 where packing did not pay. */
function unpack(packed: Buffer, codec: Codec, budget: number): Buffer {
  if (packed.length === 0) return packed;
  if (packed.length < 8) throw new FlatbufferDamage("a packed buffer is cut off");
  const size = packed.readBigInt64LE(0);
  const content = packed.subarray(8);
  if (size === -1n) return content;
  if (size < 0n || size > BigInt(Math.max(0, budget))) throw tooLarge(budget);
  try {
    if (codec === "lz4") return unpackLz4Frame(content, Number(size));
    const output = decompressZstd(content, new Uint8Array(Number(size)));
    if (output.length !== Number(size)) throw new RangeError(`it gives ${output.length} bytes, not ${size}`);
    return Buffer.from(output.buffer, output.byteOffset, output.length);
  } catch (error) {
    throw new FlatbufferDamage(
      `a ${codec} buffer is damaged: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** A batch that is sound but too large to be held. */
export class TooLarge extends Error {
  override readonly name = "TooLarge";
}

function tooLarge(bytes: number): TooLarge {
  return new TooLarge(
    `a batch has more than ${bytes} bytes in the columns read; write the file again with smaller record batches, or raise read-arrow max-batch-bytes`,
  );
}
