/** The plain facts of a finished run: what summary and report are made from. Serialisable; no times enter data files. */

import type { DropExample, DuplicateExample, EditExample, FailureExample } from "../run/observe.js";
import type { Mixture } from "../run/order/mixture.js";
import type { ForecastLine } from "./compare-forecast.js";

export interface StageFacts {
  readonly name: string;
  readonly kind: string;
  readonly summary: string;
  readonly in: number;
  readonly out: number;
  /** Samples by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly failed: Readonly<Record<string, number>>;
  readonly changed: number;
  /** What the stage found in the texts, by its own kinds. */
  readonly found: Readonly<Record<string, number>>;
  /** Thread seconds. */
  readonly seconds: number;
  /** UTF-16 code units that entered. */
  readonly unitsIn: number;
  /** What each drop reason means, in words. */
  readonly reasonsText: Readonly<Record<string, string>>;
}

export interface RunFacts {
  /** What was forecast against what came, where the run was held against a forecast. */
  readonly forecast: readonly ForecastLine[];
  readonly recipeName: string;
  readonly planHash: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Time and memory are those of the last start; earlier ones did some of the work. */
  readonly isResumed: boolean;
  readonly wallSeconds: number;
  /** CPU seconds of the process that made the dataset, without tasks on a cluster; the same holds for its memory. */
  readonly cpuSeconds: number;
  /** How long all tasks took, added up, where a cluster did them. */
  readonly clusterSeconds: number | undefined;
  /** Threads; on a cluster those of one job. */
  readonly workers: number;
  readonly peakRssBytes: number;
  readonly stages: readonly StageFacts[];
  /** Samples by language that entered and left. */
  readonly languages: Readonly<Record<string, { readonly in: number; readonly out: number }>>;
  /** Samples by characters; bin i covers [edges[i], edges[i + 1]). */
  readonly lengthHistogram: {
    readonly before: readonly number[];
    readonly after: readonly number[];
    readonly edges: readonly number[];
  };
  readonly scoreHistograms: readonly {
    readonly stage: string;
    readonly edges: readonly number[];
    readonly kept: readonly number[];
    readonly dropped: readonly number[];
  }[];
  readonly examples: readonly DropExample[];
  readonly edits: readonly EditExample[];
  readonly quarantine: readonly FailureExample[];
  readonly duplicates: readonly DuplicateExample[];
  /** What was mixed, and what it was to be. */
  readonly mixture: Mixture | undefined;
  readonly output: {
    readonly format: string;
    readonly rows: number;
    readonly tokens: number;
    readonly shards: readonly {
      readonly file: string;
      readonly rows: number;
      readonly bytes: number;
      readonly sha256: string;
    }[];
    readonly facts: Readonly<Record<string, number | string>>;
  };
  readonly warnings: readonly string[];
  /** Nothing was left, and not because earlier runs have it all: nobody should go on with it unknowing. */
  readonly isUnexpectedlyEmpty: boolean;
}
