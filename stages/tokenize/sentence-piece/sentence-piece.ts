/** SentencePiece: user-defined symbols are cut out of normalized text, what lies between is encoded by BPE or Unigram. */
import { isPair } from "../../text/units/units.js";
import { spellingTable } from "../bpe/spelling-table.js";
import type { Fallback } from "../byte-fallback.js";
import { CharacterBpeEncoder } from "../character-bpe/character-bpe.js";
import type { IdList } from "../id-list.js";
import type { AlignedText } from "../offsets/aligned-text.js";
import { Spans } from "../offsets/spans.js";
import type { PieceEncoder, TextModel, TokenizerParts } from "../tokenizer.js";
import { UnigramEncoder } from "../unigram/unigram-encoder.js";
import type { Refuse } from "../unsupported.js";
import { vocabularyOf } from "../vocabulary.js";
import { readSentencePieceFile, type SentencePieceFile } from "./model-file.js";
import { PieceNames } from "./piece-names.js";
import { PieceNormalizer } from "./piece-normalizer.js";
import { SymbolFinder } from "./symbol-finder.js";

export function sentencePieceParts(bytes: Buffer, refuse: Refuse): TokenizerParts {
  const file = readSentencePieceFile(bytes, refuse);
  return {
    model: new SentencePieceModel(file, refuse),
    names: new PieceNames(file),
    addedTokens: [],
    unknown: file.pieces.findIndex(({ type }) => type === "unknown"),
    controls: new Map(
      file.pieces.flatMap(({ text, type }, id) =>
        type === "control" || type === "unknown" ? [[text, id] as const] : [],
      ),
    ),
  };
}

class SentencePieceModel implements TextModel {
  private readonly symbols: SymbolFinder;
  private readonly normalizer: PieceNormalizer;
  private readonly encoder: PieceEncoder;
  /** BPE sees symbols before it merges; Unigram gives them a score that wins. */
  private readonly cutsSymbols: boolean;

  constructor(
    private readonly file: SentencePieceFile,
    refuse: Refuse,
  ) {
    const symbols = file.pieces.flatMap(({ text, type }, id) =>
      type === "user-defined" ? [[text, id] as const] : [],
    );
    this.symbols = new SymbolFinder(new Map(symbols));
    this.normalizer = new PieceNormalizer(file.normalizer, this.symbols);
    this.cutsSymbols = file.algorithm === "bpe";
    this.encoder = file.algorithm === "bpe" ? bpeEncoder(file, refuse) : unigramEncoder(file, refuse);
  }

  /** Done while encoding. */
  normalize(text: string): string {
    return text;
  }

  encode(text: string, ids: IdList): void {
    this.normalizer.normalize(text);
    this.encodeNormalized(ids);
  }

  align(text: AlignedText): AlignedText {
    return text;
  }

  encodeAligned({ text }: AlignedText, ids: IdList, spans: Spans): void {
    const { normalizer } = this;
    const origins = normalizer.normalizeWithOrigins(text);
    const { units } = normalizer;
    const before = ids.length;
    const own = new Spans();
    this.encodeNormalized(ids, own);
    for (let index = 0; index < own.length; ) {
      const start = own.starts[index]!;
      const end = own.ends[index]!;
      if (this.file.pieces[ids.ids[before + index]!]?.type === "byte") {
        index += addBytes(units, start, end, origins, spans);
      } else {
        spans.add(origins[start]!, origins[end]!);
        index++;
      }
    }
  }

  private encodeNormalized(ids: IdList, spans?: Spans): void {
    const { normalizer, symbols, encoder } = this;
    const { units, length } = normalizer;
    if (!this.cutsSymbols) {
      encoder.encode(units, 0, length, ids, spans);
      return;
    }
    for (let at = 0; at < length; ) {
      const symbol = symbols.nextIn(units, at, length);
      encoder.encode(units, at, symbol, ids, spans);
      if (symbol === length) break;
      at = symbols.endAt(units, symbol, length);
      ids.push(symbols.id);
      spans?.add(symbol, at);
    }
  }
}

/**
 * Places of the bytes of unknown characters: the last byte of a character has it, the others have nothing.
 *
 * @returns how many bytes
 */
function addBytes(units: Uint16Array, start: number, end: number, origins: Int32Array, spans: Spans): number {
  const before = spans.length;
  for (let at = start; at < end; ) {
    const behind = at + (isPair(units, at, end) ? 2 : 1);
    const bytes = Buffer.byteLength(String.fromCharCode(...units.subarray(at, behind)));
    for (let byte = 1; byte < bytes; byte++) spans.add(origins[at]!, origins[at]!);
    spans.add(origins[at]!, origins[behind]!);
    at = behind;
  }
  return spans.length - before;
}

/** Two neighbours merge when together they are a piece; the piece of highest score first, the leftmost of several. */
function bpeEncoder(file: SentencePieceFile, refuse: Refuse): PieceEncoder {
  const fallback = fallbackOf(file, refuse);
  const normal = file.pieces.map((piece, id) => ({ ...piece, id })).filter(({ type }) => type === "normal");
  const vocabulary = vocabularyOf(normal.map(({ text, id }) => [text, id]));
  const merges: [string, string][] = [];
  const ranks: number[] = [];
  let rank = -1;
  let score = Number.NaN;
  for (const piece of normal.sort((a, b) => b.score - a.score)) {
    const { text } = piece;
    if (piece.score !== score) rank++;
    score = piece.score;
    const characters = [...text];
    let cut = 0;
    for (const character of characters) {
      if (vocabulary[character] === undefined) {
        refuse("pieces", `"${character}", which "${text}" is made of, is no piece`);
      }
      cut += character.length;
      const left = text.slice(0, cut);
      const right = text.slice(cut);
      if (right === "" || vocabulary[left] === undefined || vocabulary[right] === undefined) continue;
      merges.push([left, right]);
      ranks.push(rank);
    }
  }
  const fail = (problem: string): never => refuse("pieces", problem);
  return new CharacterBpeEncoder(
    {
      vocabulary,
      merges,
      ranks: Int32Array.from(ranks),
      fallback,
      fusesUnknown: true,
      ignoreMerges: false,
    },
    spellingTable(Object.entries(vocabulary), fail),
    fail,
  );
}

/** The smallest number above zero that a float holds in full: where SentencePiece looks for the highest score from. */
const lowestHighScore = 1.1754943508222875e-38;
/** What an unknown character costs beside the rarest piece. */
const unknownPenalty = 10;

function unigramEncoder(file: SentencePieceFile, refuse: Refuse): PieceEncoder {
  const scores = file.pieces.filter(({ type }) => type === "normal").map(({ score }) => score);
  const lowest = scores.reduce((low, score) => Math.min(low, score), Number.MAX_VALUE);
  const highest = scores.reduce((high, score) => Math.max(high, score), lowestHighScore);
  return new UnigramEncoder({
    pieces: file.pieces.flatMap(({ text, score, type }, id) => {
      if (type === "normal") return [{ text, id, score }];
      // Of a user-defined symbol each byte counts as the most probable piece.
      return type === "user-defined" ? [{ text, id, score: Buffer.byteLength(text) * highest - 0.1 }] : [];
    }),
    unknown: file.pieces.findIndex(({ type }) => type === "unknown"),
    unknownScore: Math.fround(lowest - unknownPenalty),
    fallback: fallbackOf(file, refuse),
    inSinglePrecision: true,
  });
}

function fallbackOf(file: SentencePieceFile, refuse: Refuse): Fallback {
  const unknown = file.pieces.findIndex(({ type }) => type === "unknown");
  if (unknown < 0) refuse("pieces", "there is no unknown piece");
  for (const { text, type } of file.pieces) {
    if (type === "control" && [...text].length === 1)
      refuse("pieces", `"${text}" is a control symbol of one character`);
  }
  if (!file.byteFallback) return { unknown };
  const bytes = new Int32Array(256).fill(-1);
  for (const [id, { text, type }] of file.pieces.entries()) {
    if (type === "byte") bytes[Number.parseInt(text.slice(3, 5), 16)] = id;
  }
  if (bytes.includes(-1)) refuse("pieces", `byte ${bytes.indexOf(-1)} has no piece`);
  return { bytes };
}
