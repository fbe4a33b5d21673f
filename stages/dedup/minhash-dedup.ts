/** Near-duplicates over the whole corpus: MinHash signatures, LSH bands, verified pairs, clusters with one keeper. */
import { mkdir } from "node:fs/promises";
import { z } from "zod";
import type { Sample } from "../../pipeline/contracts/sample.js";
import { defineBarrier, type Sketcher } from "../../pipeline/contracts/stage.js";
import { isUnranked, keepParameters, keepRefinement, rankFunction } from "./matching/keep-policy.js";
import { partitionsOf } from "./matching/partition-count.js";
import { removalsFor } from "./matching/resolve-edges.js";
import { chooseBands } from "./minhash/choose-bands.js";
import { collectSignatures } from "./minhash/collect.js";
import { matchBands } from "./minhash/match.js";
import type { JudgeOptions } from "./minhash/pair-judge.js";
import { copySignatures, SignatureWriter } from "./minhash/signature-writer.js";
import { type BandPlan, planBands } from "./minhash/signatures.js";
import { SimilaritySketcher } from "./minhash/similarity-sketch.js";
import { packStoredShingles, storedShingles } from "./minhash/stored-shingles.js";
import { verifyCandidates } from "./minhash/verify.js";
import type { Shingler } from "./shingles/shingles.js";
import { openShingler, shinglingParameters } from "./shingles/shingling.js";

const parameters = z
  .object({
    permutations: z
      .number()
      .int()
      .min(8)
      .max(4096)
      .default(112)
      .describe("Entries of a signature; the error of an estimate is about 0.5 / sqrt(permutations)"),
    bands: z
      .number()
      .int()
      .min(0)
      .max(1024)
      .default(0)
      .describe(
        "Bands that the signature is cut into; two texts with one band in common are compared. 0 means permutations / rows, or, if rows is 0 too, what threshold and recall ask for",
      ),
    rows: z
      .number()
      .int()
      .min(0)
      .max(128)
      .default(0)
      .describe(
        "Entries in a band; 0 means permutations / bands, or what threshold and recall ask for. If bands x rows is above permutations, entries serve several bands: finds more pairs for 12 bytes a text and band",
      ),
    threshold: z
      .number()
      .gt(0)
      .max(1)
      .default(0.8)
      .describe("Jaccard similarity of the shingle sets from which two texts are near-duplicates"),
    recall: z
      .number()
      .min(0.01)
      .max(0.99999)
      .default(0.995)
      .describe(
        "Where neither bands nor rows are given: share of the pairs right at the threshold that must be compared; of more similar ones it is more",
      ),
    ...shinglingParameters({ shingle: "characters", size: 5, fold: "white-space" }),
    ...keepParameters,
    "verify-error": z
      .number()
      .min(0)
      .max(1)
      .default(1e-6)
      .describe(
        "Pairs that the signatures would judge wrongly with a higher probability than this are measured on their texts; 0 all pairs, 1 none",
      ),
    "stored-shingles": z
      .number()
      .int()
      .min(0)
      .max(1_000_000)
      .default(0)
      .describe(
        "With `index`: shingles of a text that are stored, to measure pairs near the threshold in later runs; 0 all, which is exact and takes as much disk as the texts; 1024 takes 4 KiB a text, with an error of 0.0125",
      ),
    "max-bucket": z
      .number()
      .int()
      .min(2)
      .max(10000)
      .default(64)
      .describe("Samples in a bucket up to which all pairs are compared"),
    representatives: z
      .number()
      .int()
      .min(1)
      .max(10000)
      .default(32)
      .describe("In larger buckets: how many samples, unlike each other, every other one is compared with"),
  })
  .refine((params) => params.rows > 0 || params.bands <= params.permutations, {
    path: ["bands"],
    message: "there cannot be more bands than permutations, unless rows is given",
  })
  .refine((params) => params.rows <= params.permutations, {
    path: ["rows"],
    message: "a band cannot have more rows than there are permutations",
  })
  .refine(keepRefinement.check, keepRefinement.problem);

export type MinhashParameters = z.output<typeof parameters>;

const reason = "near-duplicate";
/** 50,000 samples have about 8 MB of keys in 14 bands. Merging a larger partition takes no more memory. */
const partitionBounds = { samplesPerPartition: 50_000, least: 4, most: 256 };

export const minhashDedup = defineBarrier({
  name: "minhash-dedup",
  summary: "Removes near-duplicates: texts whose sets of shingles are similar from a threshold on.",
  source:
    "Broder 1997; LSH bands as in Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, ch. 3; signatures by Dahlgaard, " +
    "Knudsen, Thorup, FOCS 2017; 112 permutations as in FineWeb (Penedo et al. 2024), whose 14 bands of 8 find 92 % of the pairs at a similarity of 0.8",
  parameters,
  reasons: { [reason]: "similar to a text that is kept" },
  cost: {
    // Memory of a worker in each phase; `minhash-memory.test.ts` checks it.
    memoryBytes: 64 * 1024 * 1024,
    // Signature 4 * (2 + 56), band keys 18 * 16 (12 with `keep: first`), checksums. Candidates, signed pairs and edges: 94 bytes a text of
    // mixed Chinese sources, 238 where nearly every text has versions; 198 are counted.
    diskBytesPerMillion: 720_000_000,
  },
  stored: {
    settings(params) {
      const { permutations, shingle, fold } = params;
      const { bands, rows } = bandPlan(params);
      return {
        permutations,
        bands,
        rows,
        shingle,
        "shingle-size": params["shingle-size"],
        fold,
        "stored-shingles": params["stored-shingles"],
      };
    },
    // Signature and 18 band keys; a shingle of four bytes for each Han character of three.
    diskBytesPerMillion: 450_000_000,
    diskBytesPerTextByte: 4 / 3,
    copy: copySignatures,
    arrays(params) {
      const shingler = openShingler(params);
      const most = params["stored-shingles"];
      return (text) => ({ [storedShingles]: packStoredShingles(shingler.shingle(text), most) });
    },
  },
  partitions: partitionsOf(partitionBounds),
  async openSketch(folder, partitions, params) {
    await mkdir(folder, { recursive: true });
    return new MinhashSketch(folder, partitions, params);
  },
  async match(partition, sketches, candidateFile, _texts, params) {
    matchBands(partition, sketches, candidateFile, {
      ...judgeOptions(params),
      unranked: isUnranked(params),
      maxBucket: params["max-bucket"],
      representatives: params.representatives,
    });
  },
  async collect(split, candidateFiles, sketches, pairFile, params) {
    collectSignatures(split, candidateFiles, sketches, pairFile, params.permutations);
  },
  async verify(split, pairFiles, sketches, edgeFile, texts, params) {
    await verifyCandidates(split, pairFiles, sketches, edgeFile, texts, judgeOptions(params));
  },
  resolve: removalsFor(reason),
});

/** How an audit measures this stage. */
export function measureMinhash(params: unknown) {
  const own = parameters.parse(params);
  const shingler = openShingler(own);
  return { threshold: own.threshold, shingles: (text: string) => new Set(shingler.shingle(text)) };
}

function bandPlan(params: MinhashParameters): BandPlan {
  const { permutations, threshold, recall } = params;
  if (params.bands === 0 && params.rows === 0) {
    const { bands, rows } = chooseBands(permutations, threshold, recall);
    return planBands(permutations, bands, rows);
  }
  const rows = params.rows === 0 ? Math.floor(permutations / params.bands) : params.rows;
  const bands = params.bands === 0 ? Math.floor(permutations / rows) : params.bands;
  return planBands(permutations, bands, rows);
}

function judgeOptions(params: MinhashParameters): JudgeOptions {
  return {
    permutations: params.permutations,
    threshold: params.threshold,
    maxError: params["verify-error"],
    storedShingles: params["stored-shingles"],
    openShingler: () => openShingler(params),
  };
}

/** Makes the signatures of one split. */
class MinhashSketch implements Sketcher {
  readonly #shingler: Shingler;
  readonly #sketcher: SimilaritySketcher;
  readonly #writer: SignatureWriter;
  readonly #rankOf: (sample: Sample) => number;

  constructor(folder: string, partitions: number, params: MinhashParameters) {
    this.#shingler = openShingler(params);
    this.#sketcher = new SimilaritySketcher(params.permutations);
    const { permutations } = params;
    const shape = { permutations, plan: bandPlan(params), unranked: isUnranked(params) };
    this.#writer = new SignatureWriter(folder, partitions, shape);
    this.#rankOf = rankFunction(params);
  }

  add(sample: Sample, ordinal: number): void {
    const shingles = this.#shingler.shingle(sample.text);
    this.#sketcher.sketch(shingles, this.#writer.entries, 0);
    this.#writer.add(ordinal, this.#rankOf(sample), shingles.length);
  }

  async finish(): Promise<void> {
    this.#writer.finish();
  }
}
