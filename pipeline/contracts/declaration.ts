/** What every stage declares of itself, whatever its kind. */
import type { z } from "zod";

/** An object schema of zod: each parameter with a default, and described with its unit. */
export type StageParameters = z.ZodObject;

/** What a stage may know of the run that it works for. */
export interface StageContext {
  /** Folder that relative paths in parameters refer to (where the recipe stands). */
  readonly baseDir: string;
  /** Seed of the run; every random choice derives from it and from the sample's id. */
  readonly seed: number;
}

/** The part of a declaration that stages of all kinds share. */
export interface Declared<Kind extends string, P extends StageParameters> {
  readonly kind: Kind;
  /** kebab-case; the word used in YAML, CLI, docs and reports. */
  readonly name: string;
  /** What it does, in one sentence. */
  readonly summary: string;
  /** Paper, specification or measurement that the rule and its constants come from. */
  readonly source: string;
  /** What a recipe can set. */
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
    /** Bytes of memory for each byte of the stage's `files`, for stages whose files are large, such as models. */
    readonly memoryPerFileByte?: number;
    readonly diskBytesPerMillion?: number;
  };
  /**
   * Files that the stage reads besides the samples (dictionaries, tokenizers), from its parameters. Their content is
   * hashed into the plan.
   */
  readonly files?: (params: z.output<P>) => readonly string[];
}
