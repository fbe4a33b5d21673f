/** Captions that stand at many different pictures: boilerplate that describes none of them. */
import { z } from "zod";
import { defineBarrier } from "../../pipeline/contracts/stage.js";
import { cutsPairs } from "./pairs/pair-barrier.js";
import { keepParameter, type PairLimit } from "./pairs/pair-counts.js";

const reason = "frequent-caption";

const parameters = z.strictObject({
  "max-pictures": z
    .int()
    .min(1)
    .max(1_000_000)
    .default(10)
    .describe(
      "Different pictures, by their bytes, that one caption may stand at; captions that differ in script variant, width, case, punctuation or white space are one. The caption is the text of the sample: caption-rules with `each` before makes a sample of every caption.",
    ),
  keep: keepParameter("none"),
});

export const captionFrequency = defineBarrier({
  name: "caption-frequency",
  summary:
    "Removes pairs whose caption stands at too many different pictures of the corpus (boilerplate), or caps them.",
  source:
    "ALIGN (Jia et al. 2021, §3): alt texts shared by more than 10 pictures go; Wukong (Gu et al. 2022) has the same limit",
  parameters,
  reasons: { [reason]: "its caption stands at more pictures than are allowed" },
  ...cutsPairs("caption", reason, limitOf),
});

function limitOf(params: z.output<typeof parameters>): PairLimit {
  return { max: params["max-pictures"], keep: params.keep };
}
