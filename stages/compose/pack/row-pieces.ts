/** Documents cut into pieces that each have room in a row, with what of them is prompt. */
import type { Sample } from "../../../pipeline/contracts/sample.js";
import type { Vocabulary } from "../../../pipeline/contracts/stage.js";

/** A document, or a part of one that is longer than a row. */
export interface Piece {
  readonly tokens: Uint32Array;
  /** How many tokens at the front are prompt. */
  readonly prompt: number;
  /** How many tokens of the document lie before this piece. */
  readonly offset: number;
}

/** The whole document, its prompt (`meta.prompt`) before its text. Copies: tokenizers lend their buffers. */
export function promptedDocument({ tokens, meta }: Sample, vocabulary: Vocabulary): Piece {
  const text = tokens?.slice() ?? new Uint32Array();
  if (typeof meta.prompt !== "string") return { tokens: text, prompt: 0, offset: 0 };
  const prompt = vocabulary.encode(meta.prompt);
  const document = new Uint32Array(prompt.length + text.length);
  document.set(prompt);
  document.set(text, prompt.length);
  return { tokens: document, prompt: prompt.length, offset: 0 };
}

/** Pieces of `length` tokens and the rest. Copies: a short rest that waits does not hold a long document. */
export function* cutPieces(document: Piece, length: number): Generator<Piece, undefined> {
  const { tokens, prompt } = document;
  if (tokens.length <= length) return yield document;
  for (let offset = 0; offset < tokens.length; offset += length) {
    const piece = tokens.slice(offset, offset + length);
    yield { tokens: piece, prompt: Math.min(Math.max(prompt - offset, 0), piece.length), offset };
  }
}
