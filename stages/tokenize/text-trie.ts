/** A trie of texts that are at hand as strings. */
import { type TokenTrie, TokenTrieBuilder } from "./token-trie.js";

/** @param tokens text and token; of equal texts the last one counts */
export function textTrie(tokens: readonly (readonly [text: string, token: number])[]): TokenTrie {
  const trie = new TokenTrieBuilder(tokens.length);
  const units = new Uint16Array(tokens.reduce((longest, [text]) => Math.max(longest, text.length), 0));
  for (const [text, token] of tokens) {
    for (let at = 0; at < text.length; at++) units[at] = text.charCodeAt(at);
    trie.add(units, text.length, token);
  }
  return trie.build();
}
