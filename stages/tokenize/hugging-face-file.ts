/**
 * Says what a Hugging Face `tokenizer.json` means, or refuses by name what this tokenizer cannot do exactly.
 *
 * Understood: byte-level BPE (GPT-2, Qwen, Llama 3, DeepSeek and relatives) with the NFC normalizer or none.
 */
import { z } from "zod";
import { UserError } from "../../pipeline/errors.js";
import { spellByte } from "./byte-alphabet.js";
import { type AddedToken, gpt2Pattern, type TokenizerDefinition } from "./tokenizer-definition.js";

const part = z.looseObject({ type: z.string() }).nullish();

const fileSchema = z.looseObject({
  normalizer: part,
  pre_tokenizer: part,
  added_tokens: z
    .array(
      z.looseObject({
        id: z.number().int().nonnegative(),
        content: z.string().min(1),
        single_word: z.boolean().default(false),
        lstrip: z.boolean().default(false),
        rstrip: z.boolean().default(false),
        normalized: z.boolean().default(false),
        special: z.boolean().default(false),
      }),
    )
    .default([]),
  model: z.looseObject({
    type: z.string().optional(),
    dropout: z.number().nullish(),
    continuing_subword_prefix: z.string().nullish(),
    end_of_word_suffix: z.string().nullish(),
    byte_fallback: z.boolean().nullish(),
    ignore_merges: z.boolean().nullish(),
    vocab: z.record(z.string(), z.number()),
    merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
  }),
});

type TokenizerJson = z.output<typeof fileSchema>;

/** @throws UserError `tokenizer-unsupported` with the key in the file that is not understood */
export function describeHuggingFaceFile(json: unknown, file: string): TokenizerDefinition {
  const refuse = (key: string, problem: string): never => {
    throw new UserError(
      "tokenizer-unsupported",
      `this tokenizer cannot be reproduced exactly: ${problem}`,
      "Byte-level BPE files are understood (GPT-2, Qwen, Llama 3 ...); use such a file or `tokenizer: default`",
      { file, key },
    );
  };
  // The vocabulary is checked by hand below: a schema over 300,000 entries would cost seconds.
  const parsed = fileSchema.safeParse(withoutBulk(json));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refuse(issue?.path.join(".") ?? "", issue?.message ?? "not a tokenizer.json");
  }
  const model = { ...parsed.data.model, ...bulkOf(json) };

  if (model.type !== undefined && model.type !== "BPE") {
    refuse("model.type", `the model is ${model.type}, expected BPE`);
  }
  if (model.dropout) refuse("model.dropout", "merges are dropped at random");
  if (model.continuing_subword_prefix) refuse("model.continuing_subword_prefix", "subwords carry a prefix");
  if (model.end_of_word_suffix) refuse("model.end_of_word_suffix", "words carry a suffix");
  if (model.byte_fallback) refuse("model.byte_fallback", "the vocabulary is of characters, not of bytes");
  for (let byte = 0; byte < 256; byte++) {
    if (typeof model.vocab[spellByte(byte)] !== "number") {
      refuse("model.vocab", `byte ${byte} has no token, so that this is no byte-level vocabulary`);
    }
  }
  return {
    vocabulary: model.vocab,
    merges: model.merges,
    ignoreMerges: model.ignore_merges ?? false,
    normalizesToNfc: readNormalizer(parsed.data.normalizer, refuse),
    ...readPreTokenizer(parsed.data.pre_tokenizer, refuse),
    addedTokens: readAddedTokens(parsed.data.added_tokens, refuse),
  };
}

type Refuse = (key: string, problem: string) => never;

/** The two large tables replaced by empty ones. */
function withoutBulk(json: unknown): unknown {
  if (typeof json !== "object" || json === null || !("model" in json)) return json;
  const model = json.model;
  if (typeof model !== "object" || model === null || !("vocab" in model) || !("merges" in model)) return json;
  return { ...json, model: { ...model, vocab: {}, merges: [] } };
}

function bulkOf(json: unknown): Pick<TokenizerJson["model"], "vocab" | "merges"> {
  return (json as { model: Pick<TokenizerJson["model"], "vocab" | "merges"> }).model;
}

function readNormalizer(normalizer: TokenizerJson["normalizer"], refuse: Refuse): boolean {
  if (normalizer === null || normalizer === undefined) return false;
  if (normalizer.type === "NFC") return true;
  if (normalizer.type === "Sequence" && Array.isArray(normalizer.normalizers)) {
    return normalizer.normalizers.map((each) => readNormalizer(each, refuse)).some(Boolean);
  }
  return refuse("normalizer", `the normalizer ${normalizer.type} is not known, expected NFC or none`);
}

interface PreTokenization {
  readonly addsPrefixSpace: boolean;
  readonly pattern: string | undefined;
}

const splitSchema = z.looseObject({
  pattern: z.union([z.object({ Regex: z.string() }), z.object({ String: z.string() })]),
  behavior: z.string(),
  invert: z.boolean().default(false),
});

const byteLevelSchema = z.looseObject({
  add_prefix_space: z.boolean(),
  use_regex: z.boolean().default(true),
});

/** A ByteLevel alone, or a Sequence of one Split and a ByteLevel. */
function readPreTokenizer(preTokenizer: TokenizerJson["pre_tokenizer"], refuse: Refuse): PreTokenization {
  if (preTokenizer === null || preTokenizer === undefined) {
    return refuse("pre_tokenizer", "there is none, expected ByteLevel");
  }
  const list = (
    preTokenizer.type === "Sequence" && Array.isArray(preTokenizer.pretokenizers)
      ? preTokenizer.pretokenizers
      : [preTokenizer]
  ) as readonly { readonly type: string }[];
  const last = list[list.length - 1];
  if (last?.type !== "ByteLevel") {
    return refuse(
      "pre_tokenizer",
      `it is ${list.map((each) => each.type).join(" + ")}, expected ByteLevel at the end`,
    );
  }
  const byteLevel = byteLevelSchema.parse(last);
  const splits = list.slice(0, -1);
  if (splits.length === 0) {
    return {
      addsPrefixSpace: byteLevel.add_prefix_space,
      pattern: byteLevel.use_regex ? gpt2Pattern : undefined,
    };
  }
  const split = splitSchema.safeParse(splits[0]);
  if (splits.length > 1 || splits[0]?.type !== "Split" || !split.success) {
    return refuse(
      "pre_tokenizer",
      `${splits.map((each) => each.type).join(" + ")} before ByteLevel, expected one Split`,
    );
  }
  if (byteLevel.use_regex) return refuse("pre_tokenizer", "ByteLevel cuts by a pattern after a Split");
  if (byteLevel.add_prefix_space) return refuse("pre_tokenizer", "a prefix space after a Split");
  if (split.data.behavior !== "Isolated" || split.data.invert) {
    return refuse(
      "pre_tokenizer",
      `a Split of behavior ${split.data.behavior}, expected Isolated, not inverted`,
    );
  }
  if (!("Regex" in split.data.pattern))
    return refuse("pre_tokenizer", "a Split by a string, expected a Regex");
  return { addsPrefixSpace: false, pattern: split.data.pattern.Regex };
}

function readAddedTokens(tokens: TokenizerJson["added_tokens"], refuse: Refuse): AddedToken[] {
  return tokens.map((token) => {
    if (token.single_word || token.lstrip || token.rstrip) {
      refuse("added_tokens", `"${token.content}" asks for single_word, lstrip or rstrip`);
    }
    return {
      id: token.id,
      content: token.content,
      special: token.special,
      normalized: token.normalized,
    };
  });
}
