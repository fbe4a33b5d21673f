/**
 * Rows of a composer on disk between the stream and the write phase.
 *
 * `rows`: blocks of about 4 MiB, one row batch each (`row-block.ts`).
 *
 * `rows.json`: the columns, and for each block where it starts, its rows, the bytes of its buffers and its CRC-32.
 */
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { BatchBuilder, type RowCells } from "../../contracts/batch-builder.js";
import { type Column, type RowBatch, sliceBatch } from "../../contracts/rows.js";
import { writeAll } from "../exact-bytes.js";
import { blockBuffers, paddedBytes, paddingOf, readBlock } from "./row-block.js";
import { damagedSpill, readExactly } from "./spill-read.js";

const blockBytes = 4 << 20;

interface Block {
  readonly start: number;
  readonly rows: number;
  readonly buffers: readonly number[];
  readonly crc: number;
}

interface RowIndex {
  readonly columns: readonly Column[];
  readonly blocks: readonly Block[];
}

export class RowSpillWriter {
  private readonly descriptor: number;
  private readonly builder: BatchBuilder;
  private readonly blocks: Block[] = [];
  private position = 0;
  rows = 0;

  constructor(
    private readonly path: string,
    private readonly columns: readonly Column[],
  ) {
    this.descriptor = openSync(path, "w");
    this.builder = new BatchBuilder(columns);
  }

  /** Bytes of the blocks written so far. */
  get bytes(): number {
    return this.position;
  }

  write(cells: RowCells): void {
    this.builder.add(cells);
    this.rows++;
    if (this.builder.bytes >= blockBytes) this.flush();
  }

  finish(): void {
    if (this.builder.rows > 0) this.flush();
    closeSync(this.descriptor);
    const index: RowIndex = { columns: this.columns, blocks: this.blocks };
    writeFileSync(`${this.path}.json`, JSON.stringify(index));
  }

  /** A batch as a block of its own; rows that came one by one before it stay before it. */
  writeBatch(batch: RowBatch): void {
    if (this.builder.rows > 0) this.flush();
    this.rows += batch.rows;
    this.writeBlock(batch);
  }

  private flush(): void {
    this.writeBlock(this.builder.take());
  }

  private writeBlock(batch: RowBatch): void {
    const start = this.position;
    const buffers: number[] = [];
    let crc = 0;
    const write = (bytes: Uint8Array): void => {
      // The CRC-32 of nothing would begin again at 0.
      if (bytes.length === 0) return;
      writeAll(this.descriptor, bytes);
      crc = crc32(bytes, crc);
      this.position += bytes.length;
    };
    for (const bytes of blockBuffers(batch)) {
      buffers.push(bytes.length);
      write(bytes);
      write(paddingOf(bytes.length));
    }
    this.blocks.push({ start, rows: batch.rows, buffers, crc });
  }
}

/** The rows of one spill. Holds the index (some 100 bytes a block) and one block at a time. */
export class RowSpill {
  readonly columns: readonly Column[];
  readonly rows: number;
  private readonly blocks: readonly Block[];

  constructor(private readonly path: string) {
    const index = JSON.parse(readFileSync(`${path}.json`, "utf8")) as RowIndex;
    this.columns = index.columns;
    this.blocks = index.blocks;
    this.rows = index.blocks.reduce((sum, block) => sum + block.rows, 0);
  }

  /** Bytes of each block with its rows, in order: for cutting shards by bytes. */
  sizes(): { readonly rows: number; readonly bytes: number }[] {
    return this.blocks.map(({ rows, buffers }) => ({
      rows,
      bytes: buffers.reduce((sum, bytes) => sum + bytes, 0),
    }));
  }

  /** Rows [from, to), a batch a block. */
  *read(from: number, to: number): Generator<RowBatch> {
    const descriptor = openSync(this.path, "r");
    try {
      let first = 0;
      for (const block of this.blocks) {
        const last = first + block.rows;
        if (last > from && first < to) {
          const batch = this.blockAt(descriptor, block);
          yield sliceBatch(batch, Math.max(from - first, 0), Math.min(to, last) - first);
        }
        if (last >= to) return;
        first = last;
      }
    } finally {
      closeSync(descriptor);
    }
  }

  private blockAt(descriptor: number, block: Block): RowBatch {
    const bytes = new Uint8Array(paddedBytes(block.buffers));
    readExactly(descriptor, bytes, block.start, this.path);
    if (crc32(bytes) !== block.crc) throw damagedSpill(this.path, block.start, "a checksum does not match");
    return readBlock(this.columns, block.rows, bytes, block.buffers);
  }
}
