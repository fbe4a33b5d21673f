/**
 * The messages of an Arrow IPC stream or file, found without reading the bodies of batches.
 *
 * | bytes | what |
 * |---|---|
 * | 4 | 0xFFFFFFFF, the continuation mark; before version 0.15 of Arrow it is not there |
 * | 4 | length of the metadata, little-endian; 0 ends the stream |
 * | length | metadata: a flatbuffer `Message` |
 * | bodyLength | body: the buffers of a batch |
 *
 * A file is `ARROW1`, two bytes of padding, a stream, a flatbuffer `Footer` with the place of each batch, its length in four
 * bytes, and `ARROW1` again. Source: Arrow columnar format 1.5, "Serialization and Interprocess Communication (IPC)".
 */
import type { RangedBytes } from "../../../pipeline/storage/ranged-bytes.js";
import type { BatchPlace } from "./batch.js";
import { FlatbufferDamage, FlatTable } from "./flatbuffer.js";
import { type ArrowSchema, readSchema } from "./schema.js";

export type ArrowMessage =
  | ({ readonly kind: "batch" /** Of its first byte. */; readonly offset: number } & BatchPlace)
  | ({
      readonly kind: "dictionary";
      readonly id: bigint;
      readonly isDelta: boolean;
      readonly offset: number;
    } & BatchPlace);

const fileMagic = "ARROW1";
/** Metadata of a message: far more than 10,000 columns need. */
const maxMetadataBytes = 64 << 20;
/** Version 5 of the metadata. */
const unionsWithoutValidity = 4;

export interface ArrowFile {
  readonly schema: ArrowSchema;
  /** Dictionaries before the batches that use them. Throws at the first damage, after what came before it. */
  messages(): AsyncGenerator<ArrowMessage>;
}

export async function openArrow(bytes: RangedBytes): Promise<ArrowFile> {
  const head = await bytes.read(0, 8);
  const magic = head.toString("latin1", 0, 6);
  if (magic === fileMagic) return openFile(bytes);
  if (magic.startsWith("FEA1"))
    throw new FlatbufferDamage("the file is Feather of version 1, which is no Arrow IPC");
  const first = await readMessage(bytes, 0);
  if (first === undefined || first.type !== 1) throw new FlatbufferDamage("the file begins with no schema");
  return { schema: readSchema(first.header), messages: () => streamMessages(bytes, first.end) };
}

async function openFile(bytes: RangedBytes): Promise<ArrowFile> {
  const tail = await bytes.read(Math.max(8, bytes.size - 10), bytes.size);
  if (tail.length < 10 || tail.toString("latin1", 4) !== fileMagic)
    throw new FlatbufferDamage("the file is cut off: it does not end with ARROW1");
  const footerBytes = tail.readInt32LE(0);
  const start = bytes.size - 10 - footerBytes;
  if (footerBytes <= 0 || footerBytes > maxMetadataBytes || start < 8)
    throw new FlatbufferDamage("the footer has no sensible length");
  const footer = FlatTable.root(await bytes.read(start, start + footerBytes));
  const schema = footer.table(1);
  if (schema === undefined) throw new FlatbufferDamage("the footer has no schema");
  const placesOf = (field: number): number[] =>
    footer.structs(field, 3).map(([offset = -1n]) => Number(offset));
  const dictionaries = placesOf(2);
  const batches = placesOf(3);
  return {
    schema: readSchema(schema),
    async *messages() {
      for (const [places, wanted] of [
        [dictionaries, "dictionary"],
        [batches, "batch"],
      ] as const) {
        for (const place of places) {
          const message = await readMessage(bytes, place);
          const batch = message === undefined ? undefined : asBatch(message, place);
          if (batch?.kind !== wanted)
            throw new FlatbufferDamage(`the footer names a ${wanted} where none stands`);
          yield batch;
        }
      }
    },
  };
}

async function* streamMessages(bytes: RangedBytes, from: number): AsyncGenerator<ArrowMessage> {
  let offset = from;
  // A stream may end without its mark.
  while (offset < bytes.size) {
    const message = await readMessage(bytes, offset);
    if (message === undefined) return;
    const batch = asBatch(message, offset);
    if (batch === undefined) throw new FlatbufferDamage("a message of the stream is no batch");
    yield batch;
    offset = message.end;
  }
}

interface RawMessage {
  readonly type: number;
  readonly header: FlatTable;
  readonly version: number;
  readonly bodyStart: number;
  readonly bodyBytes: number;
  readonly end: number;
}

/** The message at a place; undefined at the mark that ends a stream. */
async function readMessage(bytes: RangedBytes, offset: number): Promise<RawMessage | undefined> {
  if (!(offset >= 0 && offset < bytes.size)) throw new FlatbufferDamage("a message lies outside the file");
  const prefix = await bytes.read(offset, offset + 8);
  if (prefix.length < 4) throw new FlatbufferDamage("the file ends inside a message");
  const marked = prefix.readUInt32LE(0) === 0xffffffff;
  if (marked && prefix.length < 8) throw new FlatbufferDamage("the file ends inside a message");
  const length = prefix.readInt32LE(marked ? 4 : 0);
  if (length === 0) return undefined;
  if (length < 0 || length > maxMetadataBytes)
    throw new FlatbufferDamage("no message stands where one should");
  const start = offset + (marked ? 8 : 4);
  const metadata = await bytes.read(start, start + length);
  if (metadata.length < length) throw new FlatbufferDamage("the file ends inside a message");
  const message = FlatTable.root(metadata);
  const header = message.table(2);
  if (header === undefined) throw new FlatbufferDamage("a message has no content");
  const bodyStart = start + length;
  const bodyBytes = message.size(3);
  if (bodyStart + bodyBytes > bytes.size) throw new FlatbufferDamage("the file ends inside a batch");
  return {
    type: message.byte(1),
    header,
    version: message.short(0),
    bodyStart,
    bodyBytes,
    end: bodyStart + bodyBytes,
  };
}

function asBatch(message: RawMessage, offset: number): ArrowMessage | undefined {
  const { type, header, version, bodyStart, bodyBytes } = message;
  const place = { bodyStart, bodyBytes, unionValidity: version < unionsWithoutValidity, offset };
  if (type === 3) return { kind: "batch", table: header, ...place };
  if (type !== 2) return undefined;
  const table = header.table(1);
  if (table === undefined) throw new FlatbufferDamage("a dictionary has no values");
  return { kind: "dictionary", id: header.long(0), isDelta: header.byte(2) !== 0, table, ...place };
}
