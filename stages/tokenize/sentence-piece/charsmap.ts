/**
 * The compiled normalization rules of SentencePiece: strings and what replaces them.
 *
 *     u32     bytes of the double array
 *     u32 *   double array (Darts-clone) over the UTF-8 bytes of the strings; the value of each is an offset into
 *     bytes   replacements, each ends with a zero
 *
 * Source: `DecodePrecompiledCharsMap` of google/sentencepiece; unit layout of s-yata/darts-clone.
 */
import { textTrie } from "../text-trie.js";
import type { TokenTrie } from "../token-trie.js";

export interface Rule {
  readonly from: string;
  readonly to: string;
}

/** @throws RangeError where the bytes are no such map */
export function readCharsmap(charsmap: Buffer): Rule[] {
  if (charsmap.length === 0) return [];
  const size = charsmap.readUInt32LE(0);
  if (size % 4 !== 0 || 4 + size > charsmap.length) throw new RangeError("the normalization rules end early");
  const units = Uint32Array.from({ length: size / 4 }, (_, index) => charsmap.readUInt32LE(4 + 4 * index));
  const replacements = charsmap.subarray(4 + size);
  const rules: Rule[] = [];
  const walk = (node: number, key: readonly number[]): void => {
    const unit = units[node] ?? 0;
    const children = node ^ ((unit >>> 10) << ((unit & 0x200) >>> 6));
    // Bit 8: a value is at label 0.
    if ((unit & 0x100) !== 0) {
      const offset = (units[children] ?? 0) & 0x7fffffff;
      const end = replacements.indexOf(0, offset);
      if (end < 0) throw new RangeError("a replacement does not end");
      rules.push({ from: utf8(Buffer.from(key)), to: utf8(replacements.subarray(offset, end)) });
    }
    for (let label = 1; label < 256; label++) {
      const child = children ^ label;
      // A unit that is no child of this node has another label, a value has bit 31.
      if (child < units.length && (units[child]! & 0x800000ff) >>> 0 === label) walk(child, [...key, label]);
    }
  };
  walk(0, []);
  return rules;
}

/** Rules go from whole characters to whole characters. */
function utf8(bytes: Buffer): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** The strings of rules as a trie whose tokens are places in the list. */
export function ruleTrie(rules: readonly Rule[]): TokenTrie {
  return textTrie(rules.map(({ from }, index) => [from, index]));
}
