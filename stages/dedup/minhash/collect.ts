/**
 * Between matching and verifying: each candidate gets the signatures that judge it.
 *
 * Signatures of a large corpus do not fit into the page cache, so reading those of earlier samples at random cost more a document
 * the larger the corpus was. Here those of a split are read once, from front to back, and go with the candidates.
 */
import type { SketchSet } from "../../../pipeline/contracts/stage.js";
import { readCandidates } from "./candidate-file.js";
import { SignatureScan } from "./signature-scan.js";
import { SignedPairWriter } from "./signed-pairs.js";

/** Signs what candidates need of the split at place `part`. */
export function collectSignatures(
  part: number,
  candidateFiles: readonly string[],
  sketches: SketchSet,
  pairFile: string,
  permutations: number,
): void {
  const { folder } = sketches.splits[part]!;
  const pairs = new SignedPairWriter(pairFile, sketches.splits.length, permutations);
  const signatures = new SignatureScan(folder, permutations);
  let rank = 0;
  let read = -1;
  try {
    for (const { ordinal, later } of readCandidates(candidateFiles, part)) {
      if (ordinal !== read) rank = signatures.read(ordinal, pairs.entries);
      read = ordinal;
      const own = { part, ordinal };
      if (later === undefined) pairs.add(own, rank);
      else pairs.add(later, rank, own);
    }
    pairs.finish();
  } finally {
    signatures.close();
  }
}
