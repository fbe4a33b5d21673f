/**
 * Arrow IPC streams and files, whose buffers all start at multiples of 64 bytes of the file, or of more when asked for.
 *
 * A message, of which the first is the schema; every part is filled up with zeros to the alignment:
 *
 *     i32 -1, i32 bytes of the metadata with its filling
 *     the metadata
 *     the buffers of the body; the schema has none
 *
 * The stream ends with i32 -1, i32 0. A file (Feather version 2) is "ARROW1" and two zeros, a stream, the footer with the place of each
 * batch, i32 bytes of the footer, "ARROW1". Source: Arrow columnar format, "Encapsulated message format", "IPC Streaming Format"
 * and "IPC File Format".
 */
import { closeSync, fsyncSync, openSync } from "node:fs";
import type { Column, RowBatch } from "../../pipeline/rows.js";
import { writeAll } from "../../pipeline/storage/spill.js";
import { batchBody } from "./arrow-body.js";
import { type BatchBlock, batchMessage, footer, schemaMessage } from "./arrow-messages.js";

const prefixBytes = 8;
const fileMagic = Buffer.from("ARROW1");
const fileHead = Buffer.from("ARROW1\0\0");

export class AlignedArrowWriter {
  private readonly descriptor: number;
  private readonly zeros: Uint8Array;
  /** Bytes written so far. */
  private at = 0;
  private readonly blocks: BatchBlock[] = [];

  /**
   * @param alignment bytes; a power of two from 64 up, which is what the format recommends. 4,096 suits direct I/O into the memory of a
   *   GPU
   */
  constructor(
    path: string,
    private readonly columns: readonly Column[],
    private readonly alignment: number,
    private readonly container: "stream" | "file",
  ) {
    this.descriptor = openSync(path, "w");
    this.zeros = new Uint8Array(alignment);
    if (container === "file") this.put(fileHead);
    this.writeMetadata(schemaMessage(columns));
  }

  write(batch: RowBatch): void {
    const { nodes, buffers } = batchBody(this.columns, batch);
    let bytes = 0;
    const regions = buffers.map(({ byteLength }) => {
      const region = { offset: bytes, length: byteLength };
      bytes += byteLength + this.filling(byteLength);
      return region;
    });
    const offset = this.at;
    this.writeMetadata(batchMessage(batch.rows, nodes, regions, bytes));
    this.blocks.push({ offset, metadataBytes: this.at - offset, bodyBytes: bytes });
    for (const { buffer, byteOffset, byteLength } of buffers) {
      this.put(new Uint8Array(buffer, byteOffset, byteLength));
      this.put(this.zeros.subarray(0, this.filling(byteLength)));
    }
  }

  /** Writes the end of the stream or file and makes it durable. */
  end(): void {
    this.put(prefix(0));
    if (this.container === "file") {
      const bytes = footer(this.columns, this.blocks);
      this.put(bytes);
      this.put(new Uint8Array(Int32Array.of(bytes.length).buffer));
      this.put(fileMagic);
    }
    fsyncSync(this.descriptor);
    closeSync(this.descriptor);
  }

  discard(): void {
    closeSync(this.descriptor);
  }

  private writeMetadata(metadata: Uint8Array): void {
    const filling = this.filling(this.at + prefixBytes + metadata.length);
    this.put(prefix(metadata.length + filling));
    this.put(metadata);
    this.put(this.zeros.subarray(0, filling));
  }

  private put(bytes: Uint8Array): void {
    writeAll(this.descriptor, bytes);
    this.at += bytes.length;
  }

  /** Bytes from there to the next multiple of the alignment. */
  private filling(bytes: number): number {
    return -bytes & (this.alignment - 1);
  }
}

function prefix(metadataBytes: number): Uint8Array {
  return new Uint8Array(Int32Array.of(-1, metadataBytes).buffer);
}
