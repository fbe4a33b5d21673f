/** What was made of texts looked at last, within a number of bytes; the newest is held whatever it takes. */
import type { Address } from "../../../pipeline/contracts/stage.js";

export class RecentlyUsed<Held> {
  /** By address, the one that was used last at the end. */
  readonly #held = new Map<number, Held>();
  #bytes = 0;

  constructor(
    readonly maxBytes: number,
    readonly bytesOf: (held: Held) => number,
  ) {}

  find(address: Address): Held | undefined {
    const key = keyOf(address);
    const held = this.#held.get(key);
    if (held === undefined) return undefined;
    this.#held.delete(key);
    this.#held.set(key, held);
    return held;
  }

  /** Holds what was not held, and returns it. */
  hold(address: Address, held: Held): Held {
    this.#bytes += this.bytesOf(held);
    for (const [key, oldest] of this.#held) {
      if (this.#bytes <= this.maxBytes) break;
      this.#held.delete(key);
      this.#bytes -= this.bytesOf(oldest);
    }
    this.#held.set(keyOf(address), held);
    return held;
  }
}

function keyOf({ split, ordinal }: Address): number {
  return split * 4294967296 + ordinal;
}
