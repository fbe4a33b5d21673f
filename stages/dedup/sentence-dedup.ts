/** Sentences that repeat across documents. */
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
  cost: { memoryBytes: 96 * 1024 * 1024, diskBytesPerMillion: unitDiskBytesPerMillion },
  edits: true,
  partitions: unitPartitions,
  async openSketch(folder, partitions, params) {
    return new UnitSketch(folder, partitions, "sentence", params.sentences, params);
  },
  async match(partition, sketches, cutFile, _texts, params) {
    matchUnits(partition, sketches, cutFile, params);
  },
  async *resolve(cutFiles, _sketches, { keep }) {
    yield* resolveCuts(cutFiles, reason, keep === "first");
  },
});
