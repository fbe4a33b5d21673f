/** Decides whether two samples are similar: by their signatures where these leave no doubt, else by their texts. */
import type { TextLookup } from "../../../pipeline/contracts/stage.js";
import type { Ranked } from "../matching/edge-file.js";
import { RecentlyUsed } from "../matching/recently-used.js";
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
  readonly #held = new RecentlyUsed<Uint32Array>(heldBytes, ({ byteLength }) => byteLength);

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
    const shinglesB = await this.#shinglesOf(b);
    const similarity = a.isStored
      ? this.#similarityToStored(await this.#storedShinglesOf(a), shinglesB)
      : this.#meter.similarity(await this.#shinglesOf(a), shinglesB);
    return similarity >= this.options.threshold ? similarity : undefined;
  }

  async #shinglesOf(candidate: Candidate): Promise<Uint32Array> {
    return (
      this.#held.find(candidate) ??
      this.#held.hold(candidate, this.#shingler.shingle(await this.texts.text(candidate)).slice())
    );
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
}
