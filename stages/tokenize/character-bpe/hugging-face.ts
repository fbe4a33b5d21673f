/** Reads BPE over characters from a Hugging Face `tokenizer.json` (Llama, Mistral, ChatGLM3), or refuses by name what is not known. */
import { z } from "zod";
import { spellingTable } from "../bpe/spelling-table.js";
import { type Fallback, namedBytes } from "../byte-fallback.js";
import { readDecoder } from "../hugging-face/decoder.js";
import type { HuggingFaceFile } from "../hugging-face/file.js";
import { readPart } from "../hugging-face/file-part.js";
import { readMetaspace } from "../hugging-face/metaspace.js";
import { readNormalizer, replacesAll } from "../hugging-face/normalizer.js";
import { PieceModel } from "../hugging-face/piece-model.js";
import { PlainNames } from "../hugging-face/piece-names.js";
import type { TokenizerParts } from "../tokenizer.js";
import type { Refuse } from "../unsupported.js";
import { idIn, isVocabulary, type Vocabulary } from "../vocabulary.js";
import { CharacterBpeEncoder } from "./character-bpe.js";
import type { CharacterBpe } from "./definition.js";

const modelSchema = z.looseObject({
  dropout: z.number().nullish(),
  unk_token: z.string().nullish(),
  fuse_unk: z.boolean().nullish(),
  byte_fallback: z.boolean().nullish(),
  continuing_subword_prefix: z.string().nullish(),
  end_of_word_suffix: z.string().nullish(),
  ignore_merges: z.boolean().nullish(),
});

export function readCharacterBpe(file: HuggingFaceFile, refuse: Refuse): TokenizerParts {
  const model = readPart(modelSchema, file.model, "model", refuse);
  const { vocab, merges } = file.bulk;
  if (model.dropout) refuse("model.dropout", "merges are dropped at random");
  if (model.continuing_subword_prefix) refuse("model.continuing_subword_prefix", "subwords carry a prefix");
  if (model.end_of_word_suffix) refuse("model.end_of_word_suffix", "words carry a suffix");
  if (!isVocabulary(vocab)) return refuse("model.vocab", "it is no table of tokens and ids");
  if (!Array.isArray(merges)) return refuse("model.merges", "it is no list");
  const definition: CharacterBpe = {
    vocabulary: vocab,
    merges: merges as CharacterBpe["merges"],
    fallback: readFallback(vocab, model, refuse),
    fusesUnknown: model.fuse_unk ?? false,
    ignoreMerges: model.ignore_merges ?? false,
  };
  const encoder = new CharacterBpeEncoder(
    definition,
    spellingTable(Object.entries(vocab), (problem) => refuse("model.vocab", problem)),
    (problem) => refuse("model.merges", problem),
  );
  return {
    model: new PieceModel(
      readNormalizer(file.normalizer, refuse),
      cutsNowhere(file) ? undefined : readMetaspace(file.preTokenizer, refuse),
      encoder,
    ),
    names: new PlainNames(Object.entries(vocab), file.addedTokens, readDecoder(file.decoder, refuse)),
    addedTokens: file.addedTokens,
    unknown: "unknown" in definition.fallback ? definition.fallback.unknown : undefined,
  };
}

const splitSchema = z.looseObject({
  type: z.literal("Split"),
  pattern: z.object({ String: z.string().min(1) }),
});

/** Gemma replaces spaces, and cuts at spaces afterwards. */
function cutsNowhere({ preTokenizer, normalizer }: HuggingFaceFile): boolean {
  const split = splitSchema.safeParse(preTokenizer);
  return split.success && replacesAll(normalizer, split.data.pattern.String);
}

function readFallback(vocab: Vocabulary, model: z.output<typeof modelSchema>, refuse: Refuse): Fallback {
  if (model.byte_fallback) return namedBytes((name) => idIn(vocab, name), refuse);
  const unknown = typeof model.unk_token === "string" ? idIn(vocab, model.unk_token) : undefined;
  if (unknown === undefined) {
    return refuse(
      "model.unk_token",
      "unknown characters vanish: there is no unknown token and no byte fallback",
    );
  }
  return { unknown };
}
