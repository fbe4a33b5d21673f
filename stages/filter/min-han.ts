import { z } from "zod";
import { defineScoredFilter } from "../../pipeline/contracts/limits.js";
import { profileOf } from "../text/profile.js";

const parameters = z.object({
  min: z.number().int().min(0).default(10).describe("Fewest Han characters of a text"),
});

/** Drops texts with hardly any Chinese characters. */
export const minHan = defineScoredFilter({
  name: "min-han",
  summary: "Drops texts with too few Chinese characters (by default fewer than 10).",
  source: "Yuan et al. 2021, §2.2 (pages with fewer than 10 Chinese characters are dropped)",
  parameters,
  reasons: { "too-few-han": "fewer Chinese characters than the minimum" },
  examples: [
    { in: "床前明月光疑是地上霜", out: "床前明月光疑是地上霜" },
    { in: "Hello 世界", out: null },
    { in: "Hello 世界", out: "Hello 世界", params: { min: 2 } },
  ],
  limits: ({ min }) => [{ parameter: "min", below: min, reason: "too-few-han" }],
  measure: () => (sample) => profileOf(sample.text).han,
});
