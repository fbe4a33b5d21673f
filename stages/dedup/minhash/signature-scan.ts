/** Signatures of one split, read from front to back. */
import { RunReader } from "../../../pipeline/storage/sorted-runs/run-reader.js";
import { signaturePath, signatureWords } from "./signatures.js";

/** Blocks that are read at once: a call for each costs more than its bytes. */
const blocksAtOnce = 32;

export class SignatureScan {
  readonly #reader: RunReader;
  readonly #words: number;
  readonly #bytes: Buffer;
  readonly #records: Uint32Array;
  readonly #entries: Uint16Array;
  /** Number of the first block that is held. */
  #first = -blocksAtOnce;

  constructor(
    folder: string,
    readonly permutations: number,
  ) {
    this.#words = signatureWords(permutations);
    this.#reader = new RunReader(signaturePath(folder), this.#words);
    const memory = new ArrayBuffer(this.#reader.blockRecords * this.#words * 4 * blocksAtOnce);
    this.#bytes = Buffer.from(memory);
    this.#records = new Uint32Array(memory);
    this.#entries = new Uint16Array(memory);
  }

  /**
   * Copies a signature. Ordinals that ascend read each block once.
   *
   * @returns the sample's rank by the keep policy
   */
  read(ordinal: number, into: Uint16Array): number {
    const { blockRecords } = this.#reader;
    const block = Math.floor(ordinal / blockRecords);
    if (block < this.#first || block >= this.#first + blocksAtOnce) {
      this.#reader.readBlocksInto(block, blocksAtOnce, this.#bytes, 0);
      this.#first = block;
    }
    const record = (ordinal - this.#first * blockRecords) * this.#words;
    const from = record * 2 + 4;
    const entries = this.#entries;
    for (let entry = 0; entry < this.permutations; entry++) into[entry] = entries[from + entry]!;
    return this.#records[record]!;
  }

  close(): void {
    this.#reader.close();
  }
}
