/** Reads run files (`sorted-run.ts`), as a stream or at random. */
import { closeSync, fstatSync, openSync } from "node:fs";
import { crc32 } from "node:zlib";
import { UserError } from "../../contracts/errors.js";
import { readAll } from "../exact-bytes.js";
import { OpenDescriptors } from "./open-descriptors.js";
import { footerBytes, headerBytes, magic, sectionOf, version } from "./sorted-run.js";

/** The number of words in a record of the run file at `path`, for formats that have two widths. */
export function wordsOfRun(path: string): number {
  const header = Buffer.alloc(headerBytes);
  const fd = openToRead(path);
  try {
    readFully(fd, header, 0, path);
  } finally {
    closeSync(fd);
  }
  return header.readUInt32LE(12) / 4;
}

const descriptors = new OpenDescriptors(128, openToRead);

/** What merging reads: blocks of `blockRecords` records, the last one may be shorter. */
export interface BlockSource {
  readonly blockRecords: number;
  /** @param spare an earlier block that nobody looks at any more, to be filled again if it has the size */
  readBlock(block: number, spare?: Uint32Array): Uint32Array;
  close(): void;
}

/**
 * Reads a run file. Holds the block checksums and no open file: blocks are read through a small shared pool of
 * descriptors, so thousands of runs can be open at once.
 *
 * @throws UserError `damaged-run` when the header, a checksum or the length does not hold
 */
export class RunReader implements BlockSource {
  readonly records: number;
  readonly sections: number;
  readonly blockRecords: number;
  readonly #words: number;
  readonly #checksums: Uint32Array;
  readonly #starts: Float64Array;

  constructor(
    readonly path: string,
    words: number,
  ) {
    // Another file may stand under this path than when it was last read.
    descriptors.close(path);
    const fd = descriptors.of(path);
    const size = fstatSync(fd).size;
    const header = Buffer.alloc(headerBytes);
    readFully(fd, header, 0, path);
    if (!header.subarray(0, 8).equals(magic)) throw damaged(path, 0, "it does not begin as a run file");
    if (header.readUInt32LE(8) !== version) {
      throw damaged(path, 8, `it has format version ${header.readUInt32LE(8)}, expected ${version}`);
    }
    if (header.readUInt32LE(12) !== words * 4) {
      throw damaged(path, 12, `it has records of ${header.readUInt32LE(12)} bytes, expected ${words * 4}`);
    }
    this.#words = words;
    this.records = header.readUInt32LE(16) + header.readUInt32LE(20) * 4294967296;
    this.blockRecords = header.readUInt32LE(24);
    this.sections = header.readUInt32LE(28);
    const blocks = this.blockRecords === 0 ? 0 : Math.ceil(this.records / this.blockRecords);
    const bodyEnd = headerBytes + this.records * words * 4;
    const expected = bodyEnd + footerBytes(blocks, this.sections);
    if (size !== expected) {
      throw damaged(path, size, `it has ${size} bytes, expected ${expected}`);
    }
    const footer = Buffer.alloc(expected - bodyEnd);
    readFully(fd, footer, bodyEnd, path);
    const checked = footer.length - 4;
    if (crc32(footer.subarray(0, checked), crc32(header)) !== footer.readUInt32LE(checked)) {
      throw damaged(path, bodyEnd, "the checksum of its header and footer does not match");
    }
    // Typed arrays have the byte order of the machine, as the records do: little-endian on all that Node runs on here.
    this.#checksums = new Uint32Array(new Uint8Array(footer.subarray(0, blocks * 4)).buffer);
    this.#starts = Float64Array.from({ length: this.sections + 1 }, (_, i) => {
      const at = blocks * 4 + i * 8;
      return footer.readUInt32LE(at) + footer.readUInt32LE(at + 4) * 4294967296;
    });
  }

  /**
   * The records [from, to) of section `index` of `sections`, which may be more or fewer than the file was cut into; then
   * some blocks are read to find where it begins and ends.
   */
  section(index: number, sections = this.sections): { readonly from: number; readonly to: number } {
    if (index < 0 || index >= sections) {
      throw new RangeError(`there are ${sections} sections, not one of number ${index}`);
    }
    return { from: this.#startOf(index, sections), to: this.#startOf(index + 1, sections) };
  }

  /** The first record that belongs to `section` of `sections`, or a later one. */
  #startOf(section: number, sections: number): number {
    const place = (section / sections) * this.sections;
    const before = Math.floor(place);
    let from = this.#starts[before] ?? this.records;
    if (place === before) return from;
    let to = this.#starts[before + 1] ?? this.records;
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      if (sectionOf(this.#firstWord(middle), sections) < section) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #firstWord(record: number): number {
    const number = Math.floor(record / this.blockRecords);
    const block = this.readBlock(number);
    return block[(record - number * this.blockRecords) * this.#words] ?? 0;
  }

  /** Reads and checks one block; the last one may be shorter than the others. */
  readBlock(block: number, spare?: Uint32Array): Uint32Array {
    const words = this.#recordsOf(block) * this.#words;
    const into = spare?.length === words ? spare : new Uint32Array(words);
    this.readBlocksInto(block, 1, Buffer.from(into.buffer, into.byteOffset, into.byteLength), 0);
    return into;
  }

  /** Reads and checks up to `count` blocks that follow each other to `into[at, ...)`, for readers who hold memory for them. */
  readBlocksInto(first: number, count: number, into: Buffer, at: number): void {
    const blockBytes = this.blockRecords * this.#words * 4;
    const position = headerBytes + first * blockBytes;
    const records = Math.min(count * this.blockRecords, this.records - first * this.blockRecords);
    const bytes = into.subarray(at, at + records * this.#words * 4);
    readFully(descriptors.of(this.path), bytes, position, this.path);
    let from = 0;
    do {
      const block = first + from / blockBytes;
      // A block after the last one has no checksum.
      if (crc32(bytes.subarray(from, from + blockBytes)) !== this.#checksums[block])
        throw damaged(this.path, position + from, `the checksum of its block ${block} does not match`);
      from += blockBytes;
    } while (from < bytes.length);
  }

  #recordsOf(block: number): number {
    return Math.min(this.blockRecords, this.records - block * this.blockRecords);
  }

  /** Hands the descriptor back, if one is open. The reader stays usable. */
  close(): void {
    descriptors.close(this.path);
  }
}

function damaged(file: string, offset: number, problem: string): UserError {
  return new UserError(
    "damaged-run",
    `this intermediate file is damaged: ${problem}`,
    "Delete it and run again: the task that wrote it is then redone. A file of a stored index has to come back from a copy, or from the run that made it",
    { file, offset },
  );
}

function openToRead(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      throw damaged(path, 0, "it is missing");
    }
    throw error;
  }
}

function readFully(fd: number, into: Buffer, position: number, path: string): void {
  readAll(fd, into, position, (offset) => damaged(path, offset, "it ends too early"));
}
