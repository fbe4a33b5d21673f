/**
 * BPE over characters, as SentencePiece trains it and Hugging Face files have it under the name of byte fallback: the whole text, spaces
 * and all, is one word. Characters without a token become the tokens of their bytes, or the unknown token.
 */

import { mergeList } from "../bpe/merge-list.js";
import { buildMergeTable } from "../bpe/merge-table-builder.js";
import type { SpellingTable } from "../bpe/spelling-table.js";
import { WordEncoder } from "../bpe/word-encoder.js";
import type { IdList } from "../id-list.js";
import type { Spans } from "../offsets/spans.js";
import type { PieceEncoder } from "../tokenizer.js";
import { BpeSpans } from "./bpe-spans.js";
import { characterAlphabet } from "./character-alphabet.js";
import type { CharacterBpe } from "./definition.js";

const oneWord = { endOfWord: (_units: Uint16Array, _start: number, to: number) => to };

export class CharacterBpeEncoder implements PieceEncoder {
  private readonly encoder: WordEncoder;
  /** -1: there is nothing to fuse. */
  private readonly fused: number;
  private spanFinder: BpeSpans | undefined;

  /** @param spellings those of the vocabulary */
  constructor(
    private readonly definition: CharacterBpe,
    spellings: SpellingTable,
    fail: (problem: string) => never,
  ) {
    const { vocabulary, fallback } = definition;
    const characters = new Map<string, number>();
    for (const [token, id] of Object.entries(vocabulary)) {
      if (isCharacter(token)) characters.set(token, id);
    }
    const inert = "unknown" in fallback ? [fallback.unknown] : [...fallback.bytes];
    const merges = mergeList(definition.merges, fail);
    const ranks = definition.ranks === undefined ? {} : { ranks: definition.ranks };
    const rules = { vocabulary: spellings, merges, ...ranks, atoms: [...characters.keys()], inert };
    this.encoder = new WordEncoder(
      buildMergeTable(rules, fail),
      characterAlphabet(characters, fallback),
      definition.ignoreMerges ? spellings : undefined,
    );
    this.fused = definition.fusesUnknown && "unknown" in fallback ? fallback.unknown : -1;
  }

  encode(units: Uint16Array, from: number, to: number, ids: IdList, spans?: Spans): void {
    if (from === to) return;
    const before = ids.length;
    this.encoder.encode(units, from, to, oneWord, ids);
    if (spans !== undefined) {
      this.spanFinder ??= new BpeSpans(this.definition);
      this.spanFinder.find(units, from, to, ids.view().subarray(before), spans);
    }
    if (this.fused >= 0) this.fuse(ids, before);
  }

  private fuse(ids: IdList, from: number): void {
    const { fused } = this;
    const all = ids.ids;
    let count = from;
    for (let at = from; at < ids.length; at++) {
      if (all[at] === fused && count > from && all[count - 1] === fused) continue;
      all[count++] = all[at]!;
    }
    ids.length = count;
  }
}

function isCharacter(token: string): boolean {
  return token.length === 1 || (token.length === 2 && (token.codePointAt(0) ?? 0) > 0xffff);
}
