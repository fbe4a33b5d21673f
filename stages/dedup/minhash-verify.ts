/** Verifying of MinHash candidates: each pair is judged once, and those that are similar enough become edges. */
import type { SketchSet, TextLookup } from "../../pipeline/stage.js";
import { type Place, readCandidates } from "./candidate-file.js";
import { EdgeWriter } from "./edge-file.js";
import { type Candidate, type JudgeOptions, PairJudge } from "./pair-judge.js";
import { SignatureStore } from "./signatures.js";

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
  const candidateAt = (place: Place): Candidate => {
    const { rank, entries } = signatures.read(place.part, place.ordinal);
    const isStored = place.part < sketches.stored;
    return { rank, entries, split: sketches.splits[place.part]!.split, ordinal: place.ordinal, isStored };
  };
  try {
    for (const { earlier, later } of readCandidates(candidateFiles, part)) {
      const [a, b] = [candidateAt(earlier), candidateAt(later)];
      const similarity = await judge.similarity(a, b);
      if (similarity !== undefined) edges.add(a, b, similarity);
    }
    edges.finish();
  } finally {
    signatures.close();
  }
}
