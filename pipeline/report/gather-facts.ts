/** Receipts and ledger -> the plain facts that report and summary are made from. */

import type { Forecasted } from "../forecast/forecast-file.js";
import type { Plan } from "../plan/plan.js";
import { type WholeLedger, wholeLedger } from "../run/finish.js";
import type { Job } from "../run/job.js";
import { histogramBins, mergeObservations, scoreBins } from "../run/observe.js";
import type { Receipt } from "../run/receipts.js";
import type { RunResult } from "../run/run.js";
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
  const { manifest, receipts } = result;
  const streams = plan.segments.map((_, segment) => receipts.get(`stream-${segment}`) ?? []);
  const observed = streams.map((phase) => mergeObservations(phase.map((receipt) => receipt.observations)));
  const all = mergeObservations(observed);
  const ledger = wholeLedger(job.plan, receipts);
  const knownAt = whereAllWasKnown(ledger, plan);
  return {
    forecast: forecastLines(result, ledger, measured),
    recipeName: plan.recipe.name,
    planHash: plan.hash,
    versions: { node: process.version },
    isResumed: result.isResumed,
    wallSeconds: measured.wallSeconds,
    cpuSeconds: measured.cpuSeconds,
    clusterSeconds: measured.onCluster
      ? receiptsOf(result).reduce((sum, { seconds = 0 }) => sum + seconds, 0)
      : undefined,
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

function receiptsOf({ receipts }: RunResult): readonly Receipt[] {
  return [...receipts.values()].flat();
}

/** What was forecast against what came; nothing for a run that was done already. */
function forecastLines(result: RunResult, ledger: WholeLedger, measured: Measured): RunFacts["forecast"] {
  if (measured.forecast === undefined || result.alreadyDone) return [];
  const temporaryBytes = receiptsOf(result)
    .flatMap(({ files }) => files)
    .reduce((sum, { file, bytes }) => sum + (file.startsWith(".run") ? bytes : 0), 0);
  return compareForecast(measured.forecast, {
    seconds: measured.wallSeconds,
    documents: ledger.written,
    tokens: result.manifest.tokens,
    outputBytes: result.manifest.bytes,
    temporaryBytes,
    peakBytes: measured.onCluster ? undefined : measured.peakRssBytes,
  });
}

function stageFacts(
  entry: WholeLedger["stages"][number],
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
function languageFunnels({ stages }: WholeLedger): RunFacts["languages"] {
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
function whereAllWasKnown({ stages }: WholeLedger, { stored }: Plan): string | undefined {
  return stages.find(
    (entry, position) => (stored[position]?.length ?? 0) > 0 && entry.in > 0 && entry.out === 0,
  )?.stage;
}
