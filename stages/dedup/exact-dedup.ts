/** Exact duplicates over the whole corpus, by a 128-bit hash of each text. */
import { z } from "zod";
import type { Sample } from "../../pipeline/contracts/sample.js";
import { defineBarrier, type Sketcher } from "../../pipeline/contracts/stage.js";
import { Folder } from "./fold/fold.js";
import { FoldedText } from "./fold/folded-text.js";
import {
  HashWriter,
  hashDiskBytesPerMillion,
  hashPartitions,
  matchHashes,
  storedHashes,
} from "./matching/hash-match.js";
import { keepParameters, keepRefinement, rankFunction } from "./matching/keep-policy.js";
import { removalsFor } from "./matching/resolve-edges.js";

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
  cost: { memoryBytes: 96 * 1024 * 1024, diskBytesPerMillion: hashDiskBytesPerMillion },
  stored: storedHashes((params: ExactParameters) => ({ on: params.on })),
  partitions: hashPartitions,
  async openSketch(folder, partitions, params) {
    return new ExactSketch(folder, partitions, params);
  },
  async match(partition, sketches, edgeFile) {
    matchHashes(partition, sketches, edgeFile);
  },
  resolve: removalsFor(reason),
});

class ExactSketch implements Sketcher {
  readonly #text: Folder | FoldedText;
  readonly #hashes: HashWriter;
  readonly #rankOf: (sample: Sample) => number;

  constructor(folder: string, partitions: number, params: ExactParameters) {
    this.#text = params.on === "folded" ? new FoldedText() : new Folder("none");
    this.#hashes = new HashWriter(folder, partitions);
    this.#rankOf = rankFunction(params);
  }

  add(sample: Sample, ordinal: number): void {
    const text = this.#text;
    this.#hashes.add(text.hash(text.fold(sample.text)), this.#rankOf(sample), ordinal);
  }

  async finish(): Promise<void> {
    this.#hashes.finish();
  }
}
