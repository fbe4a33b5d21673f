/**
 * From edges to removals. Samples are decided on in the order of the keep policy: a sample that is similar to one which
 * stays is removed, any other one stays.
 *
 * So each removed text is similar to its keeper itself, never only through others (a chain A ~ B ~ C removes B and keeps A
 * and C), its keeper stays, and of two texts that an edge joins at most one stays. A cluster is a keeper with what it
 * removed.
 *
 * The edge files are sorted, so merging them gives a sample's edges together, after those of all that precede it.
 * Cost: one bit a sample of the corpus, one block an edge file, and for policies other than `first` 36 bytes for each of
 * up to `maxHeld` removals; beyond that the edges are read again for each `maxHeld` of them.
 */
import type { Removal, SketchSet } from "../../../pipeline/contracts/stage.js";
import { RunMerge, wholeRun } from "../../../pipeline/storage/sorted-runs/run-merge.js";
import { sortRecords } from "../../../pipeline/storage/sorted-runs/sort-records.js";
import { decodeSimilarity, edgeWords } from "./edge-file.js";
import { isUnranked } from "./keep-policy.js";

export interface ResolveOptions {
  /** True when all ranks are equal: the order of the policy is that of the corpus. */
  readonly unranked: boolean;
  readonly reason: string;
  /** Removals that are held to be put into the order of the corpus. Default 1 million. */
  readonly maxHeld?: number;
}

/** A removal: words 0 and 1 split and ordinal of the sample, 2 and 3 of its keeper, 4 the similarity. */
const decisionWords = 5;

/** The `resolve` of a stage that removes duplicates by a keep policy. */
export function removalsFor(reason: string) {
  return async function* resolve(
    edgeFiles: readonly string[],
    sketches: SketchSet,
    policy: { readonly keep: string },
  ): AsyncGenerator<Removal> {
    yield* resolveEdges(edgeFiles, sketches, { unranked: isUnranked(policy), reason });
  };
}

/** Removals in the order of (split, ordinal). */
export function* resolveEdges(
  edgeFiles: readonly string[],
  sketches: SketchSet,
  options: ResolveOptions,
): Generator<Removal> {
  if (options.unranked) {
    for (const decision of decide(edgeFiles, sketches)) yield toRemoval(decision, 0, options.reason);
    return;
  }
  const perSplit = new Map<number, number>();
  for (const [split = 0] of decide(edgeFiles, sketches)) perSplit.set(split, (perSplit.get(split) ?? 0) + 1);
  for (const { first, last, count } of windows(perSplit, options.maxHeld ?? 1_000_000)) {
    const held = new Uint32Array(count * decisionWords);
    let at = 0;
    for (const decision of decide(edgeFiles, sketches)) {
      const [split = 0] = decision;
      if (split < first || split > last) continue;
      held.set(decision, at);
      at += decisionWords;
    }
    const order = sortRecords(held, count, decisionWords);
    for (let i = 0; i < count; i++) yield toRemoval(held, order[i]! * decisionWords, options.reason);
  }
}

/** Ranges of splits with up to `maxHeld` removals each; a split with more has a range of its own. */
function* windows(perSplit: ReadonlyMap<number, number>, maxHeld: number) {
  let open: { first: number; last: number; count: number } | undefined;
  for (const split of [...perSplit.keys()].sort((a, b) => a - b)) {
    const count = perSplit.get(split) ?? 0;
    if (open !== undefined && open.count + count <= maxHeld) {
      open.last = split;
      open.count += count;
      continue;
    }
    if (open !== undefined) yield open;
    open = { first: split, last: split, count };
  }
  if (open !== undefined) yield open;
}

/** The removals in the order of the policy. The record that is given out is used again. */
function* decide(edgeFiles: readonly string[], sketches: SketchSet): Generator<Uint32Array> {
  const removed = new SampleBits(sketches);
  const parts = edgeFiles.map((file) => wholeRun(file, edgeWords));
  const decision = new Uint32Array(decisionWords);
  let split = -1;
  let ordinal = -1;
  let settled = false;
  try {
    const merge = new RunMerge(parts, edgeWords);
    while (merge.next()) {
      const { block, offset } = merge;
      if (block[offset + 1] !== split || block[offset + 2] !== ordinal) {
        split = block[offset + 1]!;
        ordinal = block[offset + 2]!;
        settled = false;
      }
      // The keeper comes before the sample, so it has been decided on.
      if (settled || removed.has(block[offset + 4]!, block[offset + 5]!)) continue;
      settled = true;
      removed.add(split, ordinal);
      decision[0] = split;
      decision[1] = ordinal;
      decision[2] = block[offset + 4]!;
      decision[3] = block[offset + 5]!;
      decision[4] = block[offset + 6]!;
      yield decision;
    }
  } finally {
    for (const part of parts) part.reader.close();
  }
}

function toRemoval(decisions: Uint32Array, at: number, reason: string): Removal {
  const keeper = { split: decisions[at + 2]!, ordinal: decisions[at + 3]! };
  return {
    split: decisions[at]!,
    ordinal: decisions[at + 1]!,
    reason,
    keeper,
    cluster: `${keeper.split}-${keeper.ordinal}`,
    similarity: decodeSimilarity(decisions[at + 4]!),
  };
}

/** One bit for each sample, held only for splits in which some bit is set. */
class SampleBits {
  readonly #samples: ReadonlyMap<number, number>;
  readonly #bits = new Map<number, Uint8Array>();

  constructor(sketches: SketchSet) {
    this.#samples = new Map(sketches.splits.map(({ split, samples }) => [split, samples]));
  }

  has(split: number, ordinal: number): boolean {
    const bits = this.#bits.get(split);
    return bits !== undefined && (bits[ordinal >>> 3]! & (1 << (ordinal & 7))) !== 0;
  }

  add(split: number, ordinal: number): void {
    let bits = this.#bits.get(split);
    if (bits === undefined) {
      bits = new Uint8Array(((this.#samples.get(split) ?? 0) + 7) >>> 3);
      this.#bits.set(split, bits);
    }
    bits[ordinal >>> 3]! |= 1 << (ordinal & 7);
  }
}
