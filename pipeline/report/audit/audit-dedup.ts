/**
 * Audit of near-duplicates: what a finished run removed and what it left, measured again on the texts.
 *
 * - Inside clusters: of a sample of the removed documents, how many are as similar to their keeper as the threshold asks.
 * - Outside: for a sample of all documents that entered the stage ("probes"), every document of the corpus that is similar from the
 *   threshold on, exactly, by an inverted index of the probes' shingles. Of these pairs, how many were dealt with: one of
 *   the two was removed.
 *
 * Reads the dataset and its rejects twice. Memory: the shingles of the samples.
 */
import { z } from "zod";
import { UserError } from "../../contracts/errors.js";
import { type Dataset, openDataset } from "../../dataset/open-dataset.js";
import type { Catalogue, NearDuplicateMeasure } from "../../recipe/catalogue.js";
import { readTotals } from "../../run/ledger-file.js";
import { type AuditedDocument, auditedDocuments } from "./documents.js";
import { BottomSample } from "./sample-documents.js";
import { type Estimate, wilson } from "./wilson.js";

export interface AuditOptions {
  /** Documents and removals to sample. */
  readonly sample: number;
  readonly seed: number;
  /** Near-duplicate stage to audit; undefined: the first of them that the run has. */
  readonly stage: string | undefined;
  /** Jaccard similarity that counts as near-duplicate; undefined: the stage's threshold, or 0.5 where it has none. */
  readonly similarity: number | undefined;
}

/** Half of all shingles: nobody would call less a near-duplicate. */
const usualSimilarity = 0.5;

export interface AuditedPair {
  readonly a: Pick<AuditedDocument, "id" | "text">;
  readonly b: Pick<AuditedDocument, "id" | "text">;
  readonly similarity: number;
}

export interface DedupAudit {
  readonly stage: string;
  readonly threshold: number;
  readonly documents: number;
  readonly removed: number;
  /** Stages behind it that changed texts or titles, with how many (one number for both): a changed text is not what the stage compared. */
  readonly changedBehind: readonly { readonly stage: string; readonly changed: number }[];
  /** Removed documents that are similar to their keeper. */
  readonly precision: Estimate;
  /** Similar pairs with a probe of which one document was removed. */
  readonly recall: Estimate;
  /** Pairs that were removed without being similar enough; the least similar first. */
  readonly wrong: readonly AuditedPair[];
  /** Similar pairs of which both stayed; the most similar first. */
  readonly overlooked: readonly AuditedPair[];
  /** Pairs just below the threshold of which both stayed. */
  readonly outside: readonly AuditedPair[];
  /** Pairs just above it of which one was removed. */
  readonly inside: readonly AuditedPair[];
}

const shownPairs = 3;
/** How far below the threshold a pair is just outside. */
const margin = 0.1;

/** @throws UserError `nothing-to-audit` when the run has no such stage, kept no rejects or wrote no texts */
export async function auditDedup(
  folder: string,
  catalogue: Catalogue,
  options: AuditOptions,
): Promise<DedupAudit> {
  const dataset = await openDataset(folder);
  const { stage, measure } = await measureOf(dataset, catalogue, options.stage);
  const threshold = options.similarity ?? measure.threshold ?? usualSimilarity;
  const shingle = measure.shingles.bind(measure);

  const probes = new BottomSample(options.sample, options.seed);
  const removals = new BottomSample(options.sample, options.seed);
  let documents = 0;
  let removed = 0;
  for await (const document of auditedDocuments(dataset, stage)) {
    const number = documents++;
    probes.offer(number, document);
    if (document.removal === undefined) continue;
    removed++;
    removals.offer(number, document);
  }

  const index = new ProbeIndex(
    probes.chosen().map(({ number, document }) => ({ number, document, shingles: shingle(document.text) })),
  );
  const wanted = new Set(removals.chosen().map(({ document }) => document.removal?.keeper ?? ""));
  const keepers = new Map<string, string>();
  const pairs: (AuditedPair & { readonly isSettled: boolean })[] = [];
  let number = 0;
  for await (const document of auditedDocuments(dataset, stage)) {
    if (wanted.has(document.id) && !keepers.has(document.id)) keepers.set(document.id, document.text);
    for (const { probe, similarity } of index.similar(number, shingle(document.text), threshold - margin)) {
      const isSettled = probe.removal !== undefined || document.removal !== undefined;
      pairs.push({ a: probe, b: document, similarity, isSettled });
    }
    number++;
  }

  const judged = removals.chosen().flatMap(({ document }) => {
    const keeper = document.removal?.keeper ?? "";
    const text = keepers.get(keeper);
    if (text === undefined) return [];
    const similarity = jaccard(shingle(document.text), shingle(text));
    return [{ a: { id: keeper, text }, b: document, similarity }];
  });
  const similar = pairs.filter(({ similarity }) => similarity >= threshold);
  const rising = (one: AuditedPair, other: AuditedPair): number => one.similarity - other.similarity;
  const show = (these: readonly AuditedPair[]): AuditedPair[] =>
    these.slice(0, shownPairs).map(({ a, b, similarity }) => ({
      a: { id: a.id, text: a.text },
      b: { id: b.id, text: b.text },
      similarity,
    }));
  const wrong = judged.filter(({ similarity }) => similarity < threshold).sort(rising);
  return {
    stage,
    threshold,
    documents,
    removed,
    changedBehind: await changedBehind(folder, stage),
    precision: wilson(judged.length - wrong.length, judged.length),
    recall: wilson(similar.filter(({ isSettled }) => isSettled).length, similar.length),
    wrong: show(wrong),
    overlooked: show(similar.filter(({ isSettled }) => !isSettled).sort((x, y) => rising(y, x))),
    outside: show(
      pairs
        .filter(({ similarity, isSettled }) => similarity < threshold && !isSettled)
        .sort((x, y) => rising(y, x)),
    ),
    inside: show(judged.filter(({ similarity }) => similarity >= threshold && similarity < 1).sort(rising)),
  };
}

async function measureOf(
  { manifest, folder, columns }: Dataset,
  catalogue: Catalogue,
  wanted: string | undefined,
): Promise<{ stage: string; measure: NearDuplicateMeasure }> {
  const { measures } = catalogue.nearDuplicates;
  const names = Object.keys(measures);
  const { stages, rejects } = manifest.recipe;
  const [found] = stages.flatMap(({ stage, params }) => {
    const open = wanted === undefined || wanted === stage ? measures[stage] : undefined;
    return open === undefined ? [] : [{ stage, params, open }];
  });
  const problem =
    found === undefined
      ? `the run has no ${wanted ?? names.join(" or ")} that could be audited`
      : rejects === "none"
        ? "the run kept no rejects, so what was removed is unknown"
        : columns.some(({ name }) => name === "text")
          ? undefined
          : "the dataset has no texts, only what was made of them";
  if (found !== undefined && problem === undefined)
    return { stage: found.stage, measure: await found.open(found.params) };
  throw new UserError(
    "nothing-to-audit",
    `there is nothing to audit: ${problem}`,
    `Run the recipe with ${names.join(" or ")}, rejects: keep and a sink of texts (such as write-jsonl without tokenize)`,
    { file: folder },
  );
}

const ledger = z.object({ stages: z.array(z.object({ stage: z.string(), changed: z.number() })) });

async function changedBehind(folder: string, stage: string): Promise<DedupAudit["changedBehind"]> {
  const { stages } = ledger.parse(await readTotals(folder));
  return stages
    .slice(stages.findIndex((entry) => entry.stage === stage) + 1)
    .filter(({ changed }) => changed > 0)
    .map((entry) => ({ stage: entry.stage, changed: entry.changed }));
}

interface Probe {
  readonly number: number;
  readonly document: AuditedDocument;
  readonly shingles: ReadonlySet<number>;
}

/** Exact Jaccard similarities of one document after the other with all probes. */
class ProbeIndex {
  readonly #probes: readonly Probe[];
  readonly #having = new Map<number, number[]>();
  readonly #numbers: ReadonlySet<number>;

  constructor(probes: readonly Probe[]) {
    this.#probes = probes;
    this.#numbers = new Set(probes.map(({ number }) => number));
    for (const [at, { shingles }] of probes.entries()) {
      for (const shingle of shingles) {
        const known = this.#having.get(shingle);
        if (known === undefined) this.#having.set(shingle, [at]);
        else known.push(at);
      }
    }
  }

  /** Probes with a similarity of `least` or more; a pair of two probes comes once. */
  similar(
    number: number,
    shingles: ReadonlySet<number>,
    least: number,
  ): { probe: AuditedDocument; similarity: number }[] {
    const shared = new Uint32Array(this.#probes.length);
    for (const shingle of shingles) for (const at of this.#having.get(shingle) ?? []) shared[at]!++;
    return this.#probes.flatMap((probe, at) => {
      const isKnown = probe.number === number || (this.#numbers.has(number) && probe.number > number);
      if (isKnown || shared[at] === 0) return [];
      const similarity = shared[at]! / (shingles.size + probe.shingles.size - shared[at]!);
      return similarity < least ? [] : [{ probe: probe.document, similarity }];
    });
  }
}

function jaccard(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let shared = 0;
  for (const shingle of a) if (b.has(shingle)) shared++;
  return shared === 0 ? 0 : shared / (a.size + b.size - shared);
}
