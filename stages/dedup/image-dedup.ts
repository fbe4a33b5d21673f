/** Near-duplicate pictures, or pairs: the same picture with nearly the same words. */
import { z } from "zod";
import type { Sample } from "../../pipeline/contracts/sample.js";
import { defineBarrier, type SketchSet, type TextLookup } from "../../pipeline/contracts/stage.js";
import { RunMerge } from "../../pipeline/storage/sorted-runs/run-merge.js";
import { type Look, likeness } from "../pixels/compare-looks.js";
import {
  hashRunPath,
  hashRunWords,
  LookReader,
  LookWriter,
  looksDiskBytesPerMillion,
} from "./image-looks.js";
import { EdgeWriter, type Ranked } from "./matching/edge-file.js";
import { keepParameters, keepRefinement, rankFunction, rankOfMost } from "./matching/keep-policy.js";
import { partitionsOf } from "./matching/partition-count.js";
import { removalsFor } from "./matching/resolve-edges.js";
import { openPartition } from "./matching/stored-runs.js";
import { JaccardMeter } from "./shingles/jaccard.js";
import { Shingler } from "./shingles/shingles.js";

const parameters = z
  .object({
    on: z
      .enum(["image", "pair"])
      .default("image")
      .describe(
        "What must be alike: the picture, or picture and text both, so that one picture may keep several captions and one caption several pictures",
      ),
    "caption-similarity": z
      .number()
      .min(0)
      .max(1)
      .default(0.8)
      .describe(
        "With on: pair, how alike two texts must be: Jaccard similarity of their pairs of neighbouring characters, script variants, width, case, punctuation and white space left out; 1: the same pairs of characters.",
      ),
    ...keepParameters,
    keep: z
      .enum(["largest", ...keepParameters.keep.unwrap().options])
      .default("largest")
      .describe(
        "Which of several copies stays: the one of most pixels, as the source had it, or as the other dedup stages choose. Among " +
          "equals the first of the corpus",
      ),
  })
  .refine(keepRefinement.check, keepRefinement.problem);

type Params = z.output<typeof parameters>;

const reason = "near-duplicate-image";
/**
 * In a bucket, each picture is compared only with leaders: earlier pictures that are unlike one another. At most this many, to
 * bound the work on blank pictures.
 */
const maxLeaders = 256;

export const imageDedup = defineBarrier({
  name: "image-dedup",
  summary:
    "Removes resized and re-encoded copies of pictures: perceptual hashes bring pairs together, their pixels in small decide.",
  source:
    "pHash and dHash (Krawetz 2011, 2013) within 4 bits by the tables of Manku, Jain, Das Sarma, WWW 2007; verification measured on labelled copies",
  parameters,
  reasons: { [reason]: "shows the same as a picture that is kept (with on: pair, under like words)" },
  cost: { memoryBytes: 96 << 20, diskBytesPerMillion: looksDiskBytesPerMillion },
  partitions: partitionsOf({ samplesPerPartition: 100_000 }),
  openSketch(folder, partitions, params) {
    const looks = new LookWriter(folder, partitions);
    const rankOf = rankBy(params);
    return Promise.resolve({
      add: (sample: Sample, ordinal: number) => looks.add(sample, rankOf(sample), ordinal),
      finish: () => Promise.resolve(looks.finish()),
    });
  },
  async match(partition, sketches, edgeFile, texts, params) {
    await matchLooks(
      partition,
      sketches,
      edgeFile,
      params.on === "pair" ? new CaptionJudge(texts, params["caption-similarity"]) : undefined,
    );
  },
  resolve: removalsFor(reason),
});

/** A copy of a thumbnail's size would be enlarged, where its original is at hand. */
function rankBy({ keep, ...policy }: Params): (sample: Sample) => number {
  if (keep !== "largest") return rankFunction({ ...policy, keep });
  return ({ arrays }) => {
    const [width = 0, height = 0] = arrays[".source-size"] ?? [];
    return rankOfMost(width * height);
  };
}

interface Leader extends Ranked {
  readonly look: Look;
}

/** Compares each picture of a bucket with the leaders: the pictures before it that were like none before them. */
async function matchLooks(
  partition: number,
  sketches: SketchSet,
  edgeFile: string,
  captions: CaptionJudge | undefined,
): Promise<void> {
  const parts = openPartition(sketches, partition, hashRunPath, hashRunWords);
  const looks = new LookReader(sketches.splits.map(({ folder }) => folder));
  const edges = new EdgeWriter(edgeFile);
  let leaders: Leader[] = [];
  let key: number | undefined;
  try {
    // Sorted by key and rank; among equal ones, samples come in the order of the corpus.
    const merge = new RunMerge(parts, hashRunWords, 2);
    while (merge.next()) {
      const { block, offset, part } = merge;
      const { split } = sketches.splits[part]!;
      const [hash, rank, ordinal] = [block[offset]!, block[offset + 1]!, block[offset + 2]!];
      if (sketches.isRemoved(split, ordinal)) continue;
      if (hash !== key) leaders = [];
      key = hash;
      const sample = { rank, split, ordinal, look: looks.read(part, ordinal) };
      let isLike = false;
      for (const leader of leaders) {
        const similarity = likeness(leader.look, sample.look);
        if (similarity === undefined) continue;
        if (captions !== undefined && !(await captions.areAlike(leader, sample))) continue;
        edges.add(sample, leader, similarity);
        isLike = true;
      }
      if (!isLike && leaders.length < maxLeaders) leaders.push(sample);
    }
    edges.finish();
  } finally {
    looks.close();
    for (const { reader } of parts) reader.close();
  }
}

/** Whether two samples say nearly the same, by their texts. */
class CaptionJudge {
  readonly #shingler = new Shingler("characters", 2, "full");
  readonly #meter = new JaccardMeter();

  constructor(
    readonly texts: TextLookup,
    readonly threshold: number,
  ) {}

  async areAlike(a: Ranked, b: Ranked): Promise<boolean> {
    const [one, other] = [await this.texts.text(a), await this.texts.text(b)];
    if (one === other) return true;
    // A copy, because the shingler reuses its buffer.
    const shingles = this.#shingler.shingle(one).slice();
    const others = this.#shingler.shingle(other);
    // Captions of nothing but punctuation count as equal.
    if (shingles.length === 0 && others.length === 0) return true;
    return this.#meter.similarity(shingles, others) >= this.threshold;
  }
}
