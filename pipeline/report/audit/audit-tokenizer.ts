/** How a tokenizer fits texts: characters a token, what of the vocabulary is used, what falls back, what does not come back. */

import type { Sample } from "../../contracts/sample.js";
import type { AuditedVocabulary } from "../../recipe/catalogue.js";
import { tokenWidth } from "../../storage/spills/token-spill.js";
import { compareRoundTrip, type RoundTripDifference } from "./round-trip.js";

/** Texts and tokens of one source or language. Characters are code points. */
export interface Fertility {
  texts: number;
  characters: number;
  bytes: number;
  tokens: number;
  charactersPerToken: number;
}

export interface TokenizerAudit {
  readonly vocabulary: {
    readonly size: number;
    /** Control marks, which texts are not expected to use. */
    readonly special: number;
    /** Entries that no text used, without the control marks. */
    readonly unused: number;
    readonly unusedShare: number;
    /** The narrowest of the types that tokens are written as. */
    readonly dtype: "uint16" | "int32";
  };
  readonly total: Fertility;
  readonly sources: Readonly<Record<string, Fertility>>;
  readonly languages: Readonly<Record<string, Fertility>>;
  /** Share of the tokens that stand for bytes: byte pieces and parts of characters. */
  readonly byteShare: number;
  /** Share of the tokens that are the unknown token; null: the tokenizer has none, all text has tokens. */
  readonly unknownShare: number | null;
  readonly roundTrips: {
    readonly exact: number;
    /** Came back in another form: normalization, letter case, accents or white space. */
    readonly reshaped: number;
    /** Came back with characters missing or changed. */
    readonly lost: number;
    /** Lost ones first. */
    readonly examples: readonly RoundTripExample[];
  };
}

export interface RoundTripExample extends RoundTripDifference {
  readonly id: string;
  readonly source: string;
}

/** Examples of each kind that are kept. */
const keptExamples = 5;

/** Audits a tokenizer in one pass over the texts. Memory: eight bytes for each entry of the vocabulary. */
export async function auditTokenizer(
  vocabulary: AuditedVocabulary,
  samples: AsyncIterable<Sample>,
  guessLanguage: (text: string) => string,
): Promise<TokenizerAudit> {
  const uses = new Float64Array(vocabulary.size);
  const total = emptyFertility();
  const sources = new Map<string, Fertility>();
  const languages = new Map<string, Fertility>();
  const trips = { exact: 0, reshaped: 0, lost: 0 };
  const examples: { lost: RoundTripExample[]; reshaped: RoundTripExample[] } = { lost: [], reshaped: [] };
  for await (const { id, source, text } of samples) {
    const ids = vocabulary.encode(text);
    for (const token of ids) uses[token]!++;
    const characters = codePointsOf(text);
    const bytes = Buffer.byteLength(text);
    for (const part of [total, partOf(sources, source), partOf(languages, guessLanguage(text))]) {
      part.texts++;
      part.characters += characters;
      part.bytes += bytes;
      part.tokens += ids.length;
    }
    const trip = compareRoundTrip(text, vocabulary.decode(ids));
    trips[trip.kind]++;
    if (trip.kind === "exact") continue;
    const kept = examples[trip.kind];
    if (kept.length < keptExamples) kept.push({ id, source, ...trip });
  }
  return {
    vocabulary: vocabularyFacts(vocabulary, uses),
    total: finished(total),
    sources: finishedParts(sources),
    languages: finishedParts(languages),
    byteShare: ratio(usesOf(uses, vocabulary.isByte), total.tokens),
    unknownShare:
      vocabulary.unknownId === undefined ? null : ratio(uses[vocabulary.unknownId] ?? 0, total.tokens),
    roundTrips: { ...trips, examples: [...examples.lost, ...examples.reshaped] },
  };
}

function vocabularyFacts(
  { size, specialIds }: AuditedVocabulary,
  uses: Float64Array,
): TokenizerAudit["vocabulary"] {
  let unused = 0;
  for (let id = 0; id < size; id++) if (uses[id] === 0 && !specialIds.has(id)) unused++;
  return {
    size,
    special: specialIds.size,
    unused,
    unusedShare: ratio(unused, size - specialIds.size),
    dtype: tokenWidth(size) === 2 ? "uint16" : "int32",
  };
}

function usesOf(uses: Float64Array, isWanted: (id: number) => boolean): number {
  return uses.reduce((sum, count, id) => (count > 0 && isWanted(id) ? sum + count : sum), 0);
}

function emptyFertility(): Fertility {
  return { texts: 0, characters: 0, bytes: 0, tokens: 0, charactersPerToken: 0 };
}

function partOf(parts: Map<string, Fertility>, name: string): Fertility {
  let part = parts.get(name);
  if (part === undefined) {
    part = emptyFertility();
    parts.set(name, part);
  }
  return part;
}

function finished(part: Fertility): Fertility {
  return { ...part, charactersPerToken: ratio(part.characters, part.tokens) };
}

/** Sorts the parts: those with the most characters first, equal ones by name. */
function finishedParts(parts: ReadonlyMap<string, Fertility>): Record<string, Fertility> {
  const sorted = [...parts].sort(
    ([a, left], [b, right]) => right.characters - left.characters || (a < b ? -1 : 1),
  );
  return Object.fromEntries(sorted.map(([name, part]) => [name, finished(part)]));
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** A lone surrogate counts as one, as the U+FFFD does that stands for it in UTF-8. */
function codePointsOf(text: string): number {
  let count = text.length;
  for (let at = 1; at < text.length; at++) {
    const isPair = (text.charCodeAt(at - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(at) & 0xfc00) === 0xdc00;
    if (isPair) count--;
  }
  return count;
}
