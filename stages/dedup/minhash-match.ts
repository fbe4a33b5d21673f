/**
 * Matching of MinHash sketches: the samples of one partition whose bands have equal keys are candidates, and those that
 * are similar enough become edges.
 *
 * What is decided about a pair depends on the pair and its bucket only, so edges do not depend on the partitions.
 * Buckets of up to `maxBucket` samples are compared pair by pair. In a larger one (boilerplate) the work is linear: each
 * sample is compared with representatives, samples that came before and are unlike each other, and with the first few
 * that were similar to one. So it has an edge left if its representative is itself removed by a sample outside the bucket.
 */
import type { SketchSet, TextLookup } from "../../pipeline/stage.js";
import { type Bucket, BucketReader } from "./buckets.js";
import { EdgeWriter } from "./edge-file.js";
import { type Candidate, type JudgeOptions, PairJudge } from "./pair-judge.js";
import { type BandPlan, bandKey, firstSharedBand, SignatureStore } from "./signatures.js";

export interface MatchOptions extends JudgeOptions {
  readonly plan: BandPlan;
  readonly unranked: boolean;
  /** Buckets up to this size are compared pair by pair. */
  readonly maxBucket: number;
  /** In larger buckets: samples unlike each other that every other one is compared with. */
  readonly representatives: number;
}

/** Samples similar to a representative that later ones are compared with too. */
const maxUnderstudies = 3;
/** In large buckets: texts that one sample is compared with, beyond what signatures decide. */
const maxTextChecks = 8;

/** Matches `partition` of all sketches and writes its edges to `edgeFile`. */
export async function matchBands(
  partition: number,
  sketches: SketchSet,
  edgeFile: string,
  texts: TextLookup,
  options: MatchOptions,
): Promise<void> {
  const signatures = new SignatureStore(sketches, options.permutations);
  const reader = new BucketReader(partition, sketches, signatures, options.unranked);
  const edges = new EdgeWriter(edgeFile);
  const matcher = new Matcher(new PairJudge(texts, options), options.plan, edges);
  try {
    for (const bucket of reader.buckets(options.maxBucket)) {
      if (bucket.whole) await matcher.comparePairs(bucket);
      else await matcher.compareWithRepresentatives(bucket, options.representatives);
    }
    edges.finish();
  } finally {
    signatures.close();
    reader.close();
  }
}

interface Representative {
  readonly leader: Candidate;
  readonly understudies: Candidate[];
}

class Matcher {
  readonly #key = new Uint32Array(2);

  constructor(
    readonly judge: PairJudge,
    readonly plan: BandPlan,
    readonly edges: EdgeWriter,
  ) {}

  async comparePairs({ members, key }: Bucket): Promise<void> {
    for (let i = 0; i < members.length; i++) {
      for (let j = i + 1; j < members.length; j++) {
        const a = members[i]!;
        const b = members[j]!;
        if (!this.#haveMet(a, b, key)) await this.#compare(a, b);
      }
    }
  }

  async compareWithRepresentatives({ members, rest, key }: Bucket, limit: number): Promise<void> {
    const representatives: Representative[] = [];
    for (const group of [members, rest]) {
      for (const candidate of group) {
        const settled = await this.#compareWithAll(candidate, representatives, key);
        if (!settled && representatives.length < limit) {
          representatives.push({ leader: candidate, understudies: [] });
        }
      }
    }
  }

  /** Returns whether the candidate is similar to a representative or one of its understudies. */
  async #compareWithAll(
    candidate: Candidate,
    representatives: readonly Representative[],
    key: Uint32Array,
  ): Promise<boolean> {
    let settled = false;
    let checksLeft = maxTextChecks;
    const isSimilar = async (other: Candidate): Promise<boolean> => {
      const verdict = this.judge.bySignatures(other, candidate);
      // A pair that met in an earlier band was dealt with there.
      if (this.#haveMet(other, candidate, key)) return verdict === true;
      if (verdict === undefined && checksLeft-- <= 0) return false;
      return this.#compare(other, candidate);
    };
    for (const { leader, understudies } of representatives) {
      let isLike = await isSimilar(leader);
      for (const understudy of understudies) if (await isSimilar(understudy)) isLike = true;
      if (!isLike) continue;
      settled = true;
      if (understudies.length < maxUnderstudies) understudies.push(candidate);
      // With equal signatures it shares all buckets of the leader: what comes of the leader comes of it.
      if (this.judge.estimate(leader, candidate) === 1) break;
    }
    return settled;
  }

  async #compare(a: Candidate, b: Candidate): Promise<boolean> {
    const similarity = await this.judge.similarity(a, b);
    if (similarity !== undefined) this.edges.add(a, b, similarity);
    return similarity !== undefined;
  }

  /** Whether the pair shares an earlier band than the one of this bucket: then it was compared there. */
  #haveMet(a: Candidate, b: Candidate, bucketKey: Uint32Array): boolean {
    const band = firstSharedBand(a.signature.entries, b.signature.entries, this.plan);
    // Equal keys without equal rows: a collision in 64 bits.
    if (band === -1) return true;
    bandKey(a.signature.entries, this.plan, band, this.#key);
    return this.#key[0] !== bucketKey[0] || this.#key[1] !== bucketKey[1];
  }
}
