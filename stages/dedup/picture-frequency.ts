/** Pictures that have many different captions over the corpus: logos, buttons, stock pictures. */
import { z } from "zod";
import { defineBarrier } from "../../pipeline/contracts/stage.js";
import { cutsPairs } from "./pairs/pair-barrier.js";
import { keepParameter, type PairLimit } from "./pairs/pair-counts.js";

const reason = "frequent-picture";

const parameters = z.strictObject({
  "max-captions": z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1000)
    .describe(
      "Different captions that one picture, told by its bytes, may have in all samples; captions that differ in script variant, width, case, punctuation or white space are one. The caption is the text of the sample.",
    ),
  keep: keepParameter("first"),
});

export const pictureFrequency = defineBarrier({
  name: "picture-frequency",
  summary:
    "Caps the different captions that one picture has over the whole corpus, or removes such pictures.",
  source:
    "ALIGN (Jia et al. 2021, §3): pictures with more than 1,000 alt texts go; the cap is this project's",
  parameters,
  reasons: { [reason]: "its picture has more captions than are allowed" },
  ...cutsPairs("picture", reason, limitOf),
});

function limitOf(params: z.output<typeof parameters>): PairLimit {
  return { max: params["max-captions"], keep: params.keep };
}
