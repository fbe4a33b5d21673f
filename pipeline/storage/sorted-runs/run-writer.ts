/** Writes run files (`sorted-run.ts`). */
import { closeSync, openSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { footerBytes, headerBytes, magic, type RunShape, sectionOf, version } from "./sorted-run.js";

/** Writes a run file front to back. Holds one block and 4 bytes for each block written. */
export class RunWriter {
  readonly #fd: number;
  readonly #words: number;
  readonly #sections: number;
  readonly #blockRecords: number;
  readonly #block: Uint32Array;
  readonly #bytes: Buffer;
  #filled = 0;
  #records = 0;
  #position = headerBytes;
  readonly #checksums: number[] = [];
  readonly #starts: number[] = [];

  constructor(
    readonly path: string,
    shape: RunShape,
  ) {
    this.#words = shape.words;
    this.#sections = shape.sections ?? 1;
    this.#blockRecords = Math.max(1, Math.floor((shape.blockBytes ?? 16384) / (shape.words * 4)));
    this.#block = new Uint32Array(this.#blockRecords * shape.words);
    this.#bytes = Buffer.from(this.#block.buffer);
    this.#fd = openSync(path, "w");
  }

  /** Appends the record at `source[from, from + words)`. With sections, first words must not decrease. */
  append(source: Uint32Array, from: number): void {
    const section = this.#sections === 1 ? 0 : sectionOf(source[from]!, this.#sections);
    while (this.#starts.length <= section) this.#starts.push(this.#records);
    const at = this.#filled * this.#words;
    for (let i = 0; i < this.#words; i++) this.#block[at + i] = source[from + i]!;
    this.#records++;
    if (++this.#filled === this.#blockRecords) this.#flush();
  }

  get records(): number {
    return this.#records;
  }

  /** Writes what is left, the checksums and the header, and closes the file. */
  finish(): void {
    this.#flush();
    while (this.#starts.length <= this.#sections) this.#starts.push(this.#records);
    const header = Buffer.alloc(headerBytes);
    magic.copy(header);
    header.writeUInt32LE(version, 8);
    header.writeUInt32LE(this.#words * 4, 12);
    header.writeUInt32LE(this.#records % 4294967296, 16);
    header.writeUInt32LE(Math.floor(this.#records / 4294967296), 20);
    header.writeUInt32LE(this.#blockRecords, 24);
    header.writeUInt32LE(this.#sections, 28);
    const footer = Buffer.alloc(footerBytes(this.#checksums.length, this.#sections));
    let at = 0;
    for (const checksum of this.#checksums) at = footer.writeUInt32LE(checksum, at);
    for (const start of this.#starts) {
      at = footer.writeUInt32LE(start % 4294967296, at);
      at = footer.writeUInt32LE(Math.floor(start / 4294967296), at);
    }
    footer.writeUInt32LE(crc32(footer.subarray(0, at), crc32(header)), at);
    writeFully(this.#fd, footer, this.#position);
    writeFully(this.#fd, header, 0);
    this.abort();
  }

  /** Closes the file as it is. */
  abort(): void {
    closeSync(this.#fd);
  }

  #flush(): void {
    if (this.#filled === 0) return;
    const bytes = this.#bytes.subarray(0, this.#filled * this.#words * 4);
    this.#checksums.push(crc32(bytes));
    writeFully(this.#fd, bytes, this.#position);
    this.#position += bytes.length;
    this.#filled = 0;
  }
}

function writeFully(fd: number, bytes: Buffer, position: number): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(fd, bytes, done, bytes.length - done, position + done);
}
