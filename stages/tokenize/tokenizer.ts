/**
 * What every tokenizer can do, whatever family it is of, and how a text comes to the family: added tokens are cut out first, what lies
 * between them is normalized and encoded by the model.
 */
import { type AddedToken, AddedTokenFinder } from "./added-tokens.js";
import { usualEndOfText } from "./end-of-text.js";
import { IdList } from "./id-list.js";
import { AlignedText } from "./offsets/aligned-text.js";
import { Spans } from "./offsets/spans.js";
import type { Refuse } from "./unsupported.js";

/**
 * What to do with the name of a special token (`<|endoftext|>`) that stands in a text.
 * `data`: it is text like any other, so that no document can forge a control mark (`encode_special_tokens` in `tokenizers`).
 * `parse`: it becomes the special token, which is the default of `tokenizers`.
 */
export type SpecialTokens = "data" | "parse";

/** A vocabulary with its rules: texts to ids and back. */
export interface Tokenizer {
  /** Highest id plus one. */
  readonly vocabularySize: number;
  /** The token that ends a document by its usual names, when the file has one. */
  readonly endOfTextId: number | undefined;
  /** Name -> id of the control marks that the file has (`[CLS]`, `<|endoftext|>`, `</s>` ...). */
  readonly specialTokens: ReadonlyMap<string, number>;
  /** What stands for text that has no tokens; undefined where all text has some. */
  readonly unknownId: number | undefined;
  /**
   * The tokens of a text. Lone surrogates count as U+FFFD, as in every UTF-8 encoder.
   *
   * @returns a view that is valid until the next call
   */
  encode(text: string): Uint32Array;
  /** Like `encode`, but also says where in the text each token comes from. Takes about ten times as long as `encode`. */
  encodeWithOffsets(text: string): TokensWithOffsets;
  /** The text of tokens; bytes that do not form UTF-8 become U+FFFD. */
  decode(ids: ArrayLike<number>): string;
  /** The id of a token by its text, special and added ones by their name. */
  idOf(token: string): number | undefined;
}

/**
 * Tokens and their places in the text, in UTF-16 units: `text.slice(starts[i], ends[i])` is what token i stands for. White space is part of
 * the token that has it. A token of a part of a character has the whole one, so that neighbours may share it; what normalizing puts
 * in comes from where its neighbour does.
 *
 * As `Encoding.offsets` of Hugging Face `tokenizers` (in code points there, before a post-processor trims them), `begin` and `end` of
 * `sentencepiece` for its models.
 */
export interface TokensWithOffsets {
  readonly ids: Uint32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** A family's way to turn text into ids. */
export interface TextModel {
  /** The text as the file's normalizer rewrites it. Families that normalize while they encode return the text unchanged. */
  normalize(text: string): string;
  /**
   * Puts the ids of normalized text without added tokens behind those in `ids`.
   *
   * @param isFirst false behind an added token
   */
  encode(normalized: string, ids: IdList, isFirst: boolean): void;
  /** Like `normalize`, but keeps track of where everything comes from. */
  align(text: AlignedText): AlignedText;
  /** Like `encode`, but also appends the places of the tokens in the source to `spans`. */
  encodeAligned(normalized: AlignedText, ids: IdList, spans: Spans, isFirst: boolean): void;
}

/** A model below the normalizer, over the UTF-16 units of normalized text. */
export interface PieceEncoder {
  /** Puts the ids of `units[from, to)` behind those in `ids`, and where asked the places of the tokens behind those in `spans`. */
  encode(units: Uint16Array, from: number, to: number, ids: IdList, spans?: Spans): void;
}

/** A family's knowledge of its tokens. */
export interface TokenNames {
  /** Highest id plus one. */
  readonly size: number;
  find(token: string): number | undefined;
  decode(ids: ArrayLike<number>): string;
}

/** What the file of a tokenizer was understood as. */
export interface TokenizerParts {
  readonly model: TextModel;
  readonly names: TokenNames;
  readonly addedTokens: readonly AddedToken[];
  /** Control marks that are never taken out of a text, whatever is asked for. */
  readonly controls?: ReadonlyMap<string, number>;
  /** The token of text that has none. */
  readonly unknown?: number | undefined;
}

/** Puts a tokenizer together from what its family understood. */
export function assembleTokenizer(
  parts: TokenizerParts,
  specialTokens: SpecialTokens,
  refuse: Refuse,
): Tokenizer {
  const { model, names } = parts;
  const wanted = parts.addedTokens.filter((token) => specialTokens === "parse" || !token.special);
  for (const { strict, content } of wanted) {
    if (strict) refuse("added_tokens", `"${content}" asks for single_word, lstrip or rstrip`);
  }
  const finder = new AddedTokenFinder(wanted, (text) => model.normalize(text));
  const ids = new IdList();
  const idOf = (token: string): number | undefined => names.find(token);
  return {
    vocabularySize: names.size,
    endOfTextId: usualEndOfText(idOf),
    specialTokens: new Map([
      ...parts.addedTokens.filter(({ special }) => special).map(({ content, id }) => [content, id] as const),
      ...(parts.controls ?? []),
    ]),
    unknownId: parts.unknown,
    encode(text) {
      ids.clear();
      if (!finder.mayOccurIn(text)) {
        model.encode(model.normalize(text), ids, true);
      } else {
        let isFirst = true;
        for (const segment of finder.split(text)) {
          if (typeof segment === "string") model.encode(segment, ids, isFirst);
          else ids.push(segment);
          isFirst = false;
        }
      }
      return ids.view();
    },
    encodeWithOffsets(text) {
      const own = new IdList();
      const spans = new Spans();
      let isFirst = true;
      for (const segment of finder.splitAligned(AlignedText.of(text), (part) => model.align(part))) {
        if ("id" in segment) {
          own.push(segment.id);
          spans.add(segment.start, segment.end);
        } else {
          model.encodeAligned(segment, own, spans, isFirst);
        }
        isFirst = false;
      }
      const { starts, ends } = spans;
      return { ids: own.view(), starts: Int32Array.from(starts), ends: Int32Array.from(ends) };
    },
    decode: (tokens) => names.decode(tokens),
    idOf,
  };
}
