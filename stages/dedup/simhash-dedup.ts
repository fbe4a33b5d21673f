/** Near-duplicates by SimHash fingerprints, as the WuDaoCorpora paper removes them. */
import { z } from "zod";
import type { Sample } from "../../pipeline/contracts/sample.js";
import { defineBarrier, type Sketcher } from "../../pipeline/contracts/stage.js";
import {
  FingerprintWriter,
  hammingDiskBytesPerMillion,
  hammingPartitions,
  matchFingerprints,
  planTables,
  storedFingerprints,
} from "./matching/hamming-match.js";
import { keepParameters, keepRefinement, rankFunction } from "./matching/keep-policy.js";
import { removalsFor } from "./matching/resolve-edges.js";
import type { Shingler } from "./shingles/shingles.js";
import { openShingler, shinglingParameters } from "./shingles/shingling.js";
import { SimHasher } from "./shingles/simhash.js";

const parameters = z
  .object({
    distance: z
      .number()
      .int()
      .min(0)
      .max(10)
      .default(3)
      .describe(
        "Bits out of 64 in which the fingerprints of near-duplicates may differ; more take (distance + 2)(distance + 1) / 2 records a text",
      ),
    ...shinglingParameters({ shingle: "script", size: 3, fold: "full" }),
    "min-shingles": z
      .number()
      .int()
      .min(1)
      .default(50)
      .describe(
        "Shingles that a text must have to be compared: the few votes of a short text make unlike texts alike",
      ),
    ...keepParameters,
  })
  .refine(keepRefinement.check, keepRefinement.problem);

type SimhashParameters = z.output<typeof parameters>;

const reason = "near-duplicate";

export const simhashDedup = defineBarrier({
  name: "simhash-dedup",
  summary: "Removes near-duplicates: texts whose SimHash fingerprints of 64 bits differ in a few bits.",
  source:
    "Yuan et al. 2021 (WuDaoCorpora) remove duplicates by SimHash; Charikar 2002; 64 bits, a distance of 3 and the tables from Manku, Jain, Das Sarma, WWW 2007",
  parameters,
  reasons: { [reason]: "its fingerprint differs in a few bits from that of a text that is kept" },
  cost: { memoryBytes: 96 * 1024 * 1024, diskBytesPerMillion: hammingDiskBytesPerMillion },
  stored: storedFingerprints((params: SimhashParameters) => ({
    distance: params.distance,
    shingle: params.shingle,
    "shingle-size": params["shingle-size"],
    fold: params.fold,
    "min-shingles": params["min-shingles"],
  })),
  partitions: hammingPartitions,
  async openSketch(folder, partitions, params) {
    return new SimhashSketch(folder, partitions, params);
  },
  async match(partition, sketches, edgeFile, _texts, params) {
    matchFingerprints(partition, sketches, edgeFile, planTables(params.distance));
  },
  resolve: removalsFor(reason),
});

/** How an audit measures this stage. */
export function measureSimhash(params: unknown) {
  const own = parameters.parse(params);
  const shingler = openShingler(own);
  return {
    threshold: undefined,
    shingles(text: string): ReadonlySet<number> {
      const shingles = shingler.shingle(text);
      return new Set(shingles.length < own["min-shingles"] ? [] : shingles);
    },
  };
}

class SimhashSketch implements Sketcher {
  readonly #shingler: Shingler;
  readonly #hasher = new SimHasher();
  readonly #writer: FingerprintWriter;
  readonly #fingerprint = new Uint32Array(2);
  readonly #minShingles: number;
  readonly #rankOf: (sample: Sample) => number;

  constructor(folder: string, partitions: number, params: SimhashParameters) {
    this.#shingler = openShingler(params);
    this.#writer = new FingerprintWriter(folder, partitions, planTables(params.distance));
    this.#minShingles = params["min-shingles"];
    this.#rankOf = rankFunction(params);
  }

  add(sample: Sample, ordinal: number): void {
    const shingles = this.#shingler.shingle(sample.text);
    if (shingles.length < this.#minShingles) return;
    this.#hasher.hash(shingles, this.#fingerprint);
    const [high = 0, low = 0] = this.#fingerprint;
    this.#writer.add({ high, low }, this.#rankOf(sample), ordinal);
  }

  async finish(): Promise<void> {
    this.#writer.finish();
  }
}
