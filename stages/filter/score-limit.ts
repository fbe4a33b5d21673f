/** Drops by a score that another stage left with the sample: a model's, or one that the records brought. */
import { z } from "zod";
import { fieldOf } from "../../pipeline/contracts/record-field.js";
import type { Sample } from "../../pipeline/contracts/sample.js";
import { defineFilter } from "../../pipeline/contracts/stage.js";

const parameters = z.strictObject({
  score: z
    .string()
    .default("onnx-model")
    .describe(
      "Name of the score, as the stage that measured it calls it, or of a number that the record brought, such as punsafe or pwatermark (deeper with dots).",
    ),
  min: z.number().optional().describe("Lowest score that is kept; none without it."),
  max: z.number().optional().describe("Highest score that is kept; none without it."),
  missing: z.enum(["drop", "keep"]).default("drop").describe("What becomes of samples without the score."),
});

export const scoreLimit = defineFilter({
  name: "score-limit",
  summary:
    "Drops samples by a score that a stage before it measured, such as an ONNX model, or that the record brought, such as LAION's.",
  source: "Thresholds of LAION-5B (Schuhmann et al. 2022): CLIP score, NSFW, watermark",
  parameters,
  reasons: {
    "no-score": "neither a stage nor the record has a score of that name",
    low: "the score is below the minimum",
    high: "the score is above the maximum",
  },
  examples: [
    { in: "没有分数的文字", out: "没有分数的文字", params: { missing: "keep" } },
    { in: "没有分数的文字", out: null, params: { score: "onnx-model", min: 0.5 } },
  ],
  limits: ({ min, max }) => [
    ...(min === undefined ? [] : [{ parameter: "min", below: min, reason: "low" }]),
    ...(max === undefined ? [] : [{ parameter: "max", above: max, reason: "high" }]),
  ],
  open:
    ({ score: name, min, max, missing }) =>
    (sample) => {
      const score = sample.scores[name] ?? numberIn(sample, name);
      if (score === undefined) return { score: 0, reason: missing === "drop" ? "no-score" : undefined };
      if (min !== undefined && score < min) return { score, reason: "low" };
      return { score, reason: max !== undefined && score > max ? "high" : undefined };
    },
});

/** Tables without types, such as CSV, have their numbers in texts. */
function numberIn(sample: Sample, name: string): number | undefined {
  const value = fieldOf(name, sample, undefined);
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}
