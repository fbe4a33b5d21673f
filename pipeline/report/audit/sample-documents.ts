/** A sample of a stream, the same one for the same seed, whatever its length. */
import type { AuditedDocument } from "./documents.js";

export interface ChosenDocument {
  /** Position in the stream. */
  readonly number: number;
  readonly document: AuditedDocument;
}

/** The documents whose numbers have the smallest hashes: each set of `size` is equally likely. */
export class BottomSample {
  readonly #held: (ChosenDocument & { readonly hash: number })[] = [];
  /** Hashes above cannot be among the smallest. */
  #limit = Number.POSITIVE_INFINITY;

  constructor(
    readonly size: number,
    readonly seed: number,
  ) {}

  offer(number: number, document: AuditedDocument): void {
    const hash = scatter(number ^ Math.imul(this.seed + 1, 0x9e3779b1));
    if (hash > this.#limit) return;
    this.#held.push({ number, document, hash });
    if (this.#held.length >= this.size * 2) this.#shrink();
  }

  /** The chosen documents in the order of the stream. */
  chosen(): readonly ChosenDocument[] {
    this.#shrink();
    return this.#held.toSorted((a, b) => a.number - b.number);
  }

  #shrink(): void {
    this.#held.sort((a, b) => a.hash - b.hash || a.number - b.number);
    this.#held.length = Math.min(this.#held.length, this.size);
    if (this.#held.length === this.size) this.#limit = this.#held.at(-1)?.hash ?? 0;
  }
}

/** The finisher of MurmurHash3, which scatters neighbours. */
function scatter(number: number): number {
  let hash = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
