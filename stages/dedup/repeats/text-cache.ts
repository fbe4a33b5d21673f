/** Texts looked at last, within a number of bytes. */
import type { Address, TextLookup } from "../../../pipeline/contracts/stage.js";

const heldBytes = 64 * 1024 * 1024;

export class TextCache {
  readonly #held = new Map<number, string>();
  #bytes = 0;

  constructor(readonly lookup: TextLookup) {}

  async text(address: Address): Promise<string> {
    const key = address.split * 4294967296 + address.ordinal;
    let text = this.#held.get(key);
    if (text !== undefined) {
      this.#held.delete(key);
    } else {
      text = await this.lookup.text(address);
      this.#bytes += text.length * 2;
      for (const [oldest, old] of this.#held) {
        if (this.#bytes <= heldBytes) break;
        this.#held.delete(oldest);
        this.#bytes -= old.length * 2;
      }
    }
    this.#held.set(key, text);
    return text;
  }
}
