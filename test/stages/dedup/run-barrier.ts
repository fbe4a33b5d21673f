/** Runs a barrier the way the engine does: sketches of splits in folders, matching by partition, removals in order. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { z } from "zod";
import { makeSample, type Sample } from "../../../pipeline/contracts/sample.js";
import type {
  Address,
  BarrierStage,
  Edit,
  Removal,
  SketchSet,
  StageParameters,
  TextLookup,
} from "../../../pipeline/contracts/stage.js";
import { RunMerge, wholeRun } from "../../../pipeline/storage/sorted-runs/run-merge.js";
import { decodeSimilarity, edgeWords } from "../../../stages/dedup/matching/edge-file.js";

export interface Document extends Partial<Omit<Sample, "id" | "text">> {
  readonly id: string;
  readonly text: string;
}

export interface BarrierRun {
  readonly removals: readonly (Removal & { readonly id: string; readonly keeperId: string })[];
  readonly removed: ReadonlySet<string>;
  /** What a barrier that edits leaves of the texts that it cut. */
  readonly edits: readonly (Edit & { readonly id: string; readonly left: string })[];
  /** Ids of the pairs that `match` found: before anything is decided about them. */
  readonly pairs: readonly { readonly a: string; readonly b: string; readonly similarity: number }[];
  /** How many texts `match` asked for. */
  readonly lookups: number;
}

export interface Cut {
  /** Number of splits that the documents are cut into. */
  readonly splits: number;
  readonly partitions: number;
  /** What earlier runs kept; see `storeKept`. */
  readonly stored?: readonly StoredDocuments[];
  /** Ids that an earlier barrier removed. */
  readonly alreadyRemoved?: ReadonlySet<string>;
}

/** Runs `use` with a folder that is removed afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "wudao-dedup-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function runBarrier<P extends StageParameters>(
  stage: BarrierStage<P>,
  documents: readonly Document[],
  settings: z.input<P>,
  cut: Cut,
  folder: string,
): Promise<BarrierRun> {
  const params = stage.parameters.parse(settings);
  const perSplit = Math.max(1, Math.ceil(documents.length / cut.splits));
  const stored = cut.stored ?? [];
  const documentAt = (address: Address): Document => {
    const document =
      stored[address.split - cut.splits]?.documents[address.ordinal] ??
      documents[address.split * perSplit + address.ordinal];
    if (document === undefined) throw new Error(`no document ${address.split}-${address.ordinal}`);
    return document;
  };
  const splits: SketchSet["splits"][number][] = [];
  for (let split = 0; split < cut.splits; split++) {
    const part = documents.slice(split * perSplit, (split + 1) * perSplit);
    const sketchFolder = join(folder, `sketch-${split}`);
    await mkdir(sketchFolder);
    const sketcher = await stage.openSketch(sketchFolder, cut.partitions, params, {
      baseDir: folder,
      seed: 0,
    });
    part.forEach((document, ordinal) => {
      sketcher.add(makeSample({ source: "test", origin: document.id, ...document }), ordinal);
    });
    await sketcher.finish();
    splits.push({ split, folder: sketchFolder, samples: part.length });
  }
  const sketches: SketchSet = {
    splits: [
      ...stored.map((part, number) => ({
        split: cut.splits + number,
        folder: part.folder,
        samples: part.documents.length,
      })),
      ...splits,
    ],
    stored: stored.length,
    isRemoved: (split, ordinal) => cut.alreadyRemoved?.has(documentAt({ split, ordinal }).id) ?? false,
  };
  let lookups = 0;
  const texts: TextLookup = {
    async text(address) {
      lookups++;
      assert.ok(address.split < cut.splits, "the text of a stored document was asked for");
      return documentAt(address).text;
    },
    async stored(address, name) {
      const array = stage.stored?.arrays?.(params)(documentAt(address).text)[name];
      if (array === undefined) throw new Error(`no array ${name}`);
      return array;
    },
  };
  const matched: string[] = [];
  for (let partition = 0; partition < cut.partitions; partition++) {
    const matchFile = join(folder, `matched-${partition}`);
    await stage.match(partition, sketches, matchFile, texts, params);
    matched.push(matchFile);
  }
  const collected: string[] = [];
  for (let place = 0; place < sketches.splits.length && stage.collect !== undefined; place++) {
    const collectedFile = join(folder, `collected-${place}`);
    await stage.collect(place, matched, sketches, collectedFile, params);
    collected.push(collectedFile);
  }
  const candidates = stage.collect === undefined ? matched : collected;
  const verified: string[] = [];
  for (let split = 0; split < cut.splits && stage.verify !== undefined; split++) {
    const edgeFile = join(folder, `edges-${split}`);
    await stage.verify(stored.length + split, candidates, sketches, edgeFile, texts, params);
    verified.push(edgeFile);
  }
  const edgeFiles = stage.verify === undefined ? matched : verified;
  const pairs = (stage.edits === true ? [] : edgeFiles).flatMap(readEdges).map(({ a, b, similarity }) => ({
    a: documentAt(a).id,
    b: documentAt(b).id,
    similarity,
  }));
  const removals: BarrierRun["removals"][number][] = [];
  const edits: BarrierRun["edits"][number][] = [];
  for await (const decision of stage.resolve(edgeFiles, sketches, params)) {
    const { id, text } = documentAt(decision);
    if ("cuts" in decision) edits.push({ ...decision, id, left: cutOut(text, decision.cuts) });
    else removals.push({ ...decision, id, keeperId: documentAt(decision.keeper).id });
  }
  return {
    removals,
    edits,
    removed: new Set(removals.map((removal) => removal.id)),
    pairs,
    lookups,
  };
}

/** Documents that a run kept, with their sketches as a stored index has them. */
export interface StoredDocuments {
  readonly folder: string;
  readonly documents: readonly Document[];
}

/** Stores what a run of the barrier over `documents` (in one split) kept. */
export async function storeKept<P extends StageParameters>(
  stage: BarrierStage<P>,
  documents: readonly Document[],
  settings: z.input<P>,
  partitions: number,
  folder: string,
): Promise<StoredDocuments> {
  const own = await mkdtemp(join(folder, "first-run-"));
  const { removed } = await runBarrier(stage, documents, settings, { splits: 1, partitions }, own);
  const kept = documents.filter(({ id }) => !removed.has(id));
  const places = new Map(kept.map((document, place) => [document, place]));
  const into = await mkdtemp(join(folder, "stored-"));
  stage.stored?.copy(join(own, "sketch-0"), into, (ordinal) => {
    const document = documents[ordinal];
    return document === undefined ? undefined : places.get(document);
  });
  return { folder: into, documents: kept };
}

function cutOut(text: string, cuts: Edit["cuts"]): string {
  return cuts.reduceRight((left, [start, end]) => left.slice(0, start) + left.slice(end), text);
}

function readEdges(file: string): { a: Address; b: Address; similarity: number }[] {
  const part = wholeRun(file, edgeWords);
  const merge = new RunMerge([part], edgeWords);
  const edges = [];
  while (merge.next()) {
    const { block, offset } = merge;
    const word = (place: number): number => block[offset + place] ?? 0;
    edges.push({
      a: { split: word(1), ordinal: word(2) },
      b: { split: word(4), ordinal: word(5) },
      similarity: decodeSimilarity(word(6)),
    });
  }
  part.reader.close();
  return edges;
}
