/** A text as it is compared: folded; as it is where folding leaves nothing, so that different punctuation stays different. */
import { Folder } from "./fold.js";

export class FoldedText {
  readonly #full = new Folder("full");
  readonly #plain = new Folder("none");
  #used = this.#full;

  /** @returns the number of points */
  fold(text: string): number {
    this.#used = this.#full;
    const length = this.#full.fold(text);
    if (length > 0) return length;
    this.#used = this.#plain;
    return this.#plain.fold(text);
  }

  /** The 128-bit hash of the first `length` points. Valid until the next call. */
  hash(length: number): Uint32Array {
    return this.#used.hash(length);
  }
}
