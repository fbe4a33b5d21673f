/** What a mixture was to be and what it became, source by source: counted when the units were dealt. */
import type { Ordering } from "../../plan/orderings.js";
import { partOf } from "../finished-parts.js";
import type { Job } from "../job.js";
import { arrange } from "./arrangement.js";

export interface MixedSource {
  readonly source: string;
  /** Documents or rows that it has, and what they measure. */
  readonly units: number;
  readonly available: number;
  readonly epochs: number;
  readonly wanted: number;
  readonly got: number;
  /** Documents or rows that were taken, repeats counted. */
  readonly taken: number;
}

export interface Mixture {
  /** What is mixed, and what it is measured in. */
  readonly of: Ordering["of"];
  readonly measure: "tokens" | "characters";
  readonly wanted: number;
  readonly got: number;
  readonly sources: readonly MixedSource[];
}

/** Undefined where the ordering mixes nothing. Its deal tasks must be done. */
export function readMixture(job: Job, { stages: [stage = 0], of }: Ordering): Mixture | undefined {
  const { units, sources, shares, mixes } = arrange(job, stage);
  if (!mixes) return undefined;
  const dealt = units.parts.map((_, part) => partOf(job, `deal-${stage}`, part).facts);
  const mixed = sources.map(({ source, units: count, amount }): MixedSource => {
    const share = shares.find((each) => each.source === source);
    const own = dealt.filter((facts) => facts.source === source);
    const sum = (name: string): number => own.reduce((before, facts) => before + Number(facts[name]), 0);
    return {
      source,
      units: count,
      available: amount,
      epochs: share?.epochs ?? 1,
      wanted: Math.round(share?.wanted ?? amount),
      got: sum("amount"),
      taken: sum("units"),
    };
  });
  const total = (part: "wanted" | "got"): number => mixed.reduce((sum, each) => sum + each[part], 0);
  return { of, measure: units.measure, wanted: total("wanted"), got: total("got"), sources: mixed };
}
