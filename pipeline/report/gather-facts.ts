/** Receipts and ledger -> the plain facts that report and summary are made from. */

import type { Forecasted } from "../forecast/forecast-file.js";
import type { Plan } from "../plan/plan.js";
import type { Job } from "../run/job.js";
import type { LedgerTotals } from "../run/ledger.js";
import { addObservations, emptyObservations, histogramBins, scoreBins } from "../run/observe.js";
import type { PhaseSummary } from "../run/phase-summary.js";
import type { RunResult } from "../run/run.js";
import { type Phases, runTotals } from "../run/run-ledger.js";
import { compareForecast } from "./compare-forecast.js";
import type { RunFacts, StageFacts } from "./run-facts.js";
import { warningsOf } from "./warnings.js";

export interface Measured {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly workers: number;
  readonly peakRssBytes: number;
  /** Whether others than this process did the tasks. */
  readonly onCluster: boolean;
  readonly forecast: Forecasted | undefined;
}

export function gatherFacts(job: Job, result: RunResult, measured: Measured): RunFacts {
  const { plan, stages } = job;
  const { manifest, phases } = result;
  const observed = plan.segments.map((_, segment) => phases.get(`stream-${segment}`)?.observations);
  const all = emptyObservations();
  for (const each of observed) if (each !== undefined) addObservations(all, each);
  const ledger = runTotals(plan, phases);
  const knownAt = whereAllWasKnown(ledger, plan);
  return {
    forecast: forecastLines(result, ledger, measured),
    recipeName: plan.recipe.name,
    planHash: plan.hash,
    versions: { node: process.version },
    isResumed: result.isResumed,
    wallSeconds: measured.wallSeconds,
    cpuSeconds: measured.cpuSeconds,
    clusterSeconds: measured.onCluster ? sumOf(phases, ({ seconds }) => seconds) : undefined,
    workers: measured.workers,
    peakRssBytes: measured.peakRssBytes,
    stages: ledger.stages.map((entry) => stageFacts(entry, stages, all.seconds)),
    languages: languageFunnels(ledger),
    lengthHistogram: {
      before: observed[0]?.lengthsBefore ?? [],
      after: observed.at(-1)?.lengthsAfter ?? [],
      edges: lengthEdges,
    },
    scoreHistograms: Object.entries(all.scores).map(([stage, { kept, dropped }]) => ({
      stage,
      edges: scoreEdges,
      kept,
      dropped,
    })),
    examples: all.drops,
    edits: all.edits,
    quarantine: all.failures,
    duplicates: all.duplicates,
    mixture: manifest.mixture,
    output: {
      format: manifest.sink,
      rows: manifest.rows,
      tokens: manifest.tokens,
      shards: manifest.shards,
      facts: manifest.facts,
    },
    isUnexpectedlyEmpty: manifest.rows === 0 && knownAt === undefined,
    warnings: warningsOf(ledger, plan.files, manifest, knownAt, all.failures[0]),
  };
}

/** Bin 0 of the lengths holds empty texts, bin i those of 2^(i-1) characters and more: see `observe.ts`. */
const lengthEdges = Array.from({ length: histogramBins + 1 }, (_, bin) => (bin === 0 ? 0 : 2 ** (bin - 1)));
const scoreEdges = [
  ...Array.from({ length: scoreBins + 1 }, (_, bin) => bin / scoreBins),
  ...Array.from({ length: histogramBins + 1 }, (_, power) => 2 ** (power + 1)),
];

function sumOf(phases: Phases, part: (phase: PhaseSummary) => number): number {
  return [...phases.values()].reduce((sum, phase) => sum + part(phase), 0);
}

/** What was forecast against what came; nothing for a run that was done already. */
function forecastLines(result: RunResult, ledger: LedgerTotals, measured: Measured): RunFacts["forecast"] {
  if (measured.forecast === undefined || result.alreadyDone) return [];
  return compareForecast(measured.forecast, {
    seconds: measured.wallSeconds,
    documents: ledger.written,
    tokens: result.manifest.tokens,
    outputBytes: result.manifest.bytes,
    temporaryBytes: sumOf(result.phases, ({ temporaryBytes }) => temporaryBytes),
    peakBytes: measured.onCluster ? undefined : measured.peakRssBytes,
  });
}

function stageFacts(
  entry: LedgerTotals["stages"][number],
  stages: Job["stages"],
  seconds: Readonly<Record<string, number>>,
): StageFacts {
  const declared =
    stages.find((stage) => stage.name === entry.stage.replace(/-\d+$/, "")) ??
    stages.find((stage) => stage.name === entry.stage);
  return {
    name: entry.stage,
    kind: declared?.kind ?? "map",
    summary: declared?.summary ?? "",
    in: entry.in,
    out: entry.out,
    dropped: entry.dropped,
    failed: entry.failed,
    changed: entry.changed,
    found: entry.found,
    seconds: seconds[entry.stage] ?? 0,
    unitsIn: entry.units,
    reasonsText: { ...(declared?.reasons ?? {}) },
  };
}

/**
 * How many samples of each language entered and left. The source knows no language, so the samples that entered are those of the first
 * stage behind it.
 */
function languageFunnels({ stages }: LedgerTotals): RunFacts["languages"] {
  const languages: Record<string, { in: number; out: number }> = {};
  for (const [language, [entered]] of Object.entries(stages[1]?.languages ?? {}))
    languages[language] = { in: entered, out: 0 };
  for (const [language, [, kept]] of Object.entries(stages.at(-1)?.languages ?? {}))
    languages[language] = { in: languages[language]?.in ?? 0, out: kept };
  return languages;
}

/**
 * The stage that was matched against earlier runs and let nothing through. Of duplicates among themselves one always stays, so
 * earlier runs kept all that came to it: an increment without anything new, and not a run that went wrong.
 */
function whereAllWasKnown({ stages }: LedgerTotals, { stored }: Plan): string | undefined {
  return stages.find(
    (entry, position) => (stored[position]?.length ?? 0) > 0 && entry.in > 0 && entry.out === 0,
  )?.stage;
}
