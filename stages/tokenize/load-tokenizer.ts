/** Loads a tokenizer from the file that a model ships with. What it is, its content says; its name says nothing. */
import { isMemoryRefused } from "../../pipeline/contracts/errors.js";
import { byteLevelParts } from "./byte-level/byte-level.js";
import { describeRankFile, isBareRankFile, isRankFile, refuseBareRankFile } from "./byte-level/rank-file.js";
import { cutTables } from "./hugging-face/bulk-tables.js";
import { isByteLevelBpe, readHuggingFaceFile } from "./hugging-face/read-file.js";
import { tokenizerFile } from "./named-tokenizer.js";
import { residueParts } from "./residues.js";
import { isSentencePieceFile } from "./sentence-piece/model-file.js";
import { sentencePieceParts } from "./sentence-piece/sentence-piece.js";
import { assembleTokenizer, type SpecialTokens, type Tokenizer, type TokenizerParts } from "./tokenizer.js";
import { parseJson, readPackedFile } from "./tokenizer-file.js";
import { type Refuse, refuseFor } from "./unsupported.js";
import { isVocabularyFile, readVocabularyFile } from "./word-piece/vocabulary-file.js";

/**
 * Loads a tokenizer.
 *
 * Cost: about 0.35 s of CPU time for a vocabulary of 150,000 tokens (`npm run bench -- tokenize` prints it).
 *
 * @param name `default` (the one that comes with the project), `residues`, or the path of a tokenizer.json, a SentencePiece .model, BERT's
 *   vocab.txt or a tiktoken file with ranks and pattern, also packed with gzip or zstd
 * @throws UserError `tokenizer-unreadable`; `tokenizer-unsupported` for anything in the file that cannot be done exactly
 * @example
 * const tokenizer = await loadTokenizer("tokenizer.json");
 * tokenizer.encode("大规模语料"); // Uint32Array, valid until the next call
 * const { ids, starts, ends } = tokenizer.encodeWithOffsets("大规模语料"); // token i is text.slice(starts[i], ends[i])
 */
export async function loadTokenizer(name: string, specialTokens: SpecialTokens = "data"): Promise<Tokenizer> {
  const path = tokenizerFile(name, process.cwd());
  const refuse = refuseFor(path);
  if (path === "residues") return assembleTokenizer(residueParts(), specialTokens, refuse);
  const bytes = await readPackedFile(path);
  try {
    return assembleTokenizer(partsOf(bytes, path, refuse), specialTokens, refuse);
  } catch (error) {
    // The tables have no room for so many tokens; memory that the machine refuses says nothing of the file.
    if (error instanceof RangeError && !isMemoryRefused(error)) return refuse("model", error.message);
    throw error;
  }
}

function partsOf(bytes: Buffer, path: string, refuse: Refuse): TokenizerParts {
  if (isSentencePieceFile(bytes)) return sentencePieceParts(bytes, refuse);
  const cut = cutTables(bytes);
  if (cut !== undefined && isByteLevelBpe(cut.json)) return readHuggingFaceFile(cut.json, refuse, cut);
  const text = bytes.toString("utf8");
  if (isBareRankFile(text)) return refuseBareRankFile(path);
  if (isVocabularyFile(text)) return readVocabularyFile(text, refuse);
  const json = parseJson(text, path);
  return isRankFile(json)
    ? byteLevelParts(describeRankFile(json, refuse), refuse)
    : readHuggingFaceFile(json, refuse);
}
