/** A file that is read as a whole, with the CRC-32 of its bytes in four more behind them (little-endian). */
import { closeSync, openSync, readFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { writeAll } from "../exact-bytes.js";
import { damagedSpill } from "./spill-read.js";

const sealBytes = 4;

export class SealedWriter {
  readonly #descriptor: number;
  #crc = 0;

  constructor(path: string) {
    this.#descriptor = openSync(path, "w");
  }

  write(bytes: Uint8Array): void {
    writeAll(this.#descriptor, bytes);
    this.#crc = crc32(bytes, this.#crc);
  }

  finish(): void {
    const seal = Buffer.alloc(sealBytes);
    seal.writeUInt32LE(this.#crc);
    writeAll(this.#descriptor, seal);
    closeSync(this.#descriptor);
  }
}

/** @throws UserError `damaged-spill` when the bytes are not those that were written */
export function readSealed(path: string): Buffer {
  const bytes = readFileSync(path);
  const length = bytes.length - sealBytes;
  if (length < 0) throw damagedSpill(path, bytes.length, "the file ends too early");
  const content = bytes.subarray(0, length);
  if (crc32(content) !== bytes.readUInt32LE(length))
    throw damagedSpill(path, 0, "its checksum does not match");
  return content;
}
