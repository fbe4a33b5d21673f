/** Arrow IPC streams whose buffers all start at multiples of 64 bytes of the file. */
import { closeSync, fsyncSync, openSync } from "node:fs";
import { type RecordBatch, RecordBatchStreamWriter } from "apache-arrow";
import { writeAll } from "../../pipeline/storage/spill.js";

/** Arrow columnar format, "Buffer Alignment and Padding": 64 bytes is what it recommends. */
const alignment = 64;
const zeros = new Uint8Array(alignment);

type Message = Parameters<RecordBatchStreamWriter["_writeMessage"]>[0];
type Assembled = ReturnType<RecordBatchStreamWriter["_assembleRecordBatch"]>;

/**
 * apache-arrow's stream writer aligns to 8 bytes and queues in memory; this one aligns to 64 and writes to a file at
 * once. Its protected methods are the seams that the library leaves for subclasses.
 */
export class AlignedStreamWriter extends RecordBatchStreamWriter {
  private readonly descriptor: number;

  constructor(path: string) {
    super({ autoDestroy: false });
    this.descriptor = openSync(path, "w");
  }

  /** Writes the end of the stream and makes the file durable. */
  end(): void {
    this.finish();
    fsyncSync(this.descriptor);
    closeSync(this.descriptor);
  }

  discard(): void {
    closeSync(this.descriptor);
  }

  protected override _write(chunk: ArrayBufferView): this {
    if (chunk.byteLength === 0) return this;
    writeAll(this.descriptor, new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this._position += chunk.byteLength;
    return this;
  }

  protected override _writeMessage(message: Message): this {
    super._writeMessage(message, alignment);
    return this;
  }

  protected override _assembleRecordBatch(batch: RecordBatch): Assembled {
    const assembled = super._assembleRecordBatch(batch);
    let offset = 0;
    assembled.bufferRegions.forEach((region, index) => {
      const length = assembled.buffers[index]?.byteLength ?? 0;
      region.offset = offset;
      region.length = length;
      offset += padded(length);
    });
    return { ...assembled, byteLength: offset };
  }

  protected override _writeBodyBuffers(buffers: ArrayBufferView[]): this {
    for (const buffer of buffers) {
      this._write(buffer);
      this._write(zeros.subarray(0, padded(buffer.byteLength) - buffer.byteLength));
    }
    return this;
  }
}

function padded(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
