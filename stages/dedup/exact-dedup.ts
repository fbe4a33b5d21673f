/** Exact duplicates over the whole corpus, by a 128-bit hash of each text. */
import { z } from "zod";
import type { Sample } from "../../pipeline/contracts/sample.js";
import { defineBarrier } from "../../pipeline/contracts/stage.js";
import { Folder } from "./fold/fold.js";
import { FoldedText } from "./fold/folded-text.js";
import { keepParameters, keepRefinement } from "./matching/keep-policy.js";
import { removesEqual } from "./matching/removes-equal.js";

const parameters = z
  .object({
    on: z
      .enum(["text", "folded"])
      .default("folded")
      .describe(
        "What must be equal: the text, or what is left when script variants, width, case, punctuation and white space are ignored",
      ),
    ...keepParameters,
  })
  .refine(keepRefinement.check, keepRefinement.problem);

type ExactParameters = z.output<typeof parameters>;

const reason = "duplicate";

export const exactDedup = defineBarrier({
  name: "exact-dedup",
  summary: "Removes texts that are equal to another one, as they are or after folding.",
  source:
    "A hash of 128 bits (MurmurHash3): two different texts among a billion meet with a probability below 1e-20",
  parameters,
  reasons: { [reason]: "equal to a text that is kept" },
  ...removesEqual(reason, textHashes, ({ on }: ExactParameters) => ({ on })),
});

function textHashes({ on }: ExactParameters) {
  const folder = on === "folded" ? new FoldedText() : new Folder("none");
  return ({ text }: Sample) => folder.hash(folder.fold(text));
}
