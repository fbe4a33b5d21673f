/**
 * Trains a Unigram vocabulary on counted words: begins with many substrings as pieces, fits their probabilities to the words (EM), drops
 * those whose loss costs least, and so on until the vocabulary has its size. The same words give the same file.
 *
 * Cost: a few dozen passes over the distinct words; about 150 bytes a unit of them.
 *
 * Source: Kudo 2018, "Subword regularization"; `unigram_model_trainer.cc` of google/sentencepiece, whose constants stand below. Unlike
 * there, seeds count words as often as they are seen.
 *
 * @throws UserError `bad-option` when the vocabulary cannot hold the characters of the words
 */
import { UserError } from "../../../pipeline/contracts/errors.js";
import { byteNames } from "../byte-fallback.js";
import { prunedPieces } from "./piece-losses.js";
import { seedPieces } from "./seed-pieces.js";
import type { TrainedVocabulary, VocabularyRequest } from "./train-bpe.js";
import { trainedFile } from "./trained-file.js";
import { type Piece, UnigramLattice } from "./unigram-lattice.js";
import { frequentCharacters, type WordText, wordText } from "./word-text.js";

/** What of the text consists of characters that are pieces; the rest becomes the tokens of its bytes. */
const characterCoverage = 0.9995;
/** Seeds for each token that is wanted, within what the trie holds. */
const seedsPerToken = 10;
const mostSeeds = 300_000;
const fitsPerRound = 2;
/** Pieces that are left by a round of pruning. */
const shrinking = 0.75;
/** The last round of pruning leaves some more than are wanted; the best ones are taken. */
const surplus = 1.1;
/** Score below all others, for the names of bytes and of the unknown token, in case they occur in a text. */
const nameScore = -1000;

/** Stands for a space. */
const mark = "\u2581";

export function trainUnigram(
  words: readonly (readonly [string, number])[],
  request: VocabularyRequest,
): TrainedVocabulary {
  const names = ["<unk>", ...byteNames];
  const wanted = request.vocabularySize - names.length - request.specialTokens.length;
  const text = wordText(words.map(([word, count]) => [marked(word), count] as const));
  const characters = requiredCharacters(text);
  if (wanted < characters.size) {
    const least = request.vocabularySize - wanted + characters.size;
    throw new UserError(
      "bad-option",
      `a vocabulary of ${request.vocabularySize} cannot be made`,
      `It has the characters of the texts, the 256 bytes and the special tokens, ${least} in all`,
    );
  }
  let pieces = seeds(
    text,
    characters,
    Math.min(mostSeeds, Math.max(seedsPerToken * wanted, characters.size)),
  );
  for (;;) {
    for (let fit = 0; fit < fitsPerRound; fit++) pieces = fitted(pieces, text);
    if (pieces.length <= surplus * wanted) break;
    const kept = Math.max(Math.floor(surplus * wanted), Math.floor(shrinking * pieces.length));
    const left = prunedPieces(pieces, text, kept);
    if (left.length === pieces.length) break;
    pieces = left;
  }
  const learned = finished(pieces, characters, wanted);
  const vocabulary = [
    ...names.map((name) => [name, nameScore] as const),
    ...learned.map((piece) => [piece.text, piece.score] as const),
  ];
  return {
    file: tokenizerJson(vocabulary, request.specialTokens),
    vocabularySize: vocabulary.length + request.specialTokens.length,
  };
}

/** Frequent characters, and those of ASCII that texts and names of bytes are written in, with their counts. */
function requiredCharacters(text: WordText): Map<string, number> {
  const characters = frequentCharacters(text, characterCoverage);
  for (let code = 0x21; code < 0x7f; code++) {
    const character = String.fromCharCode(code);
    if (!characters.has(character)) characters.set(character, 1);
  }
  for (const character of [mark, "\n"]) if (!characters.has(character)) characters.set(character, 1);
  // Nothing but its bytes stands for a lone surrogate.
  for (const character of characters.keys()) if (/\p{Cs}/u.test(character)) characters.delete(character);
  return characters;
}

function seeds(text: WordText, characters: ReadonlyMap<string, number>, most: number): Piece[] {
  const isKnown = new Uint8Array(0x10000);
  for (const character of characters.keys()) {
    for (let at = 0; at < character.length; at++) isKnown[character.charCodeAt(at)] = 1;
  }
  const found = [
    ...[...characters].map(([character, count]) => ({ text: character, count })),
    ...seedPieces(text, isKnown, Math.max(0, most - characters.size)),
  ];
  const sum = found.reduce((total, piece) => total + piece.count * piece.text.length, 0);
  return found.map((piece) => ({
    text: piece.text,
    score: Math.log((piece.count * piece.text.length) / sum),
  }));
}

/** One round of EM, with a Dirichlet prior that favours few pieces; pieces that are hardly to be expected are dropped. */
function fitted(pieces: readonly Piece[], text: WordText): Piece[] {
  const expected = new Float64Array(pieces.length);
  new UnigramLattice(pieces).expect(text, expected);
  const kept = [...pieces.keys()].filter((index) => expected[index]! >= leastExpected);
  const logSum = digamma(kept.reduce((sum, index) => sum + expected[index]!, 0));
  return kept.map((index) => ({ text: pieces[index]!.text, score: digamma(expected[index]!) - logSum }));
}

/** Times that a piece must be expected to stay. */
const leastExpected = 0.5;

/** The derivative of the logarithm of the gamma function, by its asymptotic series above 7. */
function digamma(value: number): number {
  let result = 0;
  let x = value;
  for (; x < 7; x++) result -= 1 / x;
  x -= 0.5;
  const square = (1 / x) * (1 / x);
  return (
    result +
    Math.log(x) +
    (1 / 24) * square -
    (7 / 960) * square ** 2 +
    (31 / 8064) * square ** 3 -
    (127 / 30720) * square ** 4
  );
}

/** All required characters, then the most probable pieces; the most probable ones first. */
function finished(
  pieces: readonly Piece[],
  characters: ReadonlyMap<string, number>,
  wanted: number,
): Piece[] {
  const scores = new Map(pieces.map(({ text, score }) => [text, score]));
  const lowest = pieces.reduce((low, { score }) => Math.min(low, score), 0);
  const chosen = new Map<string, number>();
  let missing = 0;
  for (const character of characters.keys()) {
    chosen.set(character, scores.get(character) ?? lowest - 0.0001 * ++missing);
  }
  for (const { text, score } of [...pieces].sort(byScore)) {
    if (chosen.size >= wanted) break;
    chosen.set(text, score);
  }
  return [...chosen].map(([text, score]) => ({ text, score })).sort(byScore);
}

function byScore(a: Piece, b: Piece): number {
  return b.score - a.score || (a.text < b.text ? -1 : 1);
}

function marked(word: string): string {
  return word.replaceAll(" ", mark);
}

/** Spaces are marked where they stand, nothing is put before a text: what is decoded is the text itself. */
function tokenizerJson(
  vocabulary: readonly (readonly [string, number])[],
  specialTokens: readonly string[],
): object {
  return trainedFile({
    preTokenizer: { type: "Metaspace", replacement: mark, prepend_scheme: "never", split: false },
    decoder: {
      type: "Sequence",
      decoders: [
        { type: "Replace", pattern: { String: mark }, content: " " },
        { type: "ByteFallback" },
        { type: "Fuse" },
      ],
    },
    model: { type: "Unigram", unk_id: 0, byte_fallback: true, vocab: vocabulary },
    size: vocabulary.length,
    specialTokens,
  });
}
