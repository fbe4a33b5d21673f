/** Captions that stand at many different pictures: boilerplate that describes none of them. */
import { z } from "zod";
import { defineBarrier } from "../../pipeline/stage.js";
import { resolveCuts } from "./cut-file.js";
import {
  keepParameter,
  matchPairs,
  PairSketch,
  pairDiskBytesPerMillion,
  pairPartitions,
} from "./pair-counts.js";

const reason = "frequent-caption";

export const captionFrequency = defineBarrier({
  name: "caption-frequency",
  summary:
    "Removes pairs whose caption stands at too many different pictures of the corpus (boilerplate), or caps them.",
  source:
    "ALIGN (Jia et al. 2021, §3): alt texts shared by more than 10 pictures go; Wukong (Gu et al. 2022) has the same limit",
  parameters: z.strictObject({
    "max-pictures": z
      .int()
      .min(1)
      .max(1_000_000)
      .default(10)
      .describe(
        "Different pictures, by their bytes, that one caption may stand at; captions that differ in script variant, width, case, punctuation or white space are one. The caption is the text of the sample: caption-rules with `each` before makes a sample of every caption.",
      ),
    keep: keepParameter("none"),
  }),
  reasons: { [reason]: "its caption stands at more pictures than are allowed" },
  cost: { memoryBytes: 96 * 1024 * 1024, diskBytesPerMillion: pairDiskBytesPerMillion },
  edits: true,
  partitions: pairPartitions,
  async openSketch(folder, partitions) {
    return new PairSketch(folder, partitions, "caption");
  },
  async match(partition, sketches, cutFile, _texts, params) {
    matchPairs(partition, sketches, cutFile, { max: params["max-pictures"], keep: params.keep });
  },
  async *resolve(cutFiles, _sketches, { keep }) {
    yield* resolveCuts(cutFiles, reason, keep === "first");
  },
});
