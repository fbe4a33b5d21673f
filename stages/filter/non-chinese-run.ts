import { z } from "zod";
import { defineScoredFilter } from "../../pipeline/contracts/limits.js";
import * as c from "../text/characters/charclass.js";
import { charClass } from "../text/characters/charclass.js";
import { codeFences, FenceCursor } from "../text/code-fences.js";
import { profileOf } from "../text/profile.js";
import { countOf, kindSet, kindsOf, longestLeast, nextKind, nextRun } from "../text/units/unit-kinds.js";

const parameters = z.object({
  "max-run": z
    .number()
    .int()
    .min(1)
    .default(10)
    .describe("Longest run of non-Chinese characters that is no offence, in characters"),
  "max-share": z
    .number()
    .min(0)
    .max(1)
    .default(0.05)
    .describe(
      "Highest share of visible characters that may stand in longer runs without sense (not with strict)",
    ),
  strict: z
    .boolean()
    .default(false)
    .describe("Literal rule: any run longer than max-run drops the text, words, URLs and code included"),
});

/**
 * Drops texts with long runs of foreign characters that make no sense. A run makes sense when it consists of words,
 * numbers, URLs, rules (-----) or is code in a fence or between backticks.
 */
export const nonChineseRun = defineScoredFilter({
  name: "non-chinese-run",
  summary: "Drops texts with more than 10 consecutive non-Chinese characters that make no sense.",
  source:
    "Yuan et al. 2021, §2.2 (more than 10 consecutive non-Chinese characters); the exception for words, numbers, URLs and code is this project's",
  parameters,
  reasons: { "foreign-run": "runs of characters that are neither Chinese nor words" },
  examples: [
    {
      in: "我们使用 Elasticsearch 和 https://www.example.com/a/b?c=d 查询",
      out: "我们使用 Elasticsearch 和 https://www.example.com/a/b?c=d 查询",
    },
    { in: "前文 ^%$&*#@!)(*&^%$#~ 后文", out: null },
    {
      in: "名称须匹配 `^[a-z](?:[a-z]|-(?=[a-z])){0,38}$`",
      out: "名称须匹配 `^[a-z](?:[a-z]|-(?=[a-z])){0,38}$`",
    },
    { in: "我们使用 Elasticsearch 查询", out: null, params: { strict: true } },
  ],
  limits: (params) =>
    params.strict
      ? [{ parameter: "max-run", above: params["max-run"], reason: "foreign-run" }]
      : [{ parameter: "max-share", above: params["max-share"], reason: "foreign-run" }],
  measure: (params) => (sample) => {
    const maxRun = params["max-run"];
    if (params.strict) return longestRun(sample.text);
    const p = profileOf(sample.text);
    const signs = p.punctuationAscii + p.latin1Sign + p.letterOther + p.fullwidthSymbol + p.symbol;
    if (signs <= maxRun / 2) return 0;
    return p.visible === 0 ? 0 : senselessUnits(sample.text, maxRun) / p.visible;
  },
});

/** Longest run of units that are neither Han nor Chinese punctuation nor white space. */
function longestRun(text: string): number {
  kindsOf(text);
  const { length } = text;
  let longest = 0;
  for (let start = nextKind(foreign, 0, length); start < length; ) {
    const end = nextKind(chinese, start, length);
    longest = Math.max(longest, end - start);
    start = nextKind(foreign, end, length);
  }
  return longest;
}

/** Units in runs longer than `maxRun` in which most units are neither letters, digits nor rules. */
function senselessUnits(text: string, maxRun: number): number {
  const units = kindsOf(text);
  const { length } = text;
  let fences: FenceCursor | undefined;
  let total = 0;
  const least = Math.min(maxRun + 1, longestLeast);
  for (let start = nextRun(foreign, least, 0, length); start < length; ) {
    const end = nextKind(chinese, start + least, length);
    // Most runs are words, so this cheap test comes first.
    if (
      end - start > maxRun &&
      countOf(symbols, start, end) * 2 > end - start &&
      isSenseless(units, start, end)
    ) {
      fences ??= new FenceCursor(codeFences(text));
      if (fences.endAround(start) === 0) total += end - start;
    }
    start = nextRun(foreign, least, end, length);
  }
  return total;
}

/** Whether most units of a run are signs, of several kinds, and not code between backticks. */
function isSenseless(units: Uint16Array, start: number, end: number): boolean {
  let signs = 0;
  let kinds = 0;
  // Signs before the last backtick that opened code; what it holds makes sense once it is closed.
  let before = -1;
  for (let i = start; i < end; i++) {
    const unit = units[i]!;
    if (!isSymbol(charClass[unit]!)) continue;
    if (unit === backtick) {
      if (before >= 0) signs = before;
      before = before >= 0 ? -1 : signs;
    }
    signs++;
    kinds |= 1 << (unit & 31);
  }
  return signs * 2 > end - start && isMixed(kinds);
}

const backtick = 0x60;

const foreign = kindSet(isForeign);
const chinese = kindSet((kind) => !isForeign(kind));

/** Foreign units that are part of no word and no rule. */
const symbols = kindSet(isSymbol);

function isSymbol(kind: number): boolean {
  const isRule = kind === c.RULE_SIGN || kind === c.POINT || kind === c.TILDE;
  return isForeign(kind) && !c.isWordClass(kind) && !isRule;
}

function isForeign(kind: number): boolean {
  if (kind === c.PUNCTUATION_CJK || kind === c.SURROGATE || kind === c.PRIVATE_USE) return false;
  return !c.isHanClass(kind) && !c.isBlankClass(kind);
}

/** At least three different signs. */
function isMixed(kinds: number): boolean {
  const withoutOne = kinds & (kinds - 1);
  return (withoutOne & (withoutOne - 1)) !== 0;
}
