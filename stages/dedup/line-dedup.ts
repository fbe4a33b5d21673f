/** Lines that repeat across documents. */
import { z } from "zod";
import { defineBarrier } from "../../pipeline/contracts/stage.js";
import { unitParameters } from "./repeats/repeated-units.js";
import { cutsUnits } from "./repeats/unit-barrier.js";

const reason = "repeated-lines";

export const lineDedup = defineBarrier({
  name: "line-dedup",
  summary:
    "Cuts lines that stand in many documents (menus, notices, footers) out of them; code, numbered lines and the documents stay.",
  source:
    "Lines that occur more than 6 times go, as in Llama 3 (Grattafiori et al. 2024, §3.1.1), after CCNet (Wenzek et al. 2020), whose digits are equal too",
  parameters: z.object(unitParameters({ minDocuments: 7, minCharacters: 6, keep: "none" })),
  reasons: { [reason]: "it had nothing but lines that stand in many documents" },
  ...cutsUnits("line", reason),
});
