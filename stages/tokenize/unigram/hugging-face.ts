/** Reads Unigram from a Hugging Face `tokenizer.json`, or refuses by name what is not known. */
import { z } from "zod";
import { namedBytes } from "../byte-fallback.js";
import { readDecoder } from "../hugging-face/decoder.js";
import type { HuggingFaceFile } from "../hugging-face/file.js";
import { readPart } from "../hugging-face/file-part.js";
import { readMetaspace } from "../hugging-face/metaspace.js";
import { readNormalizer } from "../hugging-face/normalizer.js";
import { PieceModel } from "../hugging-face/piece-model.js";
import { PlainNames } from "../hugging-face/piece-names.js";
import type { TokenizerParts } from "../tokenizer.js";
import type { Refuse } from "../unsupported.js";
import { UnigramEncoder } from "./unigram-encoder.js";

const modelSchema = z.looseObject({
  unk_id: z.number().int().nonnegative().nullish(),
  byte_fallback: z.boolean().nullish(),
});

/** What an unknown character costs beside the rarest piece. */
const unknownPenalty = 10;

export function readUnigram(file: HuggingFaceFile, refuse: Refuse): TokenizerParts {
  const model = readPart(modelSchema, file.model, "model", refuse);
  const pieces = readPieces(file.bulk.vocab, refuse);
  const unknown = model.unk_id ?? refuse("model.unk_id", "there is no unknown token");
  if (unknown >= pieces.length) refuse("model.unk_id", `it is ${unknown}, of ${pieces.length} tokens`);
  const ids = new Map(pieces.map(({ text, id }) => [text, id]));
  const encoder = new UnigramEncoder({
    pieces,
    unknown,
    unknownScore:
      pieces.reduce((low, { score }) => Math.min(low, score), Number.POSITIVE_INFINITY) - unknownPenalty,
    fallback: model.byte_fallback ? namedBytes((name) => ids.get(name), refuse) : { unknown },
    inSinglePrecision: false,
  });
  return {
    model: new PieceModel(
      readNormalizer(file.normalizer, refuse),
      readMetaspace(file.preTokenizer, refuse),
      encoder,
    ),
    names: new PlainNames(
      pieces.map(({ text, id }) => [text, id] as const),
      file.addedTokens,
      readDecoder(file.decoder, refuse),
    ),
    addedTokens: file.addedTokens,
    unknown,
  };
}

interface ScoredPiece {
  readonly text: string;
  readonly id: number;
  readonly score: number;
}

function readPieces(vocab: unknown, refuse: Refuse): ScoredPiece[] {
  if (!Array.isArray(vocab)) return refuse("model.vocab", "it is no list of tokens and scores");
  return vocab.map((entry: unknown, id) => {
    const [text, score] = Array.isArray(entry) ? (entry as unknown[]) : [];
    if (typeof text !== "string" || text === "" || typeof score !== "number" || !Number.isFinite(score)) {
      return refuse("model.vocab", `entry ${id} is no token and score`);
    }
    return { text, id, score: asRead(score) };
  });
}

/**
 * A score as `tokenizers` has it. Its JSON reader takes the digits for an integer, rounds it, and divides by a power of ten: one
 * score in seven is off by the last bit, and near ties go by that. The digits are the shortest ones that stand for the number,
 * which is how these files are written.
 *
 * Source: `f64_from_parts` of serde_json without its feature `float_roundtrip`.
 */
function asRead(score: number): number {
  const [mantissa = "", exponent = "0"] = String(Math.abs(score)).split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const power = Number(exponent) - fraction.length;
  const digits = Number(BigInt(whole + fraction));
  const read = power < 0 ? digits / Number(`1e${-power}`) : digits * Number(`1e${power}`);
  return score < 0 ? -read : read;
}
