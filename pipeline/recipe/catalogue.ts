/** How the engine learns of stages: a list handed in from outside, looked up by name. */
import { UserError } from "../contracts/errors.js";
import type { AnyStage } from "../contracts/stage.js";
import { suggest } from "./did-you-mean.js";

export interface Catalogue {
  readonly stages: readonly StageEntry[];
  /** Language of a text, for the language guard and the report. Must be cheap and pure. */
  readonly guessLanguage: (text: string) => string;
  readonly nearDuplicates: NearDuplicates;
  readonly models: Models;
  readonly tokenizers: Tokenizers;
}

/** The models of filters that users train, for `wudao model`. */
export interface Models {
  readonly kinds: readonly string[];
  /** Endings of the files that a folder of texts is searched for. */
  readonly endings: readonly string[];
  train(request: ModelRequest): Promise<{ readonly texts: number; readonly bytes: number }>;
}

export interface ModelRequest {
  readonly kind: string;
  readonly good: readonly string[];
  readonly bad: readonly string[];
  /** Fields of JSON Lines, of which the first that is there holds the text. */
  readonly fields: readonly string[];
  readonly output: string;
  /** Perplexity: characters of the longest n-gram, 2 - 5. */
  readonly order: number;
  /** Perplexity: n-grams of each order in the model. Classifier: buckets, rounded up to a power of two. */
  readonly entries: number;
  /** Classifier: how often the training passes over the texts. */
  readonly epochs: number;
  /** Called for each line that is skipped because it holds no record with a text; `problem` says where it is and why. */
  onUnreadable(problem: string): void;
}

/** Measures tokenizers on texts, and trains them from texts, for `wudao tokenizer`. */
export interface Tokenizers {
  /** @param name a built-in tokenizer or a file, relative to `baseDir` */
  open(name: string, baseDir: string): Promise<AuditedVocabulary>;
  train(texts: AsyncIterable<string>, request: TokenizerRequest): Promise<TrainedTokenizer>;
}

export interface TokenizerRequest {
  readonly model: "bpe" | "unigram";
  /** Tokens in the finished vocabulary, special ones included. */
  readonly vocabularySize: number;
  /** Put at the end of the vocabulary, in this order. */
  readonly specialTokens: readonly string[];
  /** Distinct words that are counted at once; bounds the memory. */
  readonly maxWords: number;
  /** Threads that cut and count words. The result does not depend on them. */
  readonly workers: number;
}

export interface TrainedTokenizer {
  /** The content of the `tokenizer.json` that was learned. */
  readonly file: string;
  /** Size of the vocabulary that was learned: smaller than asked for when the texts had nothing more to learn. */
  readonly vocabularySize: number;
  readonly texts: number;
  /** How much too low the count of a word may be, because not all words fit into memory at once. */
  readonly undercount: number;
  /** Seconds for counting words (all threads) and for learning from the counts (one thread). */
  readonly seconds: { readonly counting: number; readonly learning: number };
}

export interface AuditedVocabulary {
  /** Highest id plus one. */
  readonly size: number;
  /** Control marks, which no text has. */
  readonly specialIds: ReadonlySet<number>;
  /** The token of text that has none; undefined where all text has some. */
  readonly unknownId: number | undefined;
  /** A view that is valid until the next call of anything here. */
  encode(text: string): Uint32Array;
  /** And where each token begins and ends in the text, in UTF-16 units. */
  encodeWithOffsets(text: string): {
    readonly ids: Uint32Array;
    readonly starts: Int32Array;
    readonly ends: Int32Array;
  };
  decode(ids: ArrayLike<number>): string;
  /** Whether the token stands for bytes that are no whole characters: a byte piece (`<0xE4>`), or a cut character. */
  isByte(id: number): boolean;
}

/**
 * A stage by name. Its module, and all that this imports, is loaded when somebody wants the stage: a worker pays for the
 * stages of its recipe, not for all that there are.
 */
export interface StageEntry<Stage = AnyStage> {
  readonly name: string;
  load(): Promise<Stage>;
}

/** `unicode-repair` -> `unicodeRepair` */
export type Camel<Text extends string> = Text extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Text;

/**
 * The entry of a stage, which its module exports under its name in camelCase.
 *
 * @example stageEntry("unicode-repair", () => import("./clean/unicode-repair.js"))
 */
export function stageEntry<Name extends string, Module extends Readonly<Record<Camel<Name>, unknown>>>(
  name: Name,
  load: () => Promise<Module>,
): StageEntry<Module[Camel<Name>]> {
  return { name, load: async () => (await load())[camelCase(name)] };
}

function camelCase<Name extends string>(name: Name): Camel<Name> {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()) as Camel<Name>;
}

/** The arithmetic of near-duplicates, for `wudao dedup`. */
export interface NearDuplicates {
  /** The share of pairs with this similarity that agree in at least one of `bands` bands of `rows` entries. */
  bandRecall(similarity: number, bands: number, rows: number): number;
  /** The bands that find a share of `recall` of the pairs right at the threshold. */
  chooseBands(
    permutations: number,
    threshold: number,
    recall: number,
  ): { readonly bands: number; readonly rows: number };
  /** The stages that compare texts by their shingles, by name. */
  readonly measures: Readonly<Record<string, (params: unknown) => Promise<NearDuplicateMeasure>>>;
}

/** How a near-duplicate stage with its parameters can be measured. */
export interface NearDuplicateMeasure {
  /** The set of shingles that it compares a text by; empty where it does not. */
  shingles(text: string): ReadonlySet<number>;
  /** Jaccard similarity of the sets from which it means two texts to be near-duplicates; `undefined` where it judges by something else. */
  readonly threshold: number | undefined;
}

/** The stage of that name; a UserError with a suggestion when there is none. */
export async function findStage(catalogue: Catalogue, name: string): Promise<AnyStage> {
  const entry = catalogue.stages.find((candidate) => candidate.name === name);
  if (entry === undefined) {
    const names = catalogue.stages.map((candidate) => candidate.name);
    throw new UserError("unknown-stage", `there is no stage "${name}"`, suggest(name, names));
  }
  return entry.load();
}

/** All stages, in the order of the data flow. */
export function allStages(catalogue: Catalogue): Promise<readonly AnyStage[]> {
  return Promise.all(catalogue.stages.map((entry) => entry.load()));
}
