/** Signatures of all splits, read at random: what matching needs of the few buckets that are large. */
import type { SketchSet } from "../../../pipeline/contracts/stage.js";
import { RunReader } from "../../../pipeline/storage/sorted-runs/run-reader.js";
import { mix32 } from "../../text/hash.js";
import { signatureBlockBytes, signaturePath, signatureWords } from "./signatures.js";

/** Blocks that are held; a power of two. */
const usualSlots = 4096;
const empty = -1;

/**
 * Keeps the blocks read last: each has one slot, by its hash, in memory that is taken once. Over a large corpus hardly any block
 * is met again, so what counts is that reading one allocates nothing.
 *
 * Memory: up to 16 MiB, of which the system gives what is used.
 */
export class SignatureStore {
  readonly #readers: (RunReader | undefined)[];
  readonly #words: number;
  readonly #blockBytes: number;
  /** What each slot holds: place of the split and number of the block. */
  readonly #held: Float64Array;
  /** Taken with the first read: most partitions have no bucket whose signatures are looked at. */
  #bytes: Buffer = Buffer.alloc(0);
  #records: Uint32Array = new Uint32Array(0);
  #entries: Uint16Array = new Uint16Array(0);

  constructor(
    readonly sketches: SketchSet,
    readonly permutations: number,
    readonly slots = usualSlots,
  ) {
    this.#held = new Float64Array(slots).fill(empty);
    this.#words = signatureWords(permutations);
    const recordBytes = this.#words * 4;
    this.#blockBytes = Math.max(recordBytes, signatureBlockBytes - (signatureBlockBytes % recordBytes));
    this.#readers = sketches.splits.map(() => undefined);
  }

  /**
   * Copies a signature.
   *
   * @param part position of the split in `sketches.splits`
   * @returns the sample's rank by the keep policy
   */
  read(part: number, ordinal: number, into: Uint16Array): number {
    const record = this.#find(part, ordinal);
    const from = record * 2 + 4;
    const entries = this.#entries;
    for (let entry = 0; entry < this.permutations; entry++) into[entry] = entries[from + entry]!;
    return this.#records[record]!;
  }

  close(): void {
    for (const reader of this.#readers) reader?.close();
  }

  /** Finds the place of the record in `#records`, reading its block if need be. */
  #find(part: number, ordinal: number): number {
    if (this.#bytes.length === 0) this.#take();
    const reader = this.#reader(part);
    const number = Math.floor(ordinal / reader.blockRecords);
    const slot = mix32(Math.imul(part, 0x9e3779b1) ^ number) & (this.slots - 1);
    const start = slot * this.#blockBytes;
    const key = part * 0x100000000 + number;
    if (this.#held[slot] !== key) {
      this.#held[slot] = empty;
      reader.readBlocksInto(number, 1, this.#bytes, start);
      this.#held[slot] = key;
    }
    return start / 4 + (ordinal - number * reader.blockRecords) * this.#words;
  }

  #take(): void {
    const memory = new ArrayBuffer(this.slots * this.#blockBytes);
    this.#bytes = Buffer.from(memory);
    this.#records = new Uint32Array(memory);
    this.#entries = new Uint16Array(memory);
  }

  #reader(part: number): RunReader {
    const known = this.#readers[part];
    if (known !== undefined) return known;
    const split = this.sketches.splits[part];
    if (split === undefined) throw new RangeError(`no split at position ${part}`);
    const reader = new RunReader(signaturePath(split.folder), this.#words);
    if (reader.blockRecords * this.#words * 4 !== this.#blockBytes)
      throw new RangeError(`${reader.path} has blocks of ${reader.blockRecords} records`);
    this.#readers[part] = reader;
    return reader;
  }
}
