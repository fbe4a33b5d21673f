import { z } from "zod";
import { defineScoredFilter } from "../../pipeline/contracts/limits.js";
import { classifierModel } from "./quality/model-choice.js";

const parameters = z.object({
  model: classifierModel.parameter,
  min: z.number().min(0).max(1).default(0.5).describe("Lowest probability that the text is good"),
});

/** Drops what a classifier has learnt to know as bad. */
export const qualityScore = defineScoredFilter({
  name: "quality-score",
  summary: "Drops texts that a linear classifier over character n-grams takes for bad ones.",
  source:
    "Brown et al. 2020 (GPT-3) and CCNet's successors score pages by a linear classifier; hashed n-grams as in fastText (Joulin et al. 2017)",
  parameters,
  reasons: { "low-quality": "the probability that the text is good is below the minimum" },
  cost: { memoryBytes: 1_000_000 },
  files: classifierModel.files,
  examples: [
    {
      in: "他在院子里种了一棵树，每天早上都去浇水，几年以后，树已经长得很高了。",
      out: "他在院子里种了一棵树，每天早上都去浇水，几年以后，树已经长得很高了。",
    },
    { in: "首页 登录 注册 关于我们 联系我们 网站地图 帮助中心 收藏本站 上一篇 下一篇 热门推荐", out: null },
  ],
  limits: ({ min }) => [{ parameter: "min", below: min, reason: "low-quality" }],
  measure: (params, { baseDir }) => {
    const model = classifierModel.open(params, baseDir);
    return (sample) => model.probability(sample.text);
  },
});
