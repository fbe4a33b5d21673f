/**
 * WordPiece: words as BERT's basic tokenizer cuts them, each taken apart into the longest tokens that fit, from the left. A word that does
 * not come out is one unknown token.
 *
 * Text is read once, unit by unit: tables say what each becomes, so that no normalized text is ever made. Cost: linear; words longer
 * than the limit are unknown without being kept.
 *
 * Source: Devlin et al. 2018 (BERT), `WordPiece` of Hugging Face `tokenizers`.
 */
import { isPair, unitsOf } from "../../text/units/units.js";
import type { IdList } from "../id-list.js";
import type { AlignedText } from "../offsets/aligned-text.js";
import type { Spans } from "../offsets/spans.js";
import { textTrie } from "../text-trie.js";
import type { TokenTrie } from "../token-trie.js";
import type { TextModel } from "../tokenizer.js";
import type { Refuse } from "../unsupported.js";
import { idIn, type Vocabulary } from "../vocabulary.js";
import { alignedWords } from "./aligned-words.js";
import {
  ALONE,
  BertCharacters,
  type BertOptions,
  GAP,
  MARK,
  type Meaning,
  NOTHING,
  WORD,
} from "./bert-characters.js";

export interface WordPieceDefinition {
  readonly vocabulary: Vocabulary;
  readonly unknownToken: string;
  /** What tokens inside a word begin with: `##`. */
  readonly continuingPrefix: string;
  /** Words with more characters than this become the unknown token. */
  readonly longestWord: number;
  readonly characters: BertOptions;
}

/** Characters outside the basic plane whose meaning is remembered. */
const mostRemembered = 1 << 14;

export class WordPieceModel implements TextModel {
  private readonly characters: BertCharacters;
  /** Tokens that begin a word, tokens that go on with one, without their prefix. */
  private readonly heads: TokenTrie;
  private readonly tails: TokenTrie;
  private readonly unknown: number;
  /** The token of each unit that is a word itself. */
  private readonly aloneTokens = new Int32Array(0x10000);
  private readonly meanings = new Map<number, readonly Meaning[]>();
  private readonly longestWord: number;
  /** The word at work. A character is at most two units: what does not fit is too long in any case. */
  private readonly word: Uint16Array;
  private length = 0;
  private pairs = 0;

  /** UTF-16 units of each token at the beginning of a word; made when places are asked for. */
  private lengths: Int32Array | undefined;

  constructor(
    private readonly definition: WordPieceDefinition,
    refuse: Refuse,
  ) {
    const { vocabulary, unknownToken, continuingPrefix } = definition;
    this.unknown =
      idIn(vocabulary, unknownToken) ??
      refuse("model.unk_token", `the unknown token "${unknownToken}" is not in the vocabulary`);
    this.longestWord = definition.longestWord;
    this.word = new Uint16Array(2 * this.longestWord + 4);
    this.characters = new BertCharacters(definition.characters);
    const isTail = (token: string): boolean =>
      token.startsWith(continuingPrefix) && token.length > continuingPrefix.length;
    const tokens = Object.entries(vocabulary);
    for (const [token, id] of tokens) {
      if (!Number.isInteger(id) || id < 0 || id >= 1 << 21)
        refuse("model.vocab", `"${token}" has the id ${id}`);
    }
    this.heads = textTrie(tokens.filter(([token]) => token !== ""));
    this.tails = textTrie(
      tokens
        .filter(([token]) => isTail(token))
        .map(([token, id]) => [token.slice(continuingPrefix.length), id]),
    );
    const { folded } = this.characters;
    for (let unit = 0; unit < 0x10000; unit++) {
      const token = this.heads.tokenOf(folded, unit, unit + 1);
      this.aloneTokens[unit] = token < 0 ? this.unknown : token;
    }
  }

  /** Done while encoding. */
  normalize(text: string): string {
    return text;
  }

  encode(text: string, ids: IdList): void {
    if (!this.tryEncode(text, ids, false)) this.tryEncode(this.characters.orderMarks(text), ids, true);
  }

  align(text: AlignedText): AlignedText {
    return text;
  }

  /** Each word is one unknown token, or tokens that are as long as it together. */
  encodeAligned(aligned: AlignedText, ids: IdList, spans: Spans): void {
    let index = ids.length;
    this.encode(aligned.text, ids);
    this.lengths ??= lengthsOf(this.definition.vocabulary);
    const prefix = this.definition.continuingPrefix.length;
    for (const word of alignedWords(aligned, this.characters, this.definition.characters)) {
      if (ids.ids[index] === this.unknown) {
        spans.add(word.startOf(0), word.endOf(word.length));
        index++;
        continue;
      }
      for (let at = 0; at < word.length; index++) {
        const end = at + this.lengths[ids.ids[index]!]! - (at === 0 ? 0 : prefix);
        spans.add(word.startOf(at), word.endOf(end));
        at = end;
      }
    }
  }

  /** False, and nothing put into `ids`, where a mark was met that may have to be moved. */
  private tryEncode(text: string, ids: IdList, isOrdered: boolean): boolean {
    const before = ids.length;
    const units = unitsOf(text);
    const to = text.length;
    const { kinds, folded } = this.characters;
    const { aloneTokens, word } = this;
    const room = word.length - 1;
    this.length = 0;
    this.pairs = 0;
    for (let at = 0; at < to; at++) {
      const unit = units[at]!;
      switch (kinds[unit]) {
        case WORD:
          if (this.length < room) word[this.length++] = folded[unit]!;
          break;
        case ALONE:
          if (this.length > 0) this.endWord(ids);
          ids.push(aloneTokens[unit]!);
          break;
        case GAP:
          if (this.length > 0) this.endWord(ids);
          break;
        case NOTHING:
          break;
        default: {
          const pair = isPair(units, at, to);
          const point = codePointAt(units, at, pair);
          if (!isOrdered && (kinds[unit] === MARK || (pair && this.characters.isMark(point)))) {
            ids.length = before;
            return false;
          }
          if (pair) at++;
          this.take(this.meaningOf(point), ids);
        }
      }
    }
    if (this.length > 0) this.endWord(ids);
    return true;
  }

  private take(meanings: readonly Meaning[], ids: IdList): void {
    for (const { kind, text } of meanings) {
      if (kind !== WORD && this.length > 0) this.endWord(ids);
      if (kind === GAP) continue;
      if (this.length + 2 < this.word.length) {
        for (let index = 0; index < text.length; index++) this.word[this.length++] = text.charCodeAt(index);
        this.pairs += text.length - 1;
      }
      if (kind === ALONE) this.endWord(ids);
    }
  }

  /** Puts the tokens of the word into `ids` and begins another. */
  private endWord(ids: IdList): void {
    const { word, length, heads, tails } = this;
    const isTooLong = length - this.pairs > this.longestWord;
    this.length = 0;
    this.pairs = 0;
    ids.reserve(length);
    const into = ids.ids;
    let count = ids.length;
    let trie = heads;
    for (let at = 0; at < length; ) {
      const token = isTooLong ? -1 : trie.longestAt(word, at, length);
      if (token < 0) {
        into[ids.length++] = this.unknown;
        return;
      }
      into[count++] = token;
      at = trie.matchEnd;
      trie = tails;
    }
    ids.length = count;
  }

  private meaningOf(point: number): readonly Meaning[] {
    let meanings = this.meanings.get(point);
    if (meanings === undefined) {
      meanings = this.characters.expand(point);
      if (this.meanings.size === mostRemembered) this.meanings.clear();
      this.meanings.set(point, meanings);
    }
    return meanings;
  }
}

function lengthsOf(vocabulary: Vocabulary): Int32Array {
  const tokens = Object.entries(vocabulary);
  const lengths = new Int32Array(tokens.reduce((size, [, id]) => Math.max(size, id + 1), 0));
  for (const [token, id] of tokens) lengths[id] = token.length;
  return lengths;
}

/** A lone surrogate is U+FFFD. */
function codePointAt(units: Uint16Array, at: number, pair: boolean): number {
  const unit = units[at]!;
  if (pair) return ((unit - 0xd7c0) << 10) | (units[at + 1]! & 0x3ff);
  return (unit & 0xf800) === 0xd800 ? 0xfffd : unit;
}
