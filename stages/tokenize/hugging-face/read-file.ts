/**
 * Reads what all Hugging Face `tokenizer.json` files share, and hands the rest to the family that the model is of. A family refuses
 * by name what it cannot do exactly.
 */
import { z } from "zod";
import { highestId } from "../bpe/spelling-table.js";
import { byteLevelParts } from "../byte-level/byte-level.js";
import { describeByteLevel } from "../byte-level/hugging-face.js";
import { readCharacterBpe } from "../character-bpe/hugging-face.js";
import type { TokenizerParts } from "../tokenizer.js";
import { readUnigram } from "../unigram/hugging-face.js";
import type { Refuse } from "../unsupported.js";
import { readWordPiece } from "../word-piece/hugging-face.js";
import type { BpeTables } from "./bulk-tables.js";
import type { HuggingFaceFile } from "./file.js";
import { type FilePart, filePart, listOf, readPart } from "./file-part.js";

const fileSchema = z.looseObject({
  normalizer: filePart,
  pre_tokenizer: filePart,
  decoder: filePart,
  added_tokens: z
    .array(
      z.looseObject({
        id: z.number().int().nonnegative().max(highestId),
        content: z.string().min(1),
        single_word: z.boolean().default(false),
        lstrip: z.boolean().default(false),
        rstrip: z.boolean().default(false),
        normalized: z.boolean().default(false),
        special: z.boolean().default(false),
      }),
    )
    .default([]),
  model: z.looseObject({ type: z.string().optional(), byte_fallback: z.boolean().nullish() }),
});

/** Whether the model is one whose tables may be read for themselves. */
export function isByteLevelBpe(json: unknown): boolean {
  const parsed = fileSchema.safeParse(withoutBulk(json));
  if (!parsed.success) return false;
  const { model, pre_tokenizer: preTokenizer } = parsed.data;
  return familyOf({ model, preTokenizer, bulk: bulkOf(json) }) === "byte-level BPE";
}

/** @param tables where they were cut out of `json` */
export function readHuggingFaceFile(json: unknown, refuse: Refuse, tables?: BpeTables): TokenizerParts {
  const { normalizer, pre_tokenizer, decoder, model, added_tokens } = readPart(
    fileSchema,
    withoutBulk(json),
    "",
    refuse,
  );
  const file: HuggingFaceFile = {
    normalizer,
    preTokenizer: pre_tokenizer,
    decoder,
    addedTokens: added_tokens.map((token) => ({
      id: token.id,
      content: token.content,
      special: token.special,
      normalized: token.normalized,
      strict: token.single_word || token.lstrip || token.rstrip,
    })),
    model,
    bulk: bulkOf(json),
    tables,
  };
  switch (familyOf(file)) {
    case "byte-level BPE":
      return byteLevelParts(describeByteLevel(file, refuse), refuse);
    case "character BPE":
      return readCharacterBpe(file, refuse);
    case "Unigram":
      return readUnigram(file, refuse);
    case "WordPiece":
      return readWordPiece(file, refuse);
    default:
      return refuse(
        "model.type",
        `the model is ${model.type ?? "not named"}, expected BPE, WordPiece or Unigram`,
      );
  }
}

/** Old files do not name the type of their model: only BPE has merges. */
function familyOf({
  model,
  bulk,
  preTokenizer,
}: Pick<HuggingFaceFile, "model" | "bulk" | "preTokenizer">): string | undefined {
  const type = typeof model.type === "string" ? model.type : bulk.merges === undefined ? undefined : "BPE";
  if (type !== "BPE") return type;
  return model.byte_fallback === true || !endsInByteLevel(preTokenizer) ? "character BPE" : "byte-level BPE";
}

function endsInByteLevel(preTokenizer: FilePart): boolean {
  if (preTokenizer?.type === "Sequence")
    return listOf(preTokenizer.pretokenizers).at(-1)?.type === "ByteLevel";
  return preTokenizer?.type === "ByteLevel";
}

/** The two large tables replaced by empty ones. */
function withoutBulk(json: unknown): unknown {
  if (typeof json !== "object" || json === null || !("model" in json)) return json;
  const model = json.model;
  if (typeof model !== "object" || model === null) return json;
  return { ...json, model: { ...model, vocab: {}, merges: [] } };
}

function bulkOf(json: unknown): HuggingFaceFile["bulk"] {
  const { model } = json as { model: { vocab?: unknown; merges?: unknown } };
  return { vocab: model.vocab, merges: model.merges };
}
