import { z } from "zod";
import { defineScoredFilter } from "../../pipeline/contracts/limits.js";
import { perplexityModel } from "./quality/model-choice.js";
import { wordOrder as measureOrder, noOrder } from "./quality/word-order.js";

const parameters = z.object({
  model: perplexityModel.parameter,
  min: z
    .number()
    .min(0)
    .max(noOrder)
    .default(1.5)
    .describe(
      `Lowest perplexity of the shuffled text over that of the text: 1 is no order; texts below 20 characters have ${noOrder}`,
    ),
});

/** Drops texts that their own shuffled characters would do as well for. */
export const wordOrder = defineScoredFilter({
  name: "word-order",
  summary:
    "Drops texts whose characters stand in no order: a character n-gram model finds them as surprising as their own characters shuffled.",
  source:
    "The project's own: perplexity (CCNet, Wenzek et al. 2020) over that of the same characters shuffled, so that rare characters do not count against a text",
  parameters,
  reasons: { "no-order": "the order of its characters says too little" },
  cost: { memoryBytes: 6_000_000 },
  files: perplexityModel.files,
  examples: [
    {
      in: "他在院子里种了一棵树，每天早上都去浇水，几年以后，树已经长得很高了。",
      out: "他在院子里种了一棵树，每天早上都去浇水，几年以后，树已经长得很高了。",
    },
    { in: "树经得几水浇早天树，了一后棵，很种高以长他在年子上已都院每里了去，。", out: null },
    {
      in: "先帝创业未半而中道崩殂，今天下三分，益州疲弊，此诚危急存亡之秋也。",
      out: "先帝创业未半而中道崩殂，今天下三分，益州疲弊，此诚危急存亡之秋也。",
    },
    { in: "秋危也帝州业分天，中下未道半之先今，此存而弊急三益殂疲亡创诚，崩。", out: null },
  ],
  limits: ({ min }) => [{ parameter: "min", below: min, reason: "no-order" }],
  measure: (params, { baseDir }) => {
    const model = perplexityModel.open(params, baseDir);
    return (sample) => measureOrder(model, sample.text);
  },
});
