import { z } from "zod";
import { defineScoredFilter } from "../../pipeline/contracts/limits.js";
import { countSentences } from "../text/sentences.js";

const parameters = z.object({
  "min-sentences": z
    .int()
    .min(0)
    .default(3)
    .describe("Fewest sentences (the paper has 3, its published code 5)"),
  phrases: z
    .array(z.string().min(1))
    .default(["lorem ipsum", "{"])
    .describe(
      "Drop texts that hold one of these, in any case of letters; without `{` texts with program code stay",
    ),
});

/** C4's rules for pages, to be run behind `c4-lines`. */
export const c4Page = defineScoredFilter({
  name: "c4-page",
  summary: "Drops texts by C4's rules: fewer than 3 sentences, `lorem ipsum`, a curly bracket.",
  source: "Raffel et al. 2020 (C4), §2.2; a sentence ends in . ! ? or their Chinese forms",
  parameters,
  reasons: {
    "few-sentences": "fewer sentences than the minimum",
    phrase: "a phrase that pages of text do not have",
  },
  examples: [
    { in: "第一句。第二句！第三句？", out: "第一句。第二句！第三句？" },
    { in: "只有一句。", out: null },
    { in: "One. Two. Three. Lorem ipsum dolor sit amet.", out: null },
    { in: "一句。两句。三句。a { color: red }", out: null },
    {
      in: "一句。两句。三句。a { color: red }",
      out: "一句。两句。三句。a { color: red }",
      params: { phrases: ["lorem ipsum"] },
    },
  ],
  limits: (params) => [
    {
      parameter: "min-sentences",
      of: "sentences",
      below: params["min-sentences"],
      reason: "few-sentences",
    },
    { parameter: "phrases", of: "phrases", above: 0, reason: "phrase" },
  ],
  measure: (params) => {
    const phrases = params.phrases.map((phrase) => phrase.toLowerCase());
    return (sample) => {
      const lower = sample.text.toLowerCase();
      return {
        sentences: countSentences(sample.text),
        phrases: phrases.filter((phrase) => lower.includes(phrase)).length,
      };
    };
  },
});
