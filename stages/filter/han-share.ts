import { z } from "zod";
import { defineScoredFilter } from "../../pipeline/contracts/limits.js";
import { profileOf } from "../text/profile.js";

const parameters = z.object({
  min: z
    .number()
    .min(0)
    .max(1)
    .default(0.05)
    .describe(
      "Lowest share of Han characters among visible characters (EvalWeb: 0.30; 0.05 keeps technical texts with much code)",
    ),
  max: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe("Highest share of Han characters among visible characters"),
});

/** Drops texts that are mostly not Chinese. */
export const hanShare = defineScoredFilter({
  name: "han-share",
  summary: "Drops texts whose share of Chinese characters is outside a range.",
  source:
    "ChineseWebText/EvalWeb preprocess.py (0.30 there); default measured on Chinese technical documentation",
  parameters,
  reasons: {
    "low-han-share": "share of Chinese characters below the minimum",
    "high-han-share": "share of Chinese characters above the maximum",
  },
  examples: [
    { in: "主要是中文的一段话，with a few words.", out: "主要是中文的一段话，with a few words." },
    { in: "Only English text stands here 中", out: null },
    { in: "使用 Docker Compose 部署 Kubernetes", out: null, params: { min: 0.3 } },
  ],
  limits: ({ min, max }) => [
    { parameter: "min", below: min, reason: "low-han-share" },
    { parameter: "max", above: max, reason: "high-han-share" },
  ],
  measure: () => (sample) => {
    const p = profileOf(sample.text);
    return p.visible === 0 ? 0 : p.han / p.visible;
  },
});
