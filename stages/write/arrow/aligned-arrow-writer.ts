/**
 * Arrow IPC streams and files, whose buffers all start at multiples of 64 bytes of the file, or of more when asked for.
 *
 * A message, of which the first is the schema; every part is filled up with zeros to the alignment:
 *
 *     i32 -1, i32 bytes of the metadata with its filling
 *     the metadata
 *     the buffers of the body; the schema has none
 *
 * The stream ends with i32 -1, i32 0. A file (Feather version 2) is "ARROW1" and two zeros, a stream, the footer with the place of
 * each dictionary and batch, i32 bytes of the footer, "ARROW1".
 *
 * Dictionaries stand between schema and batches, one for each of their columns, since not all readers know dictionaries that grow;
 * the batches wait in a file beside the shard until all values are known.
 *
 * Source: Arrow columnar format, "Encapsulated message format", "IPC Streaming Format" and "IPC File Format".
 */
import { closeSync, openSync, readSync, rmSync } from "node:fs";
import type { Column, RowBatch } from "../../../pipeline/contracts/rows.js";
import { batchBody, textsBody } from "./arrow-body.js";
import { type ArrowCodec, bufferPacker } from "./arrow-compression.js";
import { type ArrowDictionary, dictionariesOf } from "./arrow-dictionary.js";
import { type BatchBlock, batchMessage, dictionaryMessage, footer, schemaMessage } from "./arrow-messages.js";
import { MessageFile } from "./message-file.js";

const fileMagic = Buffer.from("ARROW1");
const fileHead = Buffer.from("ARROW1\0\0");
const copiedBytes = 1 << 20;

export interface ArrowLayout {
  /**
   * Bytes; a power of two from 64 up, which is what the format recommends. 4,096 suits direct I/O into the memory of a GPU.
   */
  readonly alignment: number;
  readonly container: "stream" | "file";
  readonly compression: ArrowCodec | "none";
  /** Names of columns of texts that are written as numbers into a dictionary. */
  readonly dictionary: readonly string[];
}

export class AlignedArrowWriter {
  private readonly dictionaries: ReadonlyMap<number, ArrowDictionary>;
  private readonly pack: (buffer: ArrayBufferView) => ArrayBufferView;
  /** The shard, or where batches wait. */
  private readonly file: MessageFile;
  private readonly blocks: BatchBlock[] = [];

  constructor(
    private readonly path: string,
    private readonly columns: readonly Column[],
    private readonly layout: ArrowLayout,
  ) {
    this.dictionaries = dictionariesOf(columns, layout.dictionary);
    this.pack = bufferPacker(layout.compression);
    if (this.dictionaries.size > 0) this.file = new MessageFile(`${path}.batches`, layout.alignment);
    else {
      this.file = new MessageFile(path, layout.alignment);
      this.begin(this.file);
    }
  }

  write(batch: RowBatch): void {
    const { nodes, buffers } = batchBody(this.columns, batch, this.dictionaries);
    this.blocks.push(
      this.file.putMessage(buffers.map(this.pack), (regions, bytes) =>
        batchMessage({ rows: batch.rows, nodes, regions, codec: this.layout.compression }, bytes),
      ),
    );
  }

  /** Writes the end of the stream or file. */
  end(): void {
    if (this.dictionaries.size === 0) {
      this.finish(this.file, [], this.blocks);
      return;
    }
    this.file.close();
    const shard = new MessageFile(this.path, this.layout.alignment);
    try {
      this.begin(shard);
      const dictionaries = [...this.dictionaries.values()].map((each) => this.putDictionary(shard, each));
      const moved = shard.at;
      copyInto(shard, this.file.path);
      rmSync(this.file.path);
      this.finish(
        shard,
        dictionaries,
        this.blocks.map((block) => ({ ...block, offset: block.offset + moved })),
      );
    } catch (error) {
      shard.close();
      throw error;
    }
  }

  discard(): void {
    this.file.close();
    if (this.dictionaries.size > 0) rmSync(this.file.path, { force: true });
  }

  private begin(file: MessageFile): void {
    if (this.layout.container === "file") file.put(fileHead);
    file.putMetadata(schemaMessage(this.columns, this.dictionaries));
  }

  private putDictionary(file: MessageFile, { id, values }: ArrowDictionary): BatchBlock {
    const { nodes, buffers } = textsBody(values);
    return file.putMessage(buffers.map(this.pack), (regions, bytes) =>
      dictionaryMessage(id, { rows: values.length, nodes, regions, codec: this.layout.compression }, bytes),
    );
  }

  private finish(
    file: MessageFile,
    dictionaries: readonly BatchBlock[],
    batches: readonly BatchBlock[],
  ): void {
    file.putEnd();
    if (this.layout.container === "file") {
      const bytes = footer(this.columns, this.dictionaries, dictionaries, batches);
      file.put(bytes);
      file.put(new Uint8Array(Int32Array.of(bytes.length).buffer));
      file.put(fileMagic);
    }
    file.close();
  }
}

function copyInto(file: MessageFile, path: string): void {
  const descriptor = openSync(path, "r");
  const block = Buffer.allocUnsafe(copiedBytes);
  try {
    for (;;) {
      const bytes = readSync(descriptor, block, 0, block.length, null);
      if (bytes === 0) return;
      file.put(block.subarray(0, bytes));
    }
  } finally {
    closeSync(descriptor);
  }
}
