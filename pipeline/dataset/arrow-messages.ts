/**
 * Where the messages of an Arrow IPC stream or file lie, found without reading their bodies.
 *
 * | bytes | what |
 * |---|---|
 * | 4 | 0xFFFFFFFF, the continuation mark |
 * | 4 | length of the metadata, int32 little-endian; 0 ends the stream |
 * | length | metadata: a flatbuffer `Message`, padded |
 * | bodyLength | body: the buffers of a record batch, padded |
 *
 * A file is `ARROW1` and two zeros, a stream, a footer, its length (4 bytes) and `ARROW1`; the footer is not needed here.
 *
 * Source: Arrow columnar format, "Encapsulated message format", "IPC streaming format" and "IPC file format".
 */
import type { FileHandle } from "node:fs/promises";
import { Message, type Schema } from "apache-arrow";
import { damaged } from "./shard-reader.js";

const prefixBytes = 8;
const continuation = 0xffffffff;
const fileMagic = "ARROW1";
const fileHeadBytes = 8;
/** Length of the footer and the magic again. */
const fileTailBytes = 10;

/** A record batch: one message with its body, as it lies in the file. */
export interface BatchPlace {
  readonly start: number;
  readonly end: number;
  readonly rows: number;
}

export interface ArrowMessages {
  readonly schema: Schema;
  /** The schema message as it lies in the file: a stream is this, then any of the batches. */
  readonly schemaBytes: Buffer;
  /** The dictionary messages behind it, as they lie in the file; they belong to the beginning of each such stream. */
  readonly dictionaryBytes: Buffer;
  readonly batches: readonly BatchPlace[];
  /** What is wrong behind the last whole batch. */
  readonly damage: Error | undefined;
}

/** @throws UserError `damaged-shard` when the file does not begin with a schema message */
export async function findMessages(file: FileHandle, path: string): Promise<ArrowMessages> {
  const { size } = await file.stat();
  const isFile =
    size > fileHeadBytes &&
    (await readExactly(file, 0, fileHeadBytes)).toString("latin1").startsWith(fileMagic);
  const start = isFile ? fileHeadBytes : 0;
  const head = await readMessage(file, path, start, size);
  if (head === undefined || !head.message.isSchema()) throw damaged(path, "the stream begins with no schema");
  const schema = head.message.header();
  const schemaBytes = await readExactly(file, start, head.end);
  const batches: BatchPlace[] = [];
  let position = head.end;
  let dictionaryBytes: Buffer = Buffer.alloc(0);
  try {
    for (;;) {
      const next = await readMessage(file, path, position, size);
      if (next === undefined) break;
      if (next.message.isDictionaryBatch() && batches.length === 0) {
        position = next.end;
        dictionaryBytes = await readExactly(file, head.end, position);
        continue;
      }
      if (!next.message.isRecordBatch())
        throw damaged(path, "a message is no record batch", { offset: position });
      batches.push({ start: position, end: next.end, rows: next.message.header().length });
      position = next.end;
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { schema, schemaBytes, dictionaryBytes, batches, damage: error };
  }
  const after = size - position - prefixBytes;
  let problem = after === 0 ? undefined : `${after} byte(s) follow the end of the stream`;
  if (isFile)
    problem = (await hasFooter(file, size, after))
      ? undefined
      : "the footer of the file is cut off or broken";
  const damage =
    problem === undefined ? undefined : damaged(path, problem, { offset: position + prefixBytes });
  return { schema, schemaBytes, dictionaryBytes, batches, damage };
}

/** @param bytes how many follow the end of the stream */
async function hasFooter(file: FileHandle, size: number, bytes: number): Promise<boolean> {
  if (bytes <= fileTailBytes) return false;
  const tail = await readExactly(file, size - fileTailBytes, size);
  return tail.readInt32LE(0) === bytes - fileTailBytes && tail.toString("latin1", 4) === fileMagic;
}

/** The message at a position and where its body ends; undefined at the mark that ends the stream. */
async function readMessage(
  file: FileHandle,
  path: string,
  position: number,
  size: number,
): Promise<{ message: Message; end: number } | undefined> {
  const cutOff = () =>
    damaged(path, "the file is cut off inside a message or lacks the end of the stream", {
      offset: position,
    });
  if (position + prefixBytes > size) throw cutOff();
  const prefix = await readExactly(file, position, position + prefixBytes);
  if (prefix.readUInt32LE(0) !== continuation)
    throw damaged(path, "no Arrow message stands here", { offset: position });
  const metadataBytes = prefix.readInt32LE(4);
  if (metadataBytes === 0) return undefined;
  const bodyStart = position + prefixBytes + metadataBytes;
  if (metadataBytes < 0 || bodyStart > size) throw cutOff();
  const metadata = await readExactly(file, position + prefixBytes, bodyStart);
  const message = decodeMessage(metadata, path, position);
  const end = bodyStart + message.bodyLength;
  if (message.bodyLength < 0 || end > size) throw cutOff();
  return { message, end };
}

function decodeMessage(metadata: Buffer, path: string, position: number): Message {
  try {
    return Message.decode(metadata);
  } catch (error) {
    throw damaged(path, `the metadata of a message is broken: ${String(error)}`, { offset: position });
  }
}

/** Bytes [start, end) in a buffer of their own; the caller has checked that the file has them. */
export async function readExactly(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(end - start);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) throw new Error("the file became shorter while it was read");
    filled += bytesRead;
  }
  return bytes;
}
