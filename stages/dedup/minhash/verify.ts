/** Verifying of MinHash candidates: each pair is judged once, and those that are similar enough become edges. */
import type { SketchSet, TextLookup } from "../../../pipeline/contracts/stage.js";
import { EdgeWriter } from "../matching/edge-file.js";
import { type Candidate, type JudgeOptions, PairJudge } from "./pair-judge.js";
import { readSignedPairs, type Signed } from "./signed-pairs.js";

/** Judges the pairs whose later sample is of the split at place `part`. */
export async function verifyCandidates(
  part: number,
  pairFiles: readonly string[],
  sketches: SketchSet,
  edgeFile: string,
  texts: TextLookup,
  options: JudgeOptions,
): Promise<void> {
  const judge = new PairJudge(texts, options);
  const edges = new EdgeWriter(edgeFile);
  const candidateOf = ({ part: place, ordinal, rank, entries }: Signed): Candidate => ({
    rank,
    entries,
    split: sketches.splits[place]!.split,
    ordinal,
    isStored: place < sketches.stored,
  });
  // Pairs are judged one after another.
  for (const { earlier, later } of readSignedPairs(pairFiles, part, options.permutations)) {
    const [a, b] = [candidateOf(earlier), candidateOf(later)];
    const similarity = await judge.similarity(a, b);
    if (similarity !== undefined) edges.add(a, b, similarity);
  }
  edges.finish();
}
