/** What `wudao tokenizer audit` and `encode` ask of a tokenizer. */
import type { AuditedVocabulary } from "../../pipeline/recipe/catalogue.js";
import { byteNames } from "./byte-fallback.js";
import { loadTokenizer } from "./load-tokenizer.js";
import { tokenizerFile } from "./named-tokenizer.js";

/** @throws UserError as `loadTokenizer` does */
export async function openAuditedVocabulary(name: string, baseDir: string): Promise<AuditedVocabulary> {
  const tokenizer = await loadTokenizer(tokenizerFile(name, baseDir));
  const { vocabularySize, unknownId } = tokenizer;
  const bytePieces = new Set(byteNames.map((name) => tokenizer.idOf(name)));
  return {
    size: vocabularySize,
    specialIds: new Set(tokenizer.specialTokens.values()),
    unknownId,
    encode: (text) => tokenizer.encode(text),
    encodeWithOffsets: (text) => tokenizer.encodeWithOffsets(text),
    decode: (ids) => tokenizer.decode(ids),
    isByte: (id) => bytePieces.has(id) || holdsCutCharacter(id),
  };

  /** U+FFFD stands for bytes that are no UTF-8 alone, or for itself: then it comes back as the same token. */
  function holdsCutCharacter(id: number): boolean {
    if (id === unknownId) return false;
    const text = tokenizer.decode([id]);
    if (!text.includes("\ufffd")) return false;
    const again = tokenizer.encode(text);
    return again.length !== 1 || again[0] !== id;
  }
}
