/** Records of one page: equal addresses after normalisation. */
import { z } from "zod";
import type { Sample } from "../../pipeline/contracts/sample.js";
import { defineBarrier } from "../../pipeline/contracts/stage.js";
import { hash128 } from "../text/hash.js";
import { keepParameters, keepRefinement } from "./matching/keep-policy.js";
import { removesEqual } from "./matching/removes-equal.js";
import { normalizeUrl, urlParts } from "./normalize-url.js";

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
  ...removesEqual(reason, addressHashes, ({ ignore, tracking }: UrlParameters) => ({
    ignore: ignore.toSorted(),
    tracking: tracking.toSorted(),
  })),
});

function addressHashes(params: UrlParameters) {
  const ignored = new Set(params.ignore);
  const tracking = new Set(params.tracking);
  const hash = new Uint32Array(4);
  return ({ url }: Sample) => {
    if (url === undefined || url.trim() === "") return undefined;
    const units = Uint32Array.from(
      normalizeUrl(url, ignored, tracking),
      (letter) => letter.codePointAt(0) ?? 0,
    );
    hash128(units, units.length, hash);
    return hash;
  };
}
