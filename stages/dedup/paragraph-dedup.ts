/** Paragraphs that repeat across documents. */
import { z } from "zod";
import { defineBarrier } from "../../pipeline/stage.js";
import { resolveCuts } from "./cut-file.js";
import {
  matchUnits,
  UnitSketch,
  unitDiskBytesPerMillion,
  unitParameters,
  unitPartitions,
} from "./repeated-units.js";

const reason = "repeated-paragraphs";

export const paragraphDedup = defineBarrier({
  name: "paragraph-dedup",
  summary:
    "Cuts paragraphs that stand in several documents (licences, quotations, boilerplate) out of all but the first.",
  source: "Paragraphs across documents as in CCNet (Wenzek et al. 2020) and Dolma (Soldaini et al. 2024)",
  parameters: z.object(unitParameters({ minDocuments: 2, minCharacters: 30, keep: "first" })),
  reasons: { [reason]: "it had nothing but paragraphs that stand in an earlier document" },
  cost: { memoryBytes: 96 * 1024 * 1024, diskBytesPerMillion: unitDiskBytesPerMillion },
  edits: true,
  partitions: unitPartitions,
  async openSketch(folder, partitions, params) {
    return new UnitSketch(folder, partitions, "paragraph", 1, params);
  },
  async match(partition, sketches, cutFile, _texts, params) {
    matchUnits(partition, sketches, cutFile, params);
  },
  async *resolve(cutFiles, _sketches, { keep }) {
    yield* resolveCuts(cutFiles, reason, keep === "first");
  },
});
