/**
 * Rows dealt to buckets: what lies between the two passes of an ordering.
 *
 * `rows`: runs, one after another; in a run a block a bucket that has rows, buckets ascending:
 *
 *     u32 crc      CRC-32 of everything after it in the block
 *     u32 rows
 *     u32 buffers  and their lengths (u32 each), padded to 8 bytes
 *     f64 keys     the place of each row among all, in [0, 1)
 *     the batch of rows (`row-block.ts`)
 *
 * `table`: f64, for each run where each bucket begins, then where the last one ends. A bucket is found by two seeks a run,
 * however many buckets there are.
 */
import { closeSync, openSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Column, RowBatch } from "../../contracts/rows.js";
import { writeAll } from "../exact-bytes.js";
import { blockBuffers, paddingOf, readBlock } from "./row-block.js";
import { damagedSpill, readExactly } from "./spill-read.js";

export interface KeyedBatch {
  readonly keys: Float64Array;
  readonly batch: RowBatch;
}

export class DealtRowsWriter {
  private readonly descriptor: number;
  private readonly table: number[] = [];
  private position = 0;

  constructor(
    private readonly folder: string,
    private readonly buckets: number,
  ) {
    this.descriptor = openSync(join(folder, "rows"), "w");
  }

  /** @param blocks the run's rows by bucket, those without rows left out */
  writeRun(blocks: Iterable<readonly [bucket: number, KeyedBatch]>): void {
    let next = 0;
    for (const [bucket, block] of blocks) {
      for (; next <= bucket; next++) this.table.push(this.position);
      this.writeBlock(block);
    }
    for (; next <= this.buckets; next++) this.table.push(this.position);
  }

  finish(): void {
    closeSync(this.descriptor);
    writeFileSync(join(this.folder, "table"), new Uint8Array(Float64Array.from(this.table).buffer));
  }

  private writeBlock({ keys, batch }: KeyedBatch): void {
    const buffers = blockBuffers(batch);
    const head = Buffer.alloc(headBytes(buffers.length));
    head.writeUInt32LE(batch.rows, 4);
    head.writeUInt32LE(buffers.length, 8);
    buffers.forEach((buffer, at) => {
      head.writeUInt32LE(buffer.length, 12 + 4 * at);
    });
    const body = Buffer.concat([
      head,
      new Uint8Array(keys.buffer, keys.byteOffset, keys.byteLength),
      ...buffers.flatMap((buffer) => [buffer, paddingOf(buffer.length)]),
    ]);
    body.writeUInt32LE(crc32(body.subarray(4)), 0);
    writeAll(this.descriptor, body);
    this.position += body.length;
  }
}

function headBytes(buffers: number): number {
  return 8 * Math.ceil((12 + 4 * buffers) / 8);
}

/** The rows of one bucket, a batch a run, in the order in which they were dealt. */
export function* readBucket(
  folder: string,
  columns: readonly Column[],
  buckets: number,
  bucket: number,
): Generator<KeyedBatch> {
  const path = join(folder, "rows");
  const rows = openSync(path, "r");
  const table = openSync(join(folder, "table"), "r");
  try {
    const entries = statSync(join(folder, "table")).size / 8;
    for (let run = 0; run < entries; run += buckets + 1) {
      const place = bytesAt(table, (run + bucket) * 8, 16, path);
      const start = place.readDoubleLE(0);
      const end = place.readDoubleLE(8);
      if (end > start) yield decode(bytesAt(rows, start, end - start, path), columns, path, start);
    }
  } finally {
    closeSync(rows);
    closeSync(table);
  }
}

function decode(
  block: Buffer<ArrayBuffer>,
  columns: readonly Column[],
  path: string,
  at: number,
): KeyedBatch {
  if (crc32(block.subarray(4)) !== block.readUInt32LE(0))
    throw damagedSpill(path, at, "a checksum does not match");
  const rows = block.readUInt32LE(4);
  const buffers = block.readUInt32LE(8);
  const lengths = Array.from({ length: buffers }, (_, buffer) => block.readUInt32LE(12 + 4 * buffer));
  const keysAt = headBytes(buffers);
  return {
    keys: new Float64Array(block.buffer, block.byteOffset + keysAt, rows),
    batch: readBlock(columns, rows, block.subarray(keysAt + 8 * rows), lengths),
  };
}

/** The bytes get a buffer of their own, because typed arrays must begin at a multiple of their element size. */
function bytesAt(descriptor: number, start: number, size: number, path: string): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(new ArrayBuffer(size));
  readExactly(descriptor, bytes, start, path);
  return bytes;
}
