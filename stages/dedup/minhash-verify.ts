/** Verifying of MinHash candidates: each pair is judged once, and those that are similar enough become edges. */
import type { SketchSet, TextLookup } from "../../pipeline/stage.js";
import { type Place, readCandidates } from "./candidate-file.js";
import { EdgeWriter } from "./edge-file.js";
import { type Candidate, type JudgeOptions, PairJudge } from "./pair-judge.js";
import { SignatureStore } from "./signature-store.js";

/** Judges the candidates whose later sample is of the split at place `part`: so that sample's signatures are read in order. */
export async function verifyCandidates(
  part: number,
  candidateFiles: readonly string[],
  sketches: SketchSet,
  edgeFile: string,
  texts: TextLookup,
  options: JudgeOptions,
): Promise<void> {
  const signatures = new SignatureStore(sketches, options.permutations);
  const judge = new PairJudge(texts, options);
  const edges = new EdgeWriter(edgeFile);
  // Pairs are judged one after another.
  const [entriesA, entriesB] = [new Uint16Array(options.permutations), new Uint16Array(options.permutations)];
  const candidateAt = (place: Place, entries: Uint16Array): Candidate => {
    const rank = signatures.read(place.part, place.ordinal, entries);
    const isStored = place.part < sketches.stored;
    return { rank, entries, split: sketches.splits[place.part]!.split, ordinal: place.ordinal, isStored };
  };
  try {
    for (const { earlier, later } of readCandidates(candidateFiles, part)) {
      const [a, b] = [candidateAt(earlier, entriesA), candidateAt(later, entriesB)];
      const similarity = await judge.similarity(a, b);
      if (similarity !== undefined) edges.add(a, b, similarity);
    }
    edges.finish();
  } finally {
    signatures.close();
  }
}
