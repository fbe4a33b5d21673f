/**
 * Matching of MinHash sketches: the samples of one partition whose bands have equal keys are candidates.
 *
 * What becomes a candidate depends on the bucket only, so candidates do not depend on the partitions. In buckets of up to
 * `maxBucket` samples these are all pairs. In a larger one (boilerplate) the work is linear: each sample is compared, by its
 * signature, with representatives, samples that came before and are unlike each other, and with the first few that were similar
 * to one. So it has an edge left if its representative is itself removed by a sample outside the bucket.
 */
import type { SketchSet } from "../../../pipeline/contracts/stage.js";
import { type Bucket, BucketReader } from "./buckets.js";
import { CandidateWriter, type Place } from "./candidate-file.js";
import { SignatureJudge, type SignatureJudgeOptions } from "./signature-judge.js";
import { SignatureStore } from "./signature-store.js";

export interface MatchOptions extends SignatureJudgeOptions {
  readonly unranked: boolean;
  /** In buckets up to this size all samples become pairs, without a look at their signatures. */
  readonly maxBucket: number;
  /** In larger buckets, every sample is compared with this many representatives, which are unlike one another. */
  readonly representatives: number;
}

/** Later samples are also compared with up to this many samples that are similar to a representative. */
const maxUnderstudies = 3;
/** In large buckets, a sample may have this many candidates about which the signatures are not sure. */
const maxUnsure = 8;

/** Matches `partition` of all sketches and writes its candidates to `candidateFile`. */
export function matchBands(
  partition: number,
  sketches: SketchSet,
  candidateFile: string,
  options: MatchOptions,
): void {
  const signatures = new SignatureStore(sketches, options.permutations);
  const reader = new BucketReader(partition, sketches, options.unranked);
  const candidates = new CandidateWriter(candidateFile, sketches.splits.length, sketches.stored);
  const matcher = new LargeBucketMatcher(signatures, new SignatureJudge(options), candidates);
  try {
    for (const bucket of reader.buckets(options.maxBucket)) {
      if (bucket.whole) pairAll(bucket.members, candidates);
      else matcher.match(bucket, options.representatives);
    }
    candidates.finish();
  } finally {
    signatures.close();
    reader.close();
  }
}

function pairAll(members: readonly Place[], candidates: CandidateWriter): void {
  for (let i = 0; i < members.length; i++) {
    for (let j = i + 1; j < members.length; j++) candidates.add(members[i]!, members[j]!);
  }
}

interface Member {
  readonly place: Place;
  readonly entries: Uint16Array;
}

interface Representative {
  readonly leader: Member;
  readonly understudies: Member[];
}

class LargeBucketMatcher {
  constructor(
    readonly signatures: SignatureStore,
    readonly judge: SignatureJudge,
    readonly candidates: CandidateWriter,
  ) {}

  match({ members, rest }: Bucket, limit: number): void {
    const representatives: Representative[] = [];
    for (const group of [members, rest]) {
      for (const place of group) {
        const member = { place, entries: new Uint16Array(this.judge.options.permutations) };
        this.signatures.read(place.part, place.ordinal, member.entries);
        const settled = this.#compareWithAll(member, representatives);
        if (!settled && representatives.length < limit) {
          representatives.push({ leader: member, understudies: [] });
        }
      }
    }
  }

  /** Returns whether the member is similar to a representative or one of its understudies, as far as signatures tell. */
  #compareWithAll(member: Member, representatives: readonly Representative[]): boolean {
    let settled = false;
    let unsureLeft = maxUnsure;
    const isSimilar = (other: Member): boolean => {
      const verdict = this.judge.verdict(other.entries, member.entries);
      if (verdict === false || (verdict === undefined && unsureLeft-- <= 0)) return false;
      this.candidates.add(other.place, member.place);
      return verdict ?? this.judge.estimate(other.entries, member.entries) >= this.judge.options.threshold;
    };
    for (const { leader, understudies } of representatives) {
      let isLike = isSimilar(leader);
      for (const understudy of understudies) if (isSimilar(understudy)) isLike = true;
      if (!isLike) continue;
      settled = true;
      if (understudies.length < maxUnderstudies) understudies.push(member);
      // With equal signatures the two share all buckets, so whatever is similar to the leader is found for this sample as well.
      if (this.judge.estimate(leader.entries, member.entries) === 1) break;
    }
    return settled;
  }
}
