/**
 * Filters whose decision is a comparison of what they measured with limits. The comparison stands apart from the
 * measuring, so that it can be made again, with other limits, from scores that were kept (`decide` in the recipe).
 */
import type { z } from "zod";
import type { Sample } from "./sample.js";
import type { CountFound, FilterStage, Limit, StageContext, StageParameters } from "./stage.js";

/** What a filter measured: one score, or several by name. */
export type Measures = number | Readonly<Record<string, number>>;

type ScoreFunction = (sample: Sample, found?: CountFound) => Measures;

interface ScoredFilter<P extends StageParameters>
  extends Omit<FilterStage<P>, "kind" | "open" | "limits" | "reasons"> {
  readonly reasons: Readonly<Record<string, string>>;
  readonly limits: (params: z.output<P>) => readonly Limit[];
  readonly measure: (params: z.output<P>, context: StageContext) => ScoreFunction | Promise<ScoreFunction>;
}

/** Declares a filter by what it measures and by its limits. Limits are tried in order: the first that is passed names the reason. */
export function defineScoredFilter<P extends StageParameters>(stage: ScoredFilter<P>): FilterStage<P> {
  const { measure, limits, ...declared } = stage;
  return {
    kind: "filter",
    ...declared,
    limits,
    open: async (params, context) => {
      const measured = await measure(params, context);
      const known = limits(params);
      return (sample, found) => {
        const measures = rounded(measured(sample, found));
        if (typeof measures === "number")
          return { score: measures, reason: passedBy(known, measures)?.reason };
        const limit = firstPassed(known, (name) => measures[name ?? ""]);
        const main = measures[(limit ?? known[0])?.of ?? ""] ?? 0;
        return { score: main, reason: limit?.reason, scores: measures };
      };
    },
  };
}

/** The first limit that the scores pass; a score that is not there passes none. */
export function firstPassed(
  limits: readonly Limit[],
  scoreOf: (name: string | undefined) => number | undefined,
): Limit | undefined {
  return limits.find((limit) => {
    const score = scoreOf(limit.of);
    // A kept score is null where what was measured was no finite number.
    return typeof score === "number" && passes(limit, score);
  });
}

/**
 * Like `firstPassed`, for a stage that measures one thing. Nearly all filters do, so this is a plain loop: creating a closure for
 * each sample would cost more than some filters do.
 */
function passedBy(limits: readonly Limit[], score: number): Limit | undefined {
  for (const limit of limits) if (passes(limit, score)) return limit;
  return undefined;
}

function passes({ below, above }: Limit, score: number): boolean {
  return (below !== undefined && score < below) || (above !== undefined && score > above);
}

/** Two limits that leave no score between them. */
export function contradictionOf(limits: readonly Limit[]): readonly [low: Limit, high: Limit] | undefined {
  for (const low of limits)
    for (const high of limits)
      if (low.of === high.of && low.below !== undefined && high.above !== undefined && low.below > high.above)
        return [low, high];
  return undefined;
}

/** The parameters that differ and are not limits. They change what is measured, so stored scores do not fit them. */
export function changedMeasures(
  stage: FilterStage,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string[] {
  const limits = [...(stage.limits?.(before) ?? []), ...(stage.limits?.(after) ?? [])];
  const named = new Set(limits.map(({ parameter }) => parameter));
  // A list of phrases is named by the limit on how many of them occur, and is measured with all the same.
  const isLimit = (key: string): boolean =>
    named.has(key) &&
    [before[key], after[key]].every((value) => ["number", "undefined"].includes(typeof value));
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => !isLimit(key) && JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  );
}

/** Rounds scores as they are stored, so that a decision made later from stored scores equals the decision made at once. */
function rounded(measures: Measures): Measures {
  if (typeof measures === "number") return roundScore(measures);
  return Object.fromEntries(Object.entries(measures).map(([name, score]) => [name, roundScore(score)]));
}

/** Scores are kept to a millionth. */
export function roundScore(score: number): number {
  return Math.round(score * 1e6) / 1e6;
}
