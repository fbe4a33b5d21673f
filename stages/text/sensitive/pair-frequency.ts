/**
 * How often two folded characters stand together in ordinary texts (`count-pairs.ts` counts them), as a binary logarithm: by the cells of
 * `pair-cells.ts`.
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { shippedFile } from "../../files/shipped-file.js";

export const commonPairsPath = shippedFile("stages", "text", "sensitive", "common-pairs.bin.gz");

let logarithms: Uint8Array | undefined;

/** By `pairCell`, of counts in some 20 million characters; 0 for less than 64. Cost: 1 MiB; some ms for the first call. */
export function commonPairs(): Uint8Array {
  logarithms ??= gunzipSync(readFileSync(commonPairsPath));
  return logarithms;
}
