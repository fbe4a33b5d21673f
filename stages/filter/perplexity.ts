import { z } from "zod";
import { defineScoredFilter } from "../../pipeline/contracts/limits.js";
import { perplexityModel } from "./quality/model-choice.js";

const parameters = z.object({
  model: perplexityModel.parameter,
  min: z
    .number()
    .min(0)
    .default(0)
    .describe("Lowest perplexity for each character: texts below repeat themselves"),
  max: z
    .number()
    .min(1)
    .default(2500)
    .describe("Highest perplexity for each character: texts above are noise"),
});

/** Drops what no language looks like. */
export const perplexity = defineScoredFilter({
  name: "perplexity",
  summary: "Drops texts that a character n-gram model finds too surprising, or too little so.",
  source:
    "Wenzek et al. 2020 (CCNet) filter by the perplexity of a KenLM model; interpolated Kneser-Ney over characters here, so that no segmentation is needed",
  parameters,
  reasons: {
    "low-perplexity": "perplexity below the minimum",
    "high-perplexity": "perplexity above the maximum",
  },
  cost: { memoryBytes: 6_000_000 },
  files: perplexityModel.files,
  examples: [
    { in: "今天天气很好，我们去公园散步。", out: "今天天气很好，我们去公园散步。" },
    { in: "昍暚媐籡觸瞉嫇藙襗窼騋霵鎩蘝", out: null },
    { in: "鐨勬枃瀛楄褰曠潃鍘嗗彶", out: null },
  ],
  limits: ({ min, max }) => [
    { parameter: "min", below: min, reason: "low-perplexity" },
    { parameter: "max", above: max, reason: "high-perplexity" },
  ],
  measure: (params, { baseDir }) => {
    const model = perplexityModel.open(params, baseDir);
    return (sample) => model.perplexity(sample.text);
  },
});
