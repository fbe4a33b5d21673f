/** A thread of the signature benchmark: makes the signatures of one split, or matches one partition. */
import { collectSignatures } from "../../stages/dedup/minhash/collect.js";
import { matchBands } from "../../stages/dedup/minhash/match.js";
import { SignatureWriter } from "../../stages/dedup/minhash/signature-writer.js";
import { planBands } from "../../stages/dedup/minhash/signatures.js";
import { verifyCandidates } from "../../stages/dedup/minhash/verify.js";
import { Shingler } from "../../stages/dedup/shingles/shingles.js";
import { mix32 } from "../../stages/text/hash.js";

export interface SplitFolder {
  readonly split: number;
  readonly folder: string;
  readonly samples: number;
}
export interface SketchTask extends SplitFolder {
  readonly kind: "sketch";
  /** Number of the split's first document in the corpus. */
  readonly first: number;
  readonly partitions: number;
}
export interface MatchTask {
  readonly kind: "match";
  readonly splits: readonly SplitFolder[];
  readonly partition: number;
  readonly candidateFile: string;
}
export interface CollectTask {
  readonly kind: "collect";
  readonly splits: readonly SplitFolder[];
  readonly part: number;
  readonly candidateFiles: readonly string[];
  readonly pairFile: string;
}
export interface VerifyTask {
  readonly kind: "verify";
  readonly splits: readonly SplitFolder[];
  readonly part: number;
  readonly pairFiles: readonly string[];
  readonly edgeFile: string;
}

const permutations = 112;
const plan = planBands(permutations, 14, 8);
/** Share of the documents that are versions of an earlier one. */
const copies = 0.1;
const most = 4294967296;

const judging = {
  permutations,
  threshold: 0.8,
  // The signatures decide alone.
  maxError: 1,
  storedShingles: 0,
  openShingler: () => new Shingler("characters", 5, "none"),
};
const noText = (): Promise<never> => Promise.reject(new Error("there are no texts"));
const noTexts = { text: noText, stored: noText };

export default async function work(task: SketchTask | MatchTask | CollectTask | VerifyTask): Promise<void> {
  if (task.kind === "sketch") sketch(task);
  else if (task.kind === "match") match(task);
  else if (task.kind === "collect") collect(task);
  else await verify(task);
}

function sketch({ folder, samples, first, partitions }: SketchTask): void {
  const writer = new SignatureWriter(folder, partitions, { permutations, plan, unranked: true });
  for (let ordinal = 0; ordinal < samples; ordinal++) {
    fillSignature(first + ordinal, writer.entries);
    writer.add(ordinal, 0, 1000);
  }
  writer.finish();
}

/** A pure function of the document's number, so that any split can be made alone. */
function fillSignature(document: number, entries: Uint16Array): void {
  const chance = mix32(document ^ 0x5bd1e995) / most;
  const isCopy = document > 0 && chance < copies;
  const original = isCopy ? Math.floor((mix32(document ^ 0x1b873593) / most) * document) : document;
  const similarity = 0.7 + (chance / copies) * 0.3;
  for (let entry = 0; entry < permutations; entry++) {
    const own = mix32(mix32(document) + entry);
    const isShared = isCopy && own / most < similarity;
    entries[entry] = isShared ? mix32(mix32(original) + entry) : own;
  }
}

function match({ splits, partition, candidateFile }: MatchTask): void {
  const sketches = { splits, stored: 0, isRemoved: () => false };
  matchBands(partition, sketches, candidateFile, {
    ...judging,
    unranked: true,
    maxBucket: 64,
    representatives: 32,
  });
}

function collect({ splits, part, candidateFiles, pairFile }: CollectTask): void {
  const sketches = { splits, stored: 0, isRemoved: () => false };
  collectSignatures(part, candidateFiles, sketches, pairFile, permutations);
}

async function verify({ splits, part, pairFiles, edgeFile }: VerifyTask): Promise<void> {
  const sketches = { splits, stored: 0, isRemoved: () => false };
  await verifyCandidates(part, pairFiles, sketches, edgeFile, noTexts, judging);
}
