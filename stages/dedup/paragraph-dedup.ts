/** Paragraphs that repeat across documents. */
import { z } from "zod";
import { defineBarrier } from "../../pipeline/contracts/stage.js";
import { unitParameters } from "./repeats/repeated-units.js";
import { cutsUnits } from "./repeats/unit-barrier.js";

const reason = "repeated-paragraphs";

export const paragraphDedup = defineBarrier({
  name: "paragraph-dedup",
  summary:
    "Cuts paragraphs that stand in several documents (licences, quotations, boilerplate) out of all but the first.",
  source: "Paragraphs across documents as in CCNet (Wenzek et al. 2020) and Dolma (Soldaini et al. 2024)",
  parameters: z.object(unitParameters({ minDocuments: 2, minCharacters: 30, keep: "first" })),
  reasons: { [reason]: "it had nothing but paragraphs that stand in an earlier document" },
  ...cutsUnits("paragraph", reason),
});
