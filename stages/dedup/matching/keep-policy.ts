/** Keep policies: which of several duplicates stays. A policy turns a sample into a rank; the smallest rank stays. */
import { z } from "zod";
import { float32Bits } from "../../../pipeline/contracts/float32.js";
import type { Sample } from "../../../pipeline/contracts/sample.js";

/** Parameters that every dedup stage has, to be spread into its own. */
export const keepParameters = {
  keep: z
    .enum(["first", "longest", "best-score", "preferred-source", "earliest-date"])
    .default("first")
    .describe(
      "Which of several duplicates stays: the first of the corpus, the longest text, the one with the highest score, the one " +
        "of the most preferred source, or the oldest. Among equals the first of the corpus",
    ),
  "keep-by": z
    .array(z.string())
    .default([])
    .describe(
      "What the policy goes by: for best-score the name of the filter that gave the score; for preferred-source the names of " +
        "inputs, the most preferred first; for earliest-date the field of the record that holds a date",
    ),
};

export interface KeepPolicy {
  readonly keep: z.output<(typeof keepParameters)["keep"]>;
  readonly "keep-by": readonly string[];
}

const goingBy = new Set(["best-score", "preferred-source", "earliest-date"]);

/** Arguments for zod's `refine`: some policies need `keep-by` to say what they go by. */
export const keepRefinement = {
  check: (policy: { readonly keep: string; readonly "keep-by": readonly string[] }): boolean =>
    policy["keep-by"].length > 0 || !goingBy.has(policy.keep),
  problem: {
    path: ["keep-by"],
    message:
      "best-score, preferred-source and earliest-date need keep-by: the score, the sources or the field",
  },
};

/** True when the order of the corpus alone decides, so that ranks need not be stored. */
export function isUnranked(policy: { readonly keep: string }): boolean {
  return policy.keep === "first";
}

const lastRank = 0xffffffff;
/** Rank of what earlier runs kept: before all others. */
export const storedRank = 0;
const firstRank = 1;

/** The sample with most of something stays. */
export function rankOfMost(amount: number): number {
  return lastRank - amount;
}

/**
 * Unsigned 32-bit rank of a sample; the smallest stays. Samples without the score or date come last. No sample has
 * `storedRank`, which is that of documents of stored indexes.
 */
export function rankFunction(policy: KeepPolicy): (sample: Sample) => number {
  const by = policy["keep-by"];
  const [name = ""] = by;
  switch (policy.keep) {
    case "first":
      return () => firstRank;
    case "longest":
      return (sample) => rankOfMost(sample.text.length);
    case "best-score":
      return (sample) => rankOfScore(sample.scores[name]);
    case "preferred-source":
      return (sample) => {
        const place = by.indexOf(sample.source);
        return firstRank + (place === -1 ? by.length : place);
      };
    case "earliest-date":
      return (sample) => rankOfDate(sample.meta[name]);
  }
}

/** The bits of a float32 sort like the number once negative ones are turned round. */
function rankOfScore(score: number | undefined): number {
  if (score === undefined || Number.isNaN(score)) return lastRank;
  // -0 is 0.
  const word = float32Bits(score + 0);
  const ascending = word >= 0x80000000 ? ~word >>> 0 : word + 0x80000000;
  return lastRank - ascending;
}

/** Minutes before the year 1 until 1970. */
const epochMinutes = 1_035_593_280;

/**
 * Minutes since the year 1: reaches to the year 8166. Takes what `Date` reads, 2015年3月4日, 20150304, and seconds or milliseconds since
 * 1970.
 */
function rankOfDate(field: unknown): number {
  const value = typeof field === "string" && sinceEpoch.test(field) ? Number(field) : field;
  let time = Number.NaN;
  if (typeof value === "string" || compactDate.test(String(value))) time = timeOf(spelledOut(String(value)));
  // Seconds until 1e11 (the year 5138), milliseconds above.
  else if (typeof value === "number") time = Math.abs(value) < 1e11 ? value * 1000 : value;
  if (Number.isNaN(time)) return lastRank;
  return Math.min(lastRank - 1, Math.max(firstRank, Math.floor(time / 60_000) + epochMinutes));
}

/** Seconds or milliseconds since 1970, which CSV has as texts. */
const sinceEpoch = /^\s*\d{10}(?:\d{3})?\s*$/;
/** As seconds since 1970 it would be in that year. */
const compactDate = /^((?:19|20)\d\d)(\d\d)(\d\d)$/;

/** A date as `Date` reads it: without a day of the week (星期三) and hours that are spelled out (12时30分). */
function spelledOut(date: string): string {
  return date
    .trim()
    .replace(compactDate, "$1-$2-$3")
    .replace(/(\d)\s*[年月]\s*(?=\d)/g, "$1-")
    .replace(/(\d)\s*[年月日号]/, "$1 ")
    .replace(/ [（(]?\d*\p{Script=Han}.*/u, "");
}

const zoned = /:\d\d[\d.]*\s*(?:[AP]M\s*)?(?:Z|UTC?|GMT|[ECMP][SD]T|[+-]\d)/i;

/** What names no time zone is taken as UTC: `Date` takes most of it in the machine's zone, and each would keep other samples. */
function timeOf(date: string): number {
  if (zoned.test(date)) return Date.parse(date);
  const time = Date.parse(`${date}Z`);
  // Behind AM and PM only the name is understood, behind an ISO date only the letter.
  return Number.isNaN(time) ? Date.parse(`${date} UTC`) : time;
}
