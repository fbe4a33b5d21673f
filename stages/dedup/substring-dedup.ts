/** Long exact substrings that several documents share: the first document keeps them. */
import { z } from "zod";
import { defineBarrier } from "../../pipeline/contracts/stage.js";
import { resolveCuts } from "./matching/cut-file.js";
import {
  matchWindows,
  SubstringSketch,
  substringPartitions,
  verifySubstrings,
} from "./repeats/shared-substrings.js";

const reason = "repeated-text";

export const substringDedup = defineBarrier({
  name: "substring-dedup",
  summary:
    "Cuts long substrings that stand in an earlier document, exactly, out of the later ones; the documents stay.",
  source:
    "Lee et al. 2022, Deduplicating Training Data Makes Language Models Better (spans of 50 tokens), without their suffix array: shared windows are found by winnowing (Schleimer, Wilkerson, Aiken, SIGMOD 2003), which misses none of the given length",
  parameters: z.object({
    "min-characters": z
      .number()
      .int()
      .min(20)
      .max(10_000)
      .default(100)
      .describe("UTF-16 units of the shortest substring that is cut out"),
  }),
  reasons: { [reason]: "all of its text stands in earlier documents" },
  // 16 bytes for each of 2 / 51 windows of a typical text of 1500 characters, and candidates.
  cost: { memoryBytes: 160 * 1024 * 1024, diskBytesPerMillion: 1_200_000_000 },
  edits: true,
  partitions: substringPartitions,
  async openSketch(folder, partitions, params) {
    return new SubstringSketch(folder, partitions, params["min-characters"]);
  },
  async match(partition, sketches, candidateFile) {
    matchWindows(partition, sketches, candidateFile);
  },
  async verify(split, candidateFiles, sketches, cutFile, texts, params) {
    await verifySubstrings(split, candidateFiles, sketches, cutFile, texts, params["min-characters"]);
  },
  async *resolve(cutFiles) {
    yield* resolveCuts(cutFiles, reason, true);
  },
});
