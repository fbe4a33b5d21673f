import { z } from "zod";
import { defineScoredFilter } from "../../pipeline/contracts/limits.js";
import { measureLines } from "./measures/line-measures.js";

const parameters = z.object({
  min: z.number().min(0).default(10).describe("Lowest mean length of a line, in characters (EvalWeb: 10)"),
  "min-lines": z.int().min(1).default(3).describe("Texts with fewer lines are not looked at"),
});

/** Drops lists of short lines. */
export const lineLength = defineScoredFilter({
  name: "line-length",
  summary:
    "Drops texts whose lines are short on average (by default under 10 characters); blank lines do not count.",
  source: "ChineseWebText/EvalWeb (Chen et al. 2023), preprocess.py: average line length of at least 10",
  parameters,
  reasons: { "short-lines": "the mean length of lines is below the minimum" },
  examples: [
    { in: "首页\n新闻\n体育\n财经", out: null },
    { in: "首页\n新闻", out: "首页\n新闻" },
    {
      in: "这一行有十个字以上，所以留下。\n短行\n另一行也有十个字以上，留下来。",
      out: "这一行有十个字以上，所以留下。\n短行\n另一行也有十个字以上，留下来。",
    },
  ],
  limits: ({ min }) => [{ parameter: "min", below: min, reason: "short-lines" }],
  measure: (params) => (sample) => {
    const { lines, characters } = measureLines(sample.text, 0);
    // Too few lines for a meaningful mean: the score is at least the minimum, so that the text passes.
    return lines < params["min-lines"] ? Math.max(characters, params.min) : characters / lines;
  },
});
