/**
 * Arrow IPC streams in a file, whose buffers all start at multiples of 64 bytes of the file, or of more when asked for.
 *
 * A message, of which the first is the schema; every part is filled up with zeros to the alignment:
 *
 *     i32 -1, i32 bytes of the metadata with its filling
 *     the metadata
 *     the buffers of the body; the schema has none
 *
 * The stream ends with i32 -1, i32 0. Source: Arrow columnar format, "Encapsulated message format" and "IPC Streaming Format".
 */
import { closeSync, fsyncSync, openSync } from "node:fs";
import type { Column, RowBatch } from "../../pipeline/rows.js";
import { writeAll } from "../../pipeline/storage/spill.js";
import { batchBody } from "./arrow-body.js";
import { batchMessage, schemaMessage } from "./arrow-messages.js";

const prefixBytes = 8;

export class AlignedStreamWriter {
  private readonly descriptor: number;
  private readonly zeros: Uint8Array;

  /**
   * @param alignment bytes; a power of two from 64 up, which is what the format recommends. 4,096 suits direct I/O into the memory of a
   *   GPU
   */
  constructor(
    path: string,
    private readonly columns: readonly Column[],
    private readonly alignment: number,
  ) {
    this.descriptor = openSync(path, "w");
    this.zeros = new Uint8Array(alignment);
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
    this.writeMetadata(batchMessage(batch.rows, nodes, regions, bytes));
    for (const { buffer, byteOffset, byteLength } of buffers) {
      this.put(new Uint8Array(buffer, byteOffset, byteLength));
      this.put(this.zeros.subarray(0, this.filling(byteLength)));
    }
  }

  /** Writes the end of the stream and makes the file durable. */
  end(): void {
    this.put(prefix(0));
    fsyncSync(this.descriptor);
    closeSync(this.descriptor);
  }

  discard(): void {
    closeSync(this.descriptor);
  }

  private writeMetadata(metadata: Uint8Array): void {
    const filling = this.filling(prefixBytes + metadata.length);
    this.put(prefix(metadata.length + filling));
    this.put(metadata);
    this.put(this.zeros.subarray(0, filling));
  }

  private put(bytes: Uint8Array): void {
    writeAll(this.descriptor, bytes);
  }

  /** Bytes from there to the next multiple of the alignment. */
  private filling(bytes: number): number {
    return -bytes & (this.alignment - 1);
  }
}

function prefix(metadataBytes: number): Uint8Array {
  return new Uint8Array(Int32Array.of(-1, metadataBytes).buffer);
}
