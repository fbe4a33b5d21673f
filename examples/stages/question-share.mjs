/** A declared filter: measures a score, and a threshold decides; the report shows the scores of kept and dropped. */
import { defineFilter } from "wudao-corpus";
import { z } from "zod";

export const questionShare = defineFilter({
  name: "question-share",
  summary: "Drops texts with too large a share of question marks.",
  source: "An example; pages that only list questions teach no answers.",
  parameters: z.object({
    max: z.number().min(0).max(1).default(0.02).describe("Largest share of question marks that is kept"),
  }),
  reasons: { "too-many-questions": "the share of question marks is above max" },
  examples: [
    { in: "怎样种菜？先松土，再播种，然后浇水，等它发芽。", out: null },
    { in: "先松土，再播种。", out: "先松土，再播种。" },
  ],
  open:
    ({ max }) =>
    (sample) => {
      const marks = sample.text.match(/[?？]/g)?.length ?? 0;
      const score = marks / Math.max(1, sample.text.length);
      return { score, reason: score > max ? "too-many-questions" : undefined };
    },
});
