/**
 * Matching of MinHash sketches: the samples of one partition whose bands have equal keys are candidates, and those that
 * are similar enough become edges.
 *
 * The band runs of all splits are merged as a stream; of a bucket (samples with an equal key) at most `maxBucket` are held.
 * What is decided about a pair depends on the pair and its bucket only, so edges do not depend on the partitions.
 */

import type { SketchSet, TextLookup } from "../../pipeline/stage.js";
import { RunMerge, type SortedPart } from "../../pipeline/storage/external-sort.js";
import { RunReader, RunWriter } from "../../pipeline/storage/sorted-run.js";
import type { Shingler } from "../text/shingles.js";
import { edgeWords, encodeSimilarity } from "./edge-file.js";
import { JaccardMeter } from "./jaccard.js";
import {
  type BandPlan,
  bandKey,
  bandPath,
  bandWords,
  firstSharedBand,
  type Signature,
  SignatureStore,
} from "./signatures.js";
import { estimateSimilarity } from "./similarity-sketch.js";

export interface MatchOptions {
  readonly permutations: number;
  readonly plan: BandPlan;
  readonly threshold: number;
  /** Estimates nearer to the threshold than this are checked on the texts. */
  readonly verifyMargin: number;
  /** Buckets up to this size are compared pair by pair. */
  readonly maxBucket: number;
  /** In larger buckets each sample is compared with up to this many that came before and were unlike each other. */
  readonly representatives: number;
  readonly openShingler: () => Shingler;
}

interface Candidate {
  readonly part: number;
  readonly ordinal: number;
  readonly signature: Signature;
}

/** Matches `partition` of all sketches and writes its edges to `edgeFile`. */
export async function matchBands(
  partition: number,
  sketches: SketchSet,
  edgeFile: string,
  texts: TextLookup,
  options: MatchOptions,
): Promise<void> {
  const parts: SortedPart[] = sketches.splits.map((split) => {
    const reader = new RunReader(bandPath(split.folder), bandWords);
    return { reader, ...reader.section(partition) };
  });
  const signatures = new SignatureStore(sketches, options.permutations);
  const writer = new RunWriter(edgeFile, { words: edgeWords });
  const judge = new Judge(sketches, texts, options);
  const edge = new Uint32Array(edgeWords);
  const emit = (a: Candidate, b: Candidate, similarity: number): void => {
    edge[0] = judge.splitOf(a);
    edge[1] = a.ordinal;
    edge[2] = judge.splitOf(b);
    edge[3] = b.ordinal;
    edge[4] = encodeSimilarity(similarity);
    writer.append(edge, 0);
  };
  try {
    // By key only: inside a bucket the splits, and so the samples, come in the order of the corpus.
    const merge = new RunMerge(parts, bandWords, 2);
    for (const bucket of buckets(merge, options.maxBucket, sketches, signatures)) {
      if (bucket.whole) await comparePairs(bucket, judge, emit);
      else await compareWithRepresentatives(bucket, judge, options.representatives, emit);
    }
    writer.finish();
  } catch (error) {
    writer.abort();
    throw error;
  } finally {
    signatures.close();
    for (const part of parts) part.reader.close();
  }
}

type Emit = (a: Candidate, b: Candidate, similarity: number) => void;

interface Bucket {
  readonly key: Uint32Array;
  /** The members, or the first of them where `rest` is not empty. */
  readonly members: readonly Candidate[];
  /** True when `members` are all. */
  readonly whole: boolean;
  readonly rest: Iterable<Candidate>;
}

/** Buckets of two and more in the order of their keys; members in the order of the corpus. */
function* buckets(
  merge: RunMerge,
  maxBucket: number,
  sketches: SketchSet,
  signatures: SignatureStore,
): Generator<Bucket> {
  const key = new Uint32Array(2);
  const nextLeft = (): boolean => {
    while (merge.next()) {
      const { split } = sketches.splits[merge.part]!;
      if (!sketches.isRemoved(split, merge.block[merge.offset + 2]!)) return true;
    }
    return false;
  };
  let more = nextLeft();
  const inBucket = (): boolean =>
    more && merge.block[merge.offset] === key[0] && merge.block[merge.offset + 1] === key[1];
  function* remaining(): Generator<Candidate> {
    while (inBucket()) {
      const { part } = merge;
      const ordinal = merge.block[merge.offset + 2] ?? 0;
      more = nextLeft();
      yield { part, ordinal, signature: signatures.read(part, ordinal) };
    }
  }
  const places: number[] = [];
  while (more) {
    key[0] = merge.block[merge.offset] ?? 0;
    key[1] = merge.block[merge.offset + 1] ?? 0;
    places.length = 0;
    while (inBucket() && places.length < 2 * maxBucket) {
      places.push(merge.part, merge.block[merge.offset + 2] ?? 0);
      more = nextLeft();
    }
    if (places.length < 4) continue;
    const members: Candidate[] = [];
    for (let at = 0; at < places.length; at += 2) {
      const part = places[at] ?? 0;
      const ordinal = places[at + 1] ?? 0;
      members.push({ part, ordinal, signature: signatures.read(part, ordinal) });
    }
    yield { key, members, whole: !inBucket(), rest: remaining() };
  }
}

async function comparePairs(bucket: Bucket, judge: Judge, emit: Emit): Promise<void> {
  const { members, key } = bucket;
  for (let i = 0; i < members.length; i++) {
    for (let j = i + 1; j < members.length; j++) {
      const a = members[i]!;
      const b = members[j]!;
      if (judge.haveMet(a, b, key)) continue;
      const similarity = judge.byEstimate(a, b) ?? (await judge.byTexts(a, b));
      if (judge.isEnough(similarity)) emit(a, b, similarity);
    }
  }
}

/**
 * A bucket too large for all pairs: each sample is compared with the representatives until one is similar. A sample
 * that is like none of them becomes one, as long as there is room.
 */
async function compareWithRepresentatives(
  bucket: Bucket,
  judge: Judge,
  limit: number,
  emit: Emit,
): Promise<void> {
  const representatives: Candidate[] = [];
  for (const members of [bucket.members, bucket.rest]) {
    for (const candidate of members) {
      let settled = false;
      for (const representative of representatives) {
        if (judge.haveMet(representative, candidate, bucket.key)) {
          settled = true;
          continue;
        }
        const similarity =
          judge.byEstimate(representative, candidate) ?? (await judge.byTexts(representative, candidate));
        if (!judge.isEnough(similarity)) continue;
        emit(representative, candidate, similarity);
        settled = true;
        break;
      }
      if (!settled && representatives.length < limit) representatives.push(candidate);
    }
  }
}

/** Decides on pairs: from the signatures where they are clear, else from the texts. */
class Judge {
  readonly #key = new Uint32Array(2);
  readonly #shinglers: readonly [Shingler, Shingler];
  readonly #meter = new JaccardMeter();

  constructor(
    readonly sketches: SketchSet,
    readonly texts: TextLookup,
    readonly options: MatchOptions,
  ) {
    this.#shinglers = [options.openShingler(), options.openShingler()];
  }

  splitOf(candidate: Candidate): number {
    return this.sketches.splits[candidate.part]!.split;
  }

  isEnough(similarity: number): boolean {
    return similarity >= this.options.threshold;
  }

  /** Whether the pair shares an earlier band than the one of this bucket: then it was compared there. */
  haveMet(a: Candidate, b: Candidate, bucketKey: Uint32Array): boolean {
    const plan = this.options.plan;
    const band = firstSharedBand(a.signature.entries, b.signature.entries, plan);
    // Equal keys without equal rows: a collision in 64 bits.
    if (band === -1) return true;
    bandKey(a.signature.entries, plan, band, this.#key);
    return this.#key[0] !== bucketKey[0] || this.#key[1] !== bucketKey[1];
  }

  /** The estimate where it is clear, `undefined` where the texts must decide. */
  byEstimate(a: Candidate, b: Candidate): number | undefined {
    const { permutations, threshold, verifyMargin } = this.options;
    const estimate = estimateSimilarity(a.signature.entries, 0, b.signature.entries, 0, permutations);
    return Math.abs(estimate - threshold) >= verifyMargin ? estimate : undefined;
  }

  async byTexts(a: Candidate, b: Candidate): Promise<number> {
    const [left, right] = this.#shinglers;
    const textA = await this.texts.text({ split: this.splitOf(a), ordinal: a.ordinal });
    const textB = await this.texts.text({ split: this.splitOf(b), ordinal: b.ordinal });
    return this.#meter.similarity(left.shingle(textA), right.shingle(textB));
  }
}
