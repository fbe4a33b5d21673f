/** Reads the WordPiece of a Hugging Face `tokenizer.json`: BERT's normalizer and pre-tokenizer, or refused by name. */
import { z } from "zod";
import type { HuggingFaceFile } from "../hugging-face/file.js";
import { type FilePart, readPart } from "../hugging-face/file-part.js";
import type { TokenizerParts } from "../tokenizer.js";
import type { Refuse } from "../unsupported.js";
import { idIn, isVocabulary } from "../vocabulary.js";
import type { BertOptions } from "./bert-characters.js";
import { WordPieceModel } from "./word-piece.js";
import { type WordPieceDecoding, WordPieceNames } from "./word-piece-names.js";

const modelSchema = z.looseObject({
  unk_token: z.string(),
  continuing_subword_prefix: z.string().min(1).default("##"),
  max_input_chars_per_word: z.number().int().positive().max(100_000).default(100),
});

const normalizerSchema = z.looseObject({
  clean_text: z.boolean().default(true),
  handle_chinese_chars: z.boolean().default(true),
  strip_accents: z.boolean().nullish(),
  lowercase: z.boolean().default(true),
});

export function readWordPiece(file: HuggingFaceFile, refuse: Refuse): TokenizerParts {
  const model = readPart(modelSchema, file.model, "model", refuse);
  const { vocab } = file.bulk;
  if (!isVocabulary(vocab)) return refuse("model.vocab", "it is no table of tokens and ids");
  if (file.preTokenizer?.type !== "BertPreTokenizer") {
    return refuse("pre_tokenizer", `it is ${file.preTokenizer?.type ?? "none"}, expected BertPreTokenizer`);
  }
  for (const token of file.addedTokens) {
    if (token.normalized && !token.special) {
      refuse(
        "added_tokens",
        `"${token.content}" is looked for in normalized text, which WordPiece never makes here`,
      );
    }
  }
  const definition = {
    vocabulary: vocab,
    unknownToken: model.unk_token,
    continuingPrefix: model.continuing_subword_prefix,
    longestWord: model.max_input_chars_per_word,
    characters: readNormalizer(file.normalizer, refuse),
  };
  return {
    model: new WordPieceModel(definition, refuse),
    names: new WordPieceNames(vocab, file.addedTokens, readDecoder(file.decoder, refuse)),
    addedTokens: file.addedTokens,
    unknown: idIn(vocab, definition.unknownToken),
  };
}

function readNormalizer(normalizer: FilePart, refuse: Refuse): BertOptions {
  if (normalizer === null || normalizer === undefined) {
    return { cleansText: false, setsChineseApart: false, stripsAccents: false, lowersCase: false };
  }
  const parsed = normalizerSchema.safeParse(normalizer);
  if (normalizer.type !== "BertNormalizer" || !parsed.success) {
    return refuse(
      "normalizer",
      `the normalizer ${normalizer.type} is not known, expected BertNormalizer or none`,
    );
  }
  const { clean_text, handle_chinese_chars, strip_accents, lowercase } = parsed.data;
  return {
    cleansText: clean_text,
    setsChineseApart: handle_chinese_chars,
    stripsAccents: strip_accents ?? lowercase,
    lowersCase: lowercase,
  };
}

function readDecoder(decoder: FilePart, refuse: Refuse): WordPieceDecoding {
  if (decoder === null || decoder === undefined) return { prefix: undefined, cleansUp: false };
  if (decoder.type !== "WordPiece") {
    return refuse("decoder", `the decoder ${decoder.type} is not known, expected WordPiece or none`);
  }
  return {
    prefix: typeof decoder.prefix === "string" ? decoder.prefix : "##",
    cleansUp: decoder.cleanup !== false,
  };
}
