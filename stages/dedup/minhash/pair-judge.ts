/** Decides whether two samples are similar: by their signatures where these leave no doubt, else by their texts. */
import type { Address, TextLookup } from "../../../pipeline/contracts/stage.js";
import type { Ranked } from "../matching/edge-file.js";
import { JaccardMeter } from "../shingles/jaccard.js";
import type { Shingler } from "../shingles/shingles.js";
import { SignatureJudge, type SignatureJudgeOptions } from "./signature-judge.js";
import { openStoredShingles, type StoredShingles, storedShingles, upTo } from "./stored-shingles.js";

/** A sample with its signature. */
export interface Candidate extends Ranked {
  readonly entries: Uint16Array;
  /** True where the text is not at hand, but its shingles or a sample of them (`stored-shingles.ts`). */
  readonly isStored: boolean;
}

export interface JudgeOptions extends SignatureJudgeOptions {
  readonly openShingler: () => Shingler;
  /** Shingles that a stored index keeps of a text; 0: all. */
  readonly storedShingles: number;
}

/** Bytes of shingles that are held of texts looked at last. */
const heldBytes = 16 * 1024 * 1024;

export class PairJudge {
  readonly #signatures: SignatureJudge;
  readonly #shingler: Shingler;
  readonly #meter = new JaccardMeter();
  readonly #held = new Map<number, Uint32Array>();
  #heldBytes = 0;

  constructor(
    readonly texts: TextLookup,
    readonly options: JudgeOptions,
  ) {
    this.#signatures = new SignatureJudge(options);
    this.#shingler = options.openShingler();
  }

  /** The similarity of the pair if that reaches the threshold, measured on the texts where need be; else `undefined`. */
  async similarity(a: Candidate, b: Candidate): Promise<number | undefined> {
    const verdict = this.#signatures.verdict(a.entries, b.entries);
    if (verdict !== undefined) return verdict ? this.#signatures.estimate(a.entries, b.entries) : undefined;
    const shinglesB = this.#known(b) ?? this.#hold(b, await this.#shinglesOf(b));
    const similarity = a.isStored
      ? this.#similarityToStored(await this.#storedShinglesOf(a), shinglesB)
      : this.#meter.similarity(this.#known(a) ?? this.#hold(a, await this.#shinglesOf(a)), shinglesB);
    return similarity >= this.options.threshold ? similarity : undefined;
  }

  #known(address: Address): Uint32Array | undefined {
    const key = keyOf(address);
    const shingles = this.#held.get(key);
    if (shingles !== undefined) {
      this.#held.delete(key);
      this.#held.set(key, shingles);
    }
    return shingles;
  }

  async #shinglesOf(candidate: Candidate): Promise<Uint32Array> {
    return this.#shingler.shingle(await this.texts.text(candidate)).slice();
  }

  async #storedShinglesOf(candidate: Candidate): Promise<StoredShingles> {
    return openStoredShingles(
      await this.texts.stored(candidate, storedShingles),
      this.options.storedShingles,
    );
  }

  #similarityToStored({ values, limit }: StoredShingles, shingles: Uint32Array): number {
    return this.#meter.similarity(values, upTo(shingles, limit));
  }

  #hold(address: Address, shingles: Uint32Array): Uint32Array {
    this.#held.set(keyOf(address), shingles);
    this.#heldBytes += shingles.byteLength;
    for (const [key, oldest] of this.#held) {
      if (this.#heldBytes <= heldBytes || this.#held.size === 1) break;
      this.#held.delete(key);
      this.#heldBytes -= oldest.byteLength;
    }
    return shingles;
  }
}

function keyOf({ split, ordinal }: Address): number {
  return split * 4294967296 + ordinal;
}
