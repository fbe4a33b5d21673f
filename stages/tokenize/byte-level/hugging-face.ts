/**
 * Reads the byte-level BPE of a Hugging Face `tokenizer.json` (GPT-2, Qwen, Llama 3, DeepSeek, StarCoder, Command R, BLOOM,
 * Tekken and relatives) with the NFC normalizer or none, or refuses by name what cannot be done exactly.
 */
import { z } from "zod";
import { mergeList } from "../bpe/merge-list.js";
import { spellingTable } from "../bpe/spelling-table.js";
import type { BpeTables } from "../hugging-face/bulk-tables.js";
import type { HuggingFaceFile } from "../hugging-face/file.js";
import { readMembers, readPart } from "../hugging-face/file-part.js";
import type { Refuse } from "../unsupported.js";
import { isVocabulary } from "../vocabulary.js";
import { spellByte } from "./byte-alphabet.js";
import { type ByteLevelDefinition, eachDigit, gpt2Pattern, runOfDigits } from "./definition.js";

const modelSchema = z.looseObject({
  dropout: z.number().nullish(),
  continuing_subword_prefix: z.string().nullish(),
  end_of_word_suffix: z.string().nullish(),
  ignore_merges: z.boolean().nullish(),
});

export function describeByteLevel(file: HuggingFaceFile, refuse: Refuse): ByteLevelDefinition {
  const model = readPart(modelSchema, file.model, "model", refuse);
  if (model.dropout) refuse("model.dropout", "merges are dropped at random");
  if (model.continuing_subword_prefix) refuse("model.continuing_subword_prefix", "subwords carry a prefix");
  if (model.end_of_word_suffix) refuse("model.end_of_word_suffix", "words carry a suffix");
  const { vocabulary, merges } = tablesOf(file, refuse);
  for (let byte = 0; byte < 256; byte++) {
    if (vocabulary.idOf(spellByte(byte)) === undefined) {
      refuse("model.vocab", `byte ${byte} has no token, so that this is no byte-level vocabulary`);
    }
  }
  return {
    vocabulary,
    merges,
    ignoreMerges: model.ignore_merges ?? false,
    normalizesToNfc: readNormalizer(file.normalizer, refuse),
    ...readPreTokenizer(file.preTokenizer, refuse),
    addedTokens: file.addedTokens,
  };
}

function tablesOf({ tables, bulk: { vocab, merges } }: HuggingFaceFile, refuse: Refuse): BpeTables {
  if (tables !== undefined) return tables;
  if (!isVocabulary(vocab)) return refuse("model.vocab", "it is no table of tokens and ids");
  if (!Array.isArray(merges)) return refuse("model.merges", "it is no list");
  return {
    vocabulary: spellingTable(Object.entries(vocab), (problem) => refuse("model.vocab", problem)),
    merges: mergeList(merges, (problem) => refuse("model.merges", problem)),
  };
}

function readNormalizer(normalizer: HuggingFaceFile["normalizer"], refuse: Refuse): boolean {
  if (normalizer === null || normalizer === undefined) return false;
  if (normalizer.type === "NFC") return true;
  if (normalizer.type === "Sequence") {
    const members = readMembers(normalizer.normalizers, "normalizer.normalizers", refuse);
    return members.map((each) => readNormalizer(each, refuse)).some(Boolean);
  }
  return refuse("normalizer", `the normalizer ${normalizer.type} is not known, expected NFC or none`);
}

interface PreTokenization {
  readonly addsPrefixSpace: boolean;
  readonly patterns: readonly string[];
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

const digitsSchema = z.looseObject({ individual_digits: z.boolean() });

/** A ByteLevel alone, or a Sequence of Splits or Digits and a ByteLevel. */
function readPreTokenizer(preTokenizer: HuggingFaceFile["preTokenizer"], refuse: Refuse): PreTokenization {
  if (preTokenizer === null || preTokenizer === undefined) {
    return refuse("pre_tokenizer", "there is none, expected ByteLevel");
  }
  const list =
    preTokenizer.type === "Sequence"
      ? readMembers(preTokenizer.pretokenizers, "pre_tokenizer.pretokenizers", refuse)
      : [preTokenizer];
  const last = list[list.length - 1];
  if (last?.type !== "ByteLevel") {
    return refuse(
      "pre_tokenizer",
      `it is ${list.map((each) => each.type).join(" + ")}, expected ByteLevel at the end`,
    );
  }
  const byteLevel = readPart(byteLevelSchema, last, "pre_tokenizer", refuse);
  const splits = list.slice(0, -1);
  if (splits.length === 0) {
    return {
      addsPrefixSpace: byteLevel.add_prefix_space,
      patterns: byteLevel.use_regex ? [gpt2Pattern] : [],
    };
  }
  if (byteLevel.add_prefix_space) return refuse("pre_tokenizer", `a prefix space after ${splits[0]?.type}`);
  const isAlone = splits.length === 1 && !byteLevel.use_regex;
  const patterns = splits.map((split) => readSplit(split, refuse, isAlone));
  return { addsPrefixSpace: false, patterns: byteLevel.use_regex ? [...patterns, gpt2Pattern] : patterns };
}

/**
 * Text between matches is a word too. The known patterns that stand alone leave none: of them, `Removed` and inverted says the same.
 */
function readSplit(split: { readonly type: string }, refuse: Refuse, isAlone: boolean): string {
  if (split.type === "Digits") {
    const digits = readPart(digitsSchema, split, "pre_tokenizer", refuse);
    return digits.individual_digits ? eachDigit : runOfDigits;
  }
  if (split.type !== "Split")
    return refuse("pre_tokenizer", `${split.type} before ByteLevel, expected Split or Digits`);
  const { pattern, behavior, invert } = readPart(splitSchema, split, "pre_tokenizer", refuse);
  if (!("Regex" in pattern)) return refuse("pre_tokenizer", "a Split by a string, expected a Regex");
  const keepsAll = behavior === "Isolated" ? !invert : isAlone && behavior === "Removed" && invert;
  if (keepsAll) return pattern.Regex;
  return refuse(
    "pre_tokenizer",
    `a Split of behavior ${behavior}${invert ? ", inverted" : ""}, expected Isolated`,
  );
}
