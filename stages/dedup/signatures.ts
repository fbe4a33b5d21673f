/**
 * The two files that a split's MinHash sketch consists of, and what is computed from signatures.
 *
 * `signatures.run`, one record a sample in their order:
 *
 * | word | what                                                   |
 * |------|--------------------------------------------------------|
 * | 0    | rank by the keep policy, the smallest stays            |
 * | 1    | shingles, with repeats; 0 means: similar to nothing    |
 * | 2 -  | signature, two 16-bit entries a word, the lower first  |
 *
 * `bands.run`, sorted, one section a match partition, one record a band and sample with shingles:
 *
 * | word | what                                                         |
 * |------|--------------------------------------------------------------|
 * | 0, 1 | key of the band, upper word first                            |
 * | 2    | rank by the keep policy; left out where all ranks are equal  |
 * | last | ordinal of the sample                                        |
 *
 * So the samples of a bucket come in the order of the keep policy.
 */
import { join } from "node:path";
import type { SketchSet } from "../../pipeline/stage.js";
import { RunReader } from "../../pipeline/storage/sorted-run.js";
import { mix32 } from "../text/hash.js";

export function bandWords(unranked: boolean): number {
  return unranked ? 3 : 4;
}

/** In a stored index, where all ranks are equal. */
export const storedBandWords = 3;

export const signatureBlockBytes = 4096;

export function signatureWords(permutations: number): number {
  return 2 + Math.ceil(permutations / 2);
}

export function signaturePath(folder: string): string {
  return join(folder, "signatures.run");
}

export function bandPath(folder: string): string {
  return join(folder, "bands.run");
}

/** Which entries of a signature each band takes. */
export interface BandPlan {
  readonly bands: number;
  readonly rows: number;
  /** `bands * rows` positions in a signature. */
  readonly positions: Uint16Array;
}

/**
 * Cuts signatures into bands: the first ones in order; when the entries are used up, further tours take all entries
 * again in another order. So more bands need no longer signatures: at a similarity of 0.8 and 8 rows, 14 bands of 112
 * entries find 92% of the pairs, 28 bands of the same entries 98%.
 */
export function planBands(permutations: number, bands: number, rows: number): BandPlan {
  const positions = new Uint16Array(bands * rows);
  const bandsInTour = Math.floor(permutations / rows);
  let order = Array.from({ length: permutations }, (_, entry) => entry);
  for (let band = 0; band < bands; band++) {
    const inTour = band % bandsInTour;
    if (band > 0 && inTour === 0) {
      const tour = band / bandsInTour;
      const rank = (entry: number): number => mix32(mix32(entry + 1) ^ tour);
      order = order.toSorted((a, b) => rank(a) - rank(b));
    }
    for (let row = 0; row < rows; row++) positions[band * rows + row] = order[inTour * rows + row] ?? 0;
  }
  return { bands, rows, positions };
}

/** The 64-bit key of a band as two words; bands have keys of their own, so they never meet. */
export function bandKey(signature: Uint16Array, plan: BandPlan, band: number, into: Uint32Array): void {
  let high = Math.imul(band + 1, 0x9e3779b1);
  let low = Math.imul(band + 1, 0x85ebca6b);
  const end = (band + 1) * plan.rows;
  for (let row = end - plan.rows; row < end; row++) {
    const entry = signature[plan.positions[row]!]!;
    high = Math.imul(high ^ entry, 0xcc9e2d51);
    high ^= high >>> 15;
    low = Math.imul(low ^ entry, 0x1b873593);
    low ^= low >>> 13;
  }
  into[0] = mix32(high);
  into[1] = mix32(low ^ 0x27d4eb2f);
}

/** One sample's record, as views that stay valid while they are held. */
export interface Signature {
  readonly rank: number;
  readonly entries: Uint16Array;
}

/** Reads signatures at random; keeps the blocks read last, up to `cacheBytes`. */
export class SignatureStore {
  readonly #readers: (RunReader | undefined)[];
  readonly #blocks = new Map<number, Uint32Array>();
  readonly #words: number;
  readonly #maxBlocks: number;

  constructor(
    readonly sketches: SketchSet,
    readonly permutations: number,
    cacheBytes = 64 * 1024 * 1024,
  ) {
    this.#words = signatureWords(permutations);
    this.#readers = sketches.splits.map(() => undefined);
    this.#maxBlocks = Math.max(1, Math.floor(cacheBytes / signatureBlockBytes));
  }

  /** @param part position of the split in `sketches.splits` */
  read(part: number, ordinal: number): Signature {
    const reader = this.#reader(part);
    const number = Math.floor(ordinal / reader.blockRecords);
    const block = this.#block(part, number, reader);
    const at = (ordinal - number * reader.blockRecords) * this.#words;
    return {
      rank: block[at] ?? 0,
      entries: new Uint16Array(block.buffer, block.byteOffset + (at + 2) * 4, this.permutations),
    };
  }

  close(): void {
    for (const reader of this.#readers) reader?.close();
  }

  #reader(part: number): RunReader {
    const known = this.#readers[part];
    if (known !== undefined) return known;
    const split = this.sketches.splits[part];
    if (split === undefined) throw new RangeError(`no split at position ${part}`);
    const reader = new RunReader(signaturePath(split.folder), this.#words);
    this.#readers[part] = reader;
    return reader;
  }

  #block(part: number, number: number, reader: RunReader): Uint32Array {
    const key = part * 0x100000000 + number;
    let block = this.#blocks.get(key);
    if (block !== undefined) {
      this.#blocks.delete(key);
    } else {
      block = reader.readBlock(number);
      if (this.#blocks.size >= this.#maxBlocks) {
        for (const oldest of this.#blocks.keys()) {
          this.#blocks.delete(oldest);
          break;
        }
      }
    }
    this.#blocks.set(key, block);
    return block;
  }
}
