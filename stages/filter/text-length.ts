import { z } from "zod";
import { defineScoredFilter } from "../../pipeline/contracts/limits.js";
import { profileOf } from "../text/profile.js";

const parameters = z.object({
  min: z.number().int().min(0).default(10).describe("Fewest visible characters (white space does not count)"),
  max: z
    .number()
    .int()
    .min(1)
    .default(5_000_000)
    .describe("Most visible characters (CPM-2 skips documents of more than 5 million)"),
});

/** Drops empty, tiny and giant texts. */
export const textLength = defineScoredFilter({
  name: "text-length",
  summary: "Drops texts that are shorter or longer than a range of visible characters.",
  source:
    "TsinghuaAI/CPM-2-Pretrain preprocessing (over 5,000,000 characters skipped); minimum as in WuDaoCorpora",
  parameters,
  reasons: {
    "too-short": "fewer visible characters than the minimum",
    "too-long": "more visible characters than the maximum",
  },
  examples: [
    { in: "床前明月光，疑是地上霜。", out: "床前明月光，疑是地上霜。" },
    { in: "   短   ", out: null },
    { in: "这一段太长了", out: null, params: { min: 1, max: 5 } },
  ],
  limits: ({ min, max }) => [
    { parameter: "min", below: min, reason: "too-short" },
    { parameter: "max", above: max, reason: "too-long" },
  ],
  measure: () => (sample) => profileOf(sample.text).visible,
});
