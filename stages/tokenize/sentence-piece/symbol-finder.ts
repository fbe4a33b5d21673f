/** User-defined symbols of SentencePiece: cut out of a text wherever they stand, the longest that fits. */
import { textTrie } from "../text-trie.js";
import type { TokenTrie } from "../token-trie.js";

export class SymbolFinder {
  /** Not 0: a symbol begins with this UTF-16 unit. */
  readonly begins = new Uint8Array(0x10000);
  private readonly trie: TokenTrie;
  /** The id of the symbol that `endAt` found. */
  id = -1;

  /** @param symbols text -> id */
  constructor(symbols: ReadonlyMap<string, number>) {
    for (const text of symbols.keys()) this.begins[text.charCodeAt(0)] = 1;
    this.trie = textTrie([...symbols]);
  }

  /** End of the symbol that begins at `at`; -1 when none does. */
  endAt(units: Uint16Array, at: number, to: number): number {
    if (this.begins[units[at]!] === 0) return -1;
    this.id = this.trie.longestAt(units, at, to);
    return this.id < 0 ? -1 : this.trie.matchEnd;
  }

  /** Where the next symbol begins in [from, to), or `to`. */
  nextIn(units: Uint16Array, from: number, to: number): number {
    const { begins } = this;
    let at = from;
    while (at < to && (begins[units[at]!] === 0 || this.endAt(units, at, to) < 0)) at++;
    return at;
  }
}
