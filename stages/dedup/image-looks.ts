/**
 * What image-dedup keeps of each picture of a split.
 *
 * `looks.run`, one record a sample, whether it has a picture or not: width and height of the source (0 without a picture), then 32 x 32
 * RGB pixels as bytes. `hashes.run`, sorted, one section a match partition, 30 records a picture (15 tables for each of two hashes):
 *
 * | word | what                                                   |
 * |------|--------------------------------------------------------|
 * | 0    | scattered key: hash, table and the bits of its blocks  |
 * | 1    | rank by the keep policy                                |
 * | 2    | ordinal of the sample                                  |
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../pipeline/contracts/errors.js";
import type { Sample } from "../../pipeline/contracts/sample.js";
import { ExternalSorter } from "../../pipeline/storage/sorted-runs/external-sort.js";
import { RunReader } from "../../pipeline/storage/sorted-runs/run-reader.js";
import { RunWriter } from "../../pipeline/storage/sorted-runs/run-writer.js";
import { type Look, lookSide } from "../pixels/compare-looks.js";
import { mix32 } from "../text/hash.js";
import { planTables } from "./matching/hamming-match.js";

export const hashRunWords = 3;
/** Words of a record: width, height, and the pixels. */
const lookWords = 2 + (lookSide * lookSide * 3) / 4;
/** Each record is a block of its own, since records are read at random. */
const lookBytes = lookWords * 4;
/** Bits out of 64 in which one of the two hashes may differ for a pair to be sure to meet. */
const tables = planTables(4);

export const looksDiskBytesPerMillion = 1e6 * (lookBytes + 4 + 2 * tables.masks.length * hashRunWords * 4);

export function hashRunPath(folder: string): string {
  return join(folder, "hashes.run");
}

function lookPath(folder: string): string {
  return join(folder, "looks.run");
}

export class LookWriter {
  readonly #hashes: ExternalSorter;
  readonly #looks: RunWriter;
  readonly #look = new Uint32Array(lookWords);
  readonly #thumbnail = new Uint8Array(this.#look.buffer, 8);
  readonly #record = new Uint32Array(hashRunWords);

  constructor(folder: string, partitions: number) {
    mkdirSync(folder, { recursive: true });
    this.#hashes = new ExternalSorter(hashRunPath(folder), { words: hashRunWords, sections: partitions });
    this.#looks = new RunWriter(lookPath(folder), { words: lookWords, blockBytes: lookBytes });
  }

  add({ image, arrays, id }: Sample, rank: number, ordinal: number): void {
    const look = this.#look.fill(0);
    if (image !== undefined) {
      const hash = arrays["image-hash"];
      const thumbnail = arrays[".thumbnail"];
      const size = arrays[".source-size"];
      if (!(hash instanceof Uint8Array) || !(thumbnail instanceof Uint8Array) || size === undefined)
        throw new UserError(
          "no-image-hash",
          `sample ${id} has a picture that was not hashed`,
          "Put image-prepare (with hashes) before image-dedup",
        );
      look[0] = size[0] ?? 0;
      look[1] = size[1] ?? 0;
      this.#thumbnail.set(thumbnail);
      this.#addKeys(new Uint32Array(hash.slice().buffer), rank, ordinal);
    }
    this.#looks.append(look, 0);
  }

  #addKeys(hash: Uint32Array, rank: number, ordinal: number): void {
    const record = this.#record;
    record[1] = rank;
    record[2] = ordinal;
    for (const [table, mask] of tables.masks.entries()) {
      for (let which = 0; which < 2; which++) {
        const low = hash[2 * which]! & mask.low;
        const high = hash[2 * which + 1]! & mask.high;
        record[0] = mix32(mix32(mix32(2 * table + which + 1) ^ high) ^ low);
        this.#hashes.add(record);
      }
    }
  }

  finish(): void {
    this.#hashes.finish();
    this.#looks.finish();
  }
}

/** Reads the look of a picture, by split and ordinal, when it is asked for. */
export class LookReader {
  readonly #readers: (RunReader | undefined)[];

  /** @param folders one folder for each split, in the order of the sketches */
  constructor(readonly folders: readonly string[]) {
    this.#readers = folders.map(() => undefined);
  }

  read(part: number, ordinal: number): Look {
    this.#readers[part] ??= new RunReader(lookPath(this.folders[part]!), lookWords);
    const look = this.#readers[part].readBlock(ordinal);
    return { width: look[0]!, height: look[1]!, thumbnail: new Uint8Array(look.buffer, 8) };
  }

  close(): void {
    for (const reader of this.#readers) reader?.close();
  }
}
