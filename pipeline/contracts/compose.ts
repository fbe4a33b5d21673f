/** Stages that build the rows a model is fed. */
import type { z } from "zod";
import type { RowCells } from "./batch-builder.js";
import type { Declared, StageContext, StageParameters } from "./declaration.js";
import type { Column, RowBatch } from "./rows.js";
import type { Sample } from "./sample.js";
import type { Vocabulary } from "./transform.js";

/** The tokens of the whole corpus in split order, seen as one stream of documents. */
export interface TokenStream {
  /** How many there are. */
  readonly documents: number;
  readonly tokens: number;
  /** Highest id that can occur plus one. */
  readonly vocabularySize: number;
  /**
   * Reads tokens [from, to) of the stream into `into`, whose items hold the vocabulary; returns the starts (in stream positions)
   * of documents in the range.
   */
  read(from: number, to: number, into: Uint16Array | Int32Array | Uint32Array): Promise<readonly number[]>;
  /** The prompts that reach into [from, to), each as [start, end) in stream positions. A document begins with its prompt. */
  prompts(from: number, to: number): readonly (readonly [start: number, end: number])[];
}

/**
 * Builds the rows that a model is fed. `stream` composers cut rows from the tokens of the whole corpus seen as one stream;
 * `rows` composers build rows from one sample after another, each split by itself.
 */
export type ComposeStage<P extends StageParameters = StageParameters> =
  | StreamComposeStage<P>
  | RowComposeStage<P>;

/** Cuts rows from the token stream of the whole corpus, whatever the splits. */
export interface StreamComposeStage<P extends StageParameters = StageParameters>
  extends Declared<"compose", P> {
  readonly composes: "stream";
  /** Rows go on from one another, so that nothing may bring them into another order. */
  readonly inOrder?: true;
  open(params: z.output<P>, context: StageContext): Composer;
}

/** Makes rows of one sample after another, each split by itself. */
export interface RowComposeStage<P extends StageParameters = StageParameters> extends Declared<"compose", P> {
  readonly composes: "rows";
  /** `tokens`: a tokenizer must stand before it, and its vocabulary is handed to `open`. */
  readonly needs: "tokens" | "samples";
  open(
    params: z.output<P>,
    context: StageContext,
    vocabulary: Vocabulary | undefined,
  ): RowComposer | Promise<RowComposer>;
}

/** A document, or a part of one, in a row. */
export interface RowDocument {
  /** Place of its first token in the row; undefined when it lies somewhere in there. */
  readonly start: number | undefined;
  /** How many samples were taken before this one. */
  readonly taken: number;
  /** Token of the document that stands at `start`. */
  readonly offset: number;
}

/**
 * Hands out a row.
 *
 * @param cells     one a column, in the order of `RowComposer.columns`
 * @param documents what the row is made of; without them, the sample that is being taken
 */
export type EmitRow = (cells: RowCells, documents?: readonly RowDocument[]) => void;

/**
 * The rows of one split, in order. May hold samples back and join them to rows (packing), within bounded memory;
 * whatever it draws derives from the run's seed and the samples' ids.
 */
export interface RowComposer {
  readonly columns: readonly Column[];
  /** True when its rows join parts of several samples: it then tells of each row which, or they cannot be located. */
  readonly joins?: boolean;
  /** Takes a sample, hands out the rows that are complete; a reason when it makes no row of the sample. */
  take(sample: Sample, emit: EmitRow): string | undefined;
  /** Hands out what was held back: the split has ended. */
  finish(emit: EmitRow): void;
  /** Facts for the manifest that hold for every row: lengths, ids, dtype. */
  readonly facts: Readonly<Record<string, number | string>>;
  /** Numbers for the manifest that are added up over all splits (`tokens`, `padding-tokens` ...); asked after `finish`. */
  counts?(): Readonly<Record<string, number>>;
}

/** Rows of a token stream. Each can be cut alone, so that any task can write any shard. */
export interface Composer {
  /** What all rows will be, from the size of the stream alone. */
  plan(stream: Pick<TokenStream, "documents" | "tokens" | "vocabularySize">): {
    readonly columns: readonly Column[];
    readonly rows: number;
    /** Bytes of one row in the output, for cutting shards. */
    readonly rowBytes: number;
    /** Position in the stream of the first token of a row; the row is the `rowTokens` tokens from there on. */
    readonly rowStart: (row: number) => number;
    readonly rowTokens: number;
    /** Facts for the manifest: sequence length, padding tokens, dtype ... */
    readonly facts: Readonly<Record<string, number | string>>;
  };
  /** Rows [from, to), in batches; each is lent until the next one is asked for. */
  rows(stream: TokenStream, from: number, to: number): AsyncIterable<RowBatch>;
}
