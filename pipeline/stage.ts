/**
 * The contracts that stages implement.
 *
 * A stage is one declaration: name, one-sentence summary, source of the rule, zod parameters (every parameter has
 * `.describe()` and a default; units stand in the description), drop reasons, an example, a cost, and `open`, which
 * builds the function once per worker. Everything else (YAML validation, JSON Schema, CLI help, docs, report wording)
 * derives from the declaration.
 */
import type { z } from "zod";
import type { RowCells } from "./batch-builder.js";
import type { SampleError } from "./errors.js";
import type { Limit } from "./limits.js";
import type { Column, RowBatch } from "./rows.js";
import type { JsonValue, Sample, SampleArray } from "./sample.js";

export type StageParameters = z.ZodObject;

/** What a stage may know of the run that it works for. */
export interface StageContext {
  /** Folder that relative paths in parameters refer to (where the recipe stands). */
  readonly baseDir: string;
  /** Seed of the run; every random choice derives from it and from the sample's id. */
  readonly seed: number;
}

interface Declared<Kind extends string, P extends StageParameters> {
  readonly kind: Kind;
  /** kebab-case; the word used in YAML, CLI, docs and reports. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** Paper, specification or measurement that the rule and its constants come from. */
  readonly source: string;
  readonly parameters: P;
  /** Drop reasons (filters, batches and barriers): reason -> what it means, in words for the report. */
  readonly reasons?: Readonly<Record<string, string>>;
  /** Input text -> output text, or `null` when the sample is dropped. Run as a test for every stage. */
  readonly examples?: readonly {
    readonly in: string;
    readonly out: string | null;
    readonly params?: object;
  }[];
  /** What it holds in memory per worker, and on disk per million samples, in bytes. */
  readonly cost?: {
    readonly memoryBytes?: number;
    /** For each byte of its `files`, where these are large: models. */
    readonly memoryPerFileByte?: number;
    readonly diskBytesPerMillion?: number;
  };
  /**
   * Files that the stage reads besides the samples (dictionaries, tokenizers), from its parameters. Their content is
   * hashed into the plan.
   */
  readonly files?: (params: z.output<P>) => readonly string[];
}

/** Counts what a stage found in a text, by kind, for ledger and report. Absent where nobody asks. */
export type CountFound = (kind: string, by?: number) => void;

/** sample -> sample (or several). Pure. Returning the same object means "unchanged". */
export type MapFunction = (sample: Sample, found?: CountFound) => Sample | readonly Sample[];

export interface MapStage<P extends StageParameters = StageParameters> extends Declared<"map", P> {
  open(params: z.output<P>, context: StageContext): MapFunction | Promise<MapFunction>;
  /** For a tokenizer: its vocabulary, and how ids read back as text. */
  vocabulary?(params: z.output<P>, context: StageContext): Promise<Vocabulary>;
}

export interface Vocabulary {
  /** Highest id plus one. */
  readonly size: number;
  readonly name: string;
  decode(ids: ArrayLike<number>): string;
  /** Ids of a text, without any end-of-text token. A view that is valid until the next call. */
  encode(text: string): Uint32Array;
  /** Id of a token by its exact name in the vocabulary, such as `[MASK]`. */
  idOf(name: string): number | undefined;
}

/** The score that was measured and, where the threshold decides so, the reason to drop. */
export interface Verdict {
  readonly score: number;
  readonly reason: string | undefined;
  /** All that was measured, by name, where it is more than one thing; kept as `stage.name`. */
  readonly scores?: Readonly<Record<string, number>>;
  /** What the decision to drop rests on, kept beside the text in `rejects/`. */
  readonly detail?: Readonly<Record<string, JsonValue>>;
}

/** The key of `Sample.scores` that a filter's measure is kept under. */
export function scoreKey(step: string, measure: string | undefined): string {
  return measure === undefined ? step : `${step}.${measure}`;
}

export type FilterFunction = (sample: Sample, found?: CountFound) => Verdict;

/** sample -> score -> keep, or a drop reason. Pure. */
export interface FilterStage<P extends StageParameters = StageParameters> extends Declared<"filter", P> {
  /** Where the decision is a comparison of scores with limits: the limits (see `limits.ts`). */
  limits?(params: z.output<P>): readonly Limit[];
  open(params: z.output<P>, context: StageContext): FilterFunction | Promise<FilterFunction>;
}

/** What becomes of a sample in a batch: it goes on, changed or not, is dropped for a reason, or is quarantined. */
export type BatchOutcome = Sample | { readonly drop: string } | SampleError;

/** One outcome a sample, in their order. A batch that throws is tried again sample by sample. */
export type BatchFunction = (samples: readonly Sample[]) => Promise<readonly BatchOutcome[]>;

/**
 * A map that has to wait: decoders that work in the thread pool, models. It gets the samples that one batch of the reader
 * brought, so it may hold all of them; texts never pass through such a stage unless a recipe names one.
 */
export interface BatchStage<P extends StageParameters = StageParameters> extends Declared<"batch", P> {
  open(params: z.output<P>, context: StageContext): BatchFunction | Promise<BatchFunction>;
}

/** A small file among those of a split. */
export interface SplitPiece {
  readonly file: string;
  readonly bytes: number;
  readonly divisible: boolean;
}

/** A part of an input that can be read alone. Planned from sizes only. */
export interface Split {
  readonly index: number;
  readonly input: string;
  readonly file: string;
  /** All files of a split that gathers small ones; `file` is the first of them, and [0, end) the bytes of them all. */
  readonly files?: readonly string[];
  /**
   * Small files that one task reads one after another, each as if it had a split of its own. The engine hands them to the source
   * one by one; `file` is the first of them, and [0, end) the bytes of them all.
   */
  readonly pieces?: readonly SplitPiece[];
  /** Bytes of the file as it lies in the store: [start, end). The whole file for compressed ones. */
  readonly start: number;
  readonly end: number;
  /** True when the file can be cut at any byte (plain, line-oriented). */
  readonly divisible: boolean;
}

/**
 * One record as the reader found it: a sample; sound, but of a kind that is no sample, with one of the source's reasons; or
 * the error that makes it none together with the raw record.
 */
export type ReadResult =
  | { readonly sample: Sample; readonly bytes: number }
  | {
      /** `what` tells the record in a line: its kind and address. */
      readonly passedOver: { readonly reason: string; readonly what: string; readonly origin: string };
      readonly bytes: number;
    }
  | {
      readonly error: { readonly code: string; readonly message: string; readonly origin: string };
      readonly raw: Buffer;
      readonly bytes: number;
    };

/** Reads one split as a stream of results, in batches bounded by bytes. */
export interface SourceStage<P extends StageParameters = StageParameters> extends Declared<"source", P> {
  /** File name endings that a folder is searched for. */
  readonly endings: readonly string[];
  /** Whether a file of this name may be cut into byte ranges. From the name only; never opens the file. */
  divisible(file: string, params: z.output<P>): boolean;
  /**
   * Whether a file of this name that is not divisible may be cut all the same, for the price of unpacking it up to where a split
   * begins. Such a split reads the records that begin between its bytes as stored.
   */
  unwinds?(file: string): boolean;
  /**
   * Where files are small and many, such as pictures: they are read many to a split (`Split.files`). Tells what files have in
   * common that may not be parted, such as a picture and its notes: a beginning of the path.
   */
  gathers?(file: string): string;
  read(split: Split, params: z.output<P>): AsyncIterable<readonly ReadResult[]>;
}

/** A stable address of a sample inside a run: split index and record number among what entered the barrier. */
export interface Address {
  readonly split: number;
  readonly ordinal: number;
}

/** A decision of a barrier: this sample goes, because of that keeper. */
export interface Removal {
  readonly split: number;
  readonly ordinal: number;
  readonly reason: string;
  readonly keeper: Address;
  readonly cluster: string;
  readonly similarity: number;
}

/** A decision of a barrier that edits: these parts of the sample's text go. A sample of which nothing is left is dropped. */
export interface Edit {
  readonly split: number;
  readonly ordinal: number;
  /** The drop reason where nothing but white space is left. */
  readonly reason: string;
  /** [start, end) in UTF-16 units; ascending, none touches another, none cuts a surrogate pair. */
  readonly cuts: readonly (readonly [start: number, end: number])[];
}

export type Decision = Removal | Edit;

/** Collects what a barrier needs to know of each sample of one split, and writes it under `folder`. */
export interface Sketcher {
  add(sample: Sample, ordinal: number): void;
  /** Publishes the sketch of the split; file names are relative to the folder given to `openSketch`. */
  finish(): Promise<void>;
}

export interface SketchSet {
  /**
   * First the parts of stored indexes, then one entry a split, in split order: the folder that its Sketcher wrote (of a part:
   * that `StoredSketches.copy` wrote), and how many samples were added. `split` numbers the addresses.
   */
  readonly splits: readonly { readonly split: number; readonly folder: string; readonly samples: number }[];
  /** How many of `splits` are parts of stored indexes. What they hold stays, whatever the keep policy prefers. */
  readonly stored: number;
  /** True for samples that an earlier barrier already removed; they take no part in matching. */
  isRemoved(split: number, ordinal: number): boolean;
}

/** Gives the cleaned texts back to a barrier that wants to verify a candidate pair. Bounded cache inside. */
export interface TextLookup {
  text(address: Address): Promise<string>;
  /** What `StoredSketches.arrays` kept with a document of a stored index, whose text is not at hand. */
  stored(address: Address, name: string): Promise<SampleArray>;
}

/** How what a barrier kept is stored, so that later runs are matched against it without its texts. */
export interface StoredSketches<P extends StageParameters = StageParameters> {
  /** Two runs can be compared when these are equal. */
  settings(params: z.output<P>): Readonly<Record<string, JsonValue>>;
  /** Bytes of a million documents, ids and addresses aside, and of arrays for each byte of their texts. */
  readonly diskBytesPerMillion: number;
  readonly diskBytesPerTextByte?: number;
  /**
   * Copies a sketch, of a split or of a stored part, without the samples that go. Those that stay are numbered anew, in their
   * order, and have rank 0: they precede every sample of a later run.
   *
   * @param renumber new ordinal of a sample, or `undefined` where it goes
   */
  copy(from: string, into: string, renumber: (ordinal: number) => number | undefined): void;
  /** Arrays to be kept with each document, from its text. */
  arrays?(params: z.output<P>): (text: string) => Readonly<Record<string, SampleArray>>;
}

/** sketch (per sample, tiny) -> match (per partition) -> verify (per split, where the stage has it) -> resolve -> removals or edits per split. */
export interface BarrierStage<P extends StageParameters = StageParameters> extends Declared<"barrier", P> {
  /** True when it edits samples: what follows then sees the edited texts, other barriers too. */
  readonly edits?: boolean;
  /** Where this is, what the stage kept can be stored, and its `match` takes stored parts (`SketchSet.stored`). */
  readonly stored?: StoredSketches<P>;
  /** Number of match partitions for an expected number of samples. Independent of the number of workers. */
  partitions(expectedSamples: number, params: z.output<P>): number;
  openSketch(
    folder: string,
    partitions: number,
    params: z.output<P>,
    context: StageContext,
  ): Promise<Sketcher>;
  /** Matches one partition over all splits and writes edges to `edgeFile`. Must be deterministic. */
  match(
    partition: number,
    sketches: SketchSet,
    edgeFile: string,
    texts: TextLookup,
    params: z.output<P>,
  ): Promise<void>;
  /**
   * Where this is, `match` writes candidates in place of edges; this judges those that belong to the split at place `split` of
   * `sketches.splits` and writes their edges. So a pair that several partitions found is judged once. Must be deterministic.
   */
  verify?(
    split: number,
    candidateFiles: readonly string[],
    sketches: SketchSet,
    edgeFile: string,
    texts: TextLookup,
    params: z.output<P>,
  ): Promise<void>;
  /** Components of all edges -> keepers by policy -> removals, or edits; in (split, ordinal) order. */
  resolve(edgeFiles: readonly string[], sketches: SketchSet, params: z.output<P>): AsyncIterable<Decision>;
}

/** What is known of a source before anything is read: its bytes, unpacked as far as sizes tell. */
export interface SourceBytes {
  readonly source: string;
  readonly bytes: number;
}

/** What one source (a named input) has to give. */
export interface SourceAmount {
  readonly source: string;
  /** Documents or rows. */
  readonly units: number;
  /** Their tokens; characters where there are no tokens. */
  readonly amount: number;
}

/** How often a source is gone through; 2.25 is twice, then once more a quarter of its units, chosen by a hash of their ids. */
export interface SourceShare {
  readonly source: string;
  readonly epochs: number;
  /** Tokens (characters) that were asked for, which a source can be too small for. */
  readonly wanted: number;
}

/**
 * Lays out anew what stands before it: documents in front of a packing stage or a text sink, rows behind a compose stage. The engine does
 * it in two passes on disk: units are dealt to buckets by their new place, then each bucket is ordered in memory.
 */
export interface OrderStage<P extends StageParameters = StageParameters> extends Declared<"order", P> {
  /** True: in random order; false: the units of each source keep theirs. */
  readonly shuffles: boolean;
  /** Bytes that are ordered in memory at once. The order does not depend on it. */
  bucketBytes(params: z.output<P>): number;
  /** Shares of the sources, for a stage that mixes them. Asked when all amounts are known. */
  shares?(sources: readonly SourceAmount[], params: z.output<P>): readonly SourceShare[];
  /** Bytes that pass through each of the two passes, for the forecast of disk; the bytes of all sources without it. */
  passBytes?(sources: readonly SourceBytes[], params: z.output<P>): number;
  /** What will be done, for people, before anything ran; complains about sources that the recipe does not have. */
  describe(sources: readonly SourceBytes[], params: z.output<P>): string[];
}

/** The tokens of the whole corpus in split order, seen as one stream of documents. */
export interface TokenStream {
  readonly documents: number;
  readonly tokens: number;
  /** Highest id that can occur plus one. */
  readonly vocabularySize: number;
  /** Reads tokens [from, to) of the stream into `into`; returns the starts (in stream positions) of documents in the range. */
  read(from: number, to: number, into: Uint32Array): Promise<readonly number[]>;
  /** Where prompts lie that reach into [from, to): [start, end) in stream positions. A document begins with its prompt. */
  prompts(from: number, to: number): readonly (readonly [start: number, end: number])[];
}

/**
 * Builds the rows that a model is fed. `stream` composers cut rows from the tokens of the whole corpus seen as one stream;
 * `rows` composers build rows from one sample after another, each split by itself.
 */
export type ComposeStage<P extends StageParameters = StageParameters> =
  | StreamComposeStage<P>
  | RowComposeStage<P>;

export interface StreamComposeStage<P extends StageParameters = StageParameters>
  extends Declared<"compose", P> {
  readonly composes: "stream";
  open(params: z.output<P>, context: StageContext): Composer;
}

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

/** @param documents what the row is made of; without them, the sample that is being taken */
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

export interface Composer {
  plan(stream: Pick<TokenStream, "documents" | "tokens" | "vocabularySize">): {
    readonly columns: readonly Column[];
    readonly rows: number;
    /** Bytes of one row in the output, for cutting shards. */
    readonly rowBytes: number;
    /** Where in the stream the first token of a row stands; the row goes on from there for `rowTokens`. */
    readonly rowStart: (row: number) => number;
    readonly rowTokens: number;
    /** Facts for the manifest: sequence length, padding tokens, dtype ... */
    readonly facts: Readonly<Record<string, number | string>>;
  };
  /** Rows [from, to), in batches; each is lent until the next one is asked for. */
  rows(stream: TokenStream, from: number, to: number): AsyncIterable<RowBatch>;
}

export interface ShardReceipt {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  /** The file beside the shard that tells where its rows begin, where the format has one. */
  readonly index?: { readonly file: string; readonly bytes: number; readonly sha256: string } | undefined;
  /** The file that tells the documents of its rows, where rows are made of several. */
  readonly origins?: { readonly file: string; readonly bytes: number; readonly sha256: string } | undefined;
}

/** Writes one shard file; the engine publishes it. */
export interface ShardWriter {
  write(batch: RowBatch): Promise<void>;
  finish(): Promise<void>;
  /** Bytes of the shard's index, in parts; asked after `finish` where the sink has an `indexExtension`. */
  index?(): Iterable<Uint8Array>;
  /** Closes and leaves nothing open; called when something failed. */
  abort(): Promise<void>;
}

export interface SinkStage<P extends StageParameters = StageParameters> extends Declared<"sink", P> {
  /** File ending of a shard, without the dot. */
  extension(params: z.output<P>): string;
  /** File ending of the index beside each shard; the engine writes, publishes and checks it like the shard. */
  indexExtension?(params: z.output<P>): string;
  /** Upper bound of bytes in a shard, from the parameters. */
  shardBytes(params: z.output<P>): number;
  /** Bytes that the format adds to each row, where they are many: headers of files in an archive. */
  rowOverheadBytes?(columns: readonly Column[]): number;
  openShard(path: string, columns: readonly Column[], params: z.output<P>): Promise<ShardWriter>;
  /** Files beside the shards (dataset_info.json, state.json ...): name -> content. Deterministic. */
  companions?(
    columns: readonly Column[],
    shards: readonly ShardReceipt[],
    params: z.output<P>,
  ): Readonly<Record<string, string>>;
}

export type AnyStage =
  | MapStage
  | FilterStage
  | BatchStage
  | SourceStage
  | BarrierStage
  | OrderStage
  | ComposeStage
  | SinkStage;

/** Declares a stage; the identity function that ties the parameter schema to the types of the functions. */
export function defineMap<P extends StageParameters>(stage: Omit<MapStage<P>, "kind">): MapStage<P> {
  return { kind: "map", ...stage };
}
export function defineFilter<P extends StageParameters>(stage: Omit<FilterStage<P>, "kind">): FilterStage<P> {
  return { kind: "filter", ...stage };
}
export function defineBatch<P extends StageParameters>(stage: Omit<BatchStage<P>, "kind">): BatchStage<P> {
  return { kind: "batch", ...stage };
}
export function defineSource<P extends StageParameters>(stage: Omit<SourceStage<P>, "kind">): SourceStage<P> {
  return { kind: "source", ...stage };
}
export function defineBarrier<P extends StageParameters>(
  stage: Omit<BarrierStage<P>, "kind">,
): BarrierStage<P> {
  return { kind: "barrier", ...stage };
}
export function defineCompose<P extends StageParameters>(
  stage: Omit<StreamComposeStage<P>, "kind" | "composes">,
): StreamComposeStage<P> {
  return { kind: "compose", composes: "stream", ...stage };
}
export function defineRowCompose<P extends StageParameters>(
  stage: Omit<RowComposeStage<P>, "kind" | "composes">,
): RowComposeStage<P> {
  return { kind: "compose", composes: "rows", ...stage };
}
export function defineOrder<P extends StageParameters>(stage: Omit<OrderStage<P>, "kind">): OrderStage<P> {
  return { kind: "order", ...stage };
}
export function defineSink<P extends StageParameters>(stage: Omit<SinkStage<P>, "kind">): SinkStage<P> {
  return { kind: "sink", ...stage };
}
