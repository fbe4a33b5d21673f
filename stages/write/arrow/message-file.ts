/** A file of Arrow messages, whose every part is filled up with zeros to the alignment. */
import { ShardFile } from "../shard-file.js";
import type { BatchBlock, BufferRegion } from "./arrow-messages.js";

const prefixBytes = 8;

export class MessageFile {
  private readonly file: ShardFile;
  private readonly zeros: Uint8Array;
  /** Bytes written so far. */
  at = 0;

  constructor(
    readonly path: string,
    private readonly alignment: number,
  ) {
    this.file = new ShardFile(path);
    this.zeros = new Uint8Array(alignment);
  }

  put(bytes: Uint8Array): void {
    this.file.write(bytes);
    this.at += bytes.length;
  }

  /** A message without a body. */
  putMetadata(metadata: Uint8Array): void {
    const filling = this.filling(this.at + prefixBytes + metadata.length);
    this.put(prefix(metadata.length + filling));
    this.put(metadata);
    this.put(this.zeros.subarray(0, filling));
  }

  /** @param metadataOf made from where the buffers will lie in the body, and its bytes */
  putMessage(
    buffers: readonly ArrayBufferView[],
    metadataOf: (regions: readonly BufferRegion[], bodyBytes: number) => Uint8Array,
  ): BatchBlock {
    let bodyBytes = 0;
    const regions = buffers.map(({ byteLength }) => {
      const region = { offset: bodyBytes, length: byteLength };
      bodyBytes += byteLength + this.filling(byteLength);
      return region;
    });
    const offset = this.at;
    this.putMetadata(metadataOf(regions, bodyBytes));
    const metadataBytes = this.at - offset;
    for (const { buffer, byteOffset, byteLength } of buffers) {
      this.put(new Uint8Array(buffer, byteOffset, byteLength));
      this.put(this.zeros.subarray(0, this.filling(byteLength)));
    }
    return { offset, metadataBytes, bodyBytes };
  }

  /** The mark that ends a stream. */
  putEnd(): void {
    this.put(prefix(0));
  }

  close(): void {
    this.file.close();
  }

  /** Bytes from there to the next multiple of the alignment. */
  private filling(bytes: number): number {
    return -bytes & (this.alignment - 1);
  }
}

function prefix(metadataBytes: number): Uint8Array {
  return new Uint8Array(Int32Array.of(-1, metadataBytes).buffer);
}
