/** Records of one page: equal addresses after normalisation. */
import { z } from "zod";
import type { Sample } from "../../pipeline/contracts/sample.js";
import { defineBarrier, type Sketcher } from "../../pipeline/contracts/stage.js";
import { hash128 } from "../text/hash.js";
import {
  HashWriter,
  hashDiskBytesPerMillion,
  hashPartitions,
  matchHashes,
  storedHashes,
} from "./matching/hash-match.js";
import { keepParameters, keepRefinement, rankFunction } from "./matching/keep-policy.js";
import { removalsFor } from "./matching/resolve-edges.js";
import { normalizeUrl, type UrlPart, urlParts } from "./normalize-url.js";

const parameters = z
  .object({
    ignore: z
      .array(z.enum(urlParts))
      .default(["scheme", "fragment", "tracking", "query-order", "trailing-slash"])
      .describe(
        "What two addresses of one page may differ in: scheme (http or https), www (before the host), fragment, tracking (parameters such as utm_source or spm), query-order, trailing-slash, index-page (index.html ...). Letter case of scheme and host, default ports, dot segments and percent-encoding never count",
      ),
    tracking: z
      .array(z.string())
      .default([])
      .describe("More names of parameters that are ignored with `tracking`"),
    ...keepParameters,
  })
  .refine(keepRefinement.check, keepRefinement.problem);

type UrlParameters = z.output<typeof parameters>;

const reason = "same-url";

export const urlDedup = defineBarrier({
  name: "url-dedup",
  summary:
    "Removes records whose address is that of another one after normalisation; records without an address stay.",
  source:
    "RFC 3986, §6.2 and the WHATWG URL standard for spelling; names of tracking parameters after ClearURLs. URL dedup as in FineWeb 2 and Dolma (Soldaini et al. 2024)",
  parameters,
  reasons: { [reason]: "from the same address as a record that is kept" },
  cost: { memoryBytes: 96 * 1024 * 1024, diskBytesPerMillion: hashDiskBytesPerMillion },
  stored: storedHashes((params: UrlParameters) => ({
    ignore: params.ignore.toSorted(),
    tracking: params.tracking.toSorted(),
  })),
  partitions: hashPartitions,
  async openSketch(folder, partitions, params) {
    return new UrlSketch(folder, partitions, params);
  },
  async match(partition, sketches, edgeFile) {
    matchHashes(partition, sketches, edgeFile);
  },
  resolve: removalsFor(reason),
});

class UrlSketch implements Sketcher {
  readonly #hashes: HashWriter;
  readonly #hash = new Uint32Array(4);
  readonly #ignored: ReadonlySet<UrlPart>;
  readonly #tracking: ReadonlySet<string>;
  readonly #rankOf: (sample: Sample) => number;

  constructor(folder: string, partitions: number, params: UrlParameters) {
    this.#hashes = new HashWriter(folder, partitions);
    this.#ignored = new Set(params.ignore);
    this.#tracking = new Set(params.tracking);
    this.#rankOf = rankFunction(params);
  }

  add(sample: Sample, ordinal: number): void {
    if (sample.url === undefined || sample.url.trim() === "") return;
    const address = normalizeUrl(sample.url, this.#ignored, this.#tracking);
    const units = Uint32Array.from(address, (letter) => letter.codePointAt(0) ?? 0);
    hash128(units, units.length, this.#hash);
    this.#hashes.add(this.#hash, this.#rankOf(sample), ordinal);
  }

  async finish(): Promise<void> {
    this.#hashes.finish();
  }
}
