/**
 * When filters decide (`decide` in the recipe): at once; later, which keeps all samples with their scores; or from scores
 * that were kept, which runs no filter and reads no text.
 */
import { SampleError } from "../../contracts/errors.js";
import { firstPassed } from "../../contracts/limits.js";
import { scoreKey } from "../../contracts/sample.js";
import type { FilterFunction, FilterStage, Limit, StageContext } from "../../contracts/stage.js";

export type Decide = "now" | "later" | "stored";

/** Name of the score that is kept for a filter which does not decide by limits: 1 when it would have dropped the sample. */
const verdictMeasure = "dropped";

/** The limits by which kept scores of a filter are judged. */
export function limitsOf(stage: FilterStage, params: Readonly<Record<string, unknown>>): readonly Limit[] {
  if (stage.limits !== undefined) return stage.limits(params);
  const [reason = "dropped"] = Object.keys(stage.reasons ?? {});
  return [{ parameter: "", of: verdictMeasure, above: 0.5, reason }];
}

/** The limit that the kept scores of a sample pass; `step` is the name of the filter's step in the run. */
export function judge(
  step: string,
  limits: readonly Limit[],
  scores: Readonly<Record<string, number>>,
): Limit | undefined {
  return firstPassed(limits, (name) => scores[scoreKey(step, name)]);
}

/** The kept score that passed a limit; of a filter which does not decide by limits, the one that it gave. */
export function scoreBehind(
  step: string,
  { of }: Limit,
  scores: Readonly<Record<string, number>>,
): number | undefined {
  return scores[scoreKey(step, of === verdictMeasure ? undefined : of)];
}

export async function openFilter(
  step: string,
  stage: FilterStage,
  params: Readonly<Record<string, unknown>>,
  context: StageContext,
  decide: Decide,
): Promise<FilterFunction> {
  if (decide === "stored") return fromScores(step, limitsOf(stage, params));
  const filter = await stage.open(params, context);
  if (decide === "now") return filter;
  const hasLimits = stage.limits !== undefined;
  return (sample, found) => {
    const verdict = filter(sample, found);
    if (hasLimits) return { ...verdict, reason: undefined };
    const dropped = { [verdictMeasure]: verdict.reason === undefined ? 0 : 1 };
    return { score: verdict.score, reason: undefined, scores: { ...verdict.scores, ...dropped } };
  };
}

function fromScores(step: string, limits: readonly Limit[]): FilterFunction {
  return ({ scores }) => {
    const limit = judge(step, limits, scores);
    const key = scoreKey(step, (limit ?? limits[0])?.of);
    const score = scores[key];
    if (score === undefined) {
      throw new SampleError("no-score", `the sample has no score "${key}": it was not kept by a run`);
    }
    return { score, reason: limit?.reason };
  };
}
