/** Sentences that repeat across documents. */
import { z } from "zod";
import { defineBarrier } from "../../pipeline/contracts/stage.js";
import { unitParameters } from "./repeats/repeated-units.js";
import { cutsUnits } from "./repeats/unit-barrier.js";

const reason = "repeated-sentences";

export const sentenceDedup = defineBarrier({
  name: "sentence-dedup",
  summary: "Cuts runs of sentences that stand in several documents out of all but the first.",
  source:
    "C4 (Raffel et al. 2020, §2.2) discards all but one of any three-sentence span that occurs more than once",
  parameters: z.object({
    sentences: z.number().int().min(1).max(20).default(3).describe("Sentences in a row that must be equal"),
    ...unitParameters({ minDocuments: 2, minCharacters: 30, keep: "first" }),
  }),
  reasons: { [reason]: "it had nothing but sentences that stand in an earlier document" },
  ...cutsUnits("sentence", reason),
});
