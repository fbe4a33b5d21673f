/** The plan: recipe, listing, splits, phases and the hash that names the run. Plain data; printed, stored and sent to workers. */
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Catalogue } from "../catalogue.js";
import { UserError } from "../errors.js";
import type { Recipe, StageUse } from "../recipe/recipe.js";
import { stageOf } from "../recipe/resolve-stages.js";
import type { AnyStage, SourceBytes, SourceStage, Split } from "../stage.js";
import type { StoredPart } from "../stored/indexed-stages.js";
import { planIndexes } from "../stored/plan-indexes.js";
import { type InputFile, listInputs } from "./list-inputs.js";
import { expansion, planSplits } from "./plan-splits.js";
import { type ForecastInput, sampleInputs } from "./sample-inputs.js";
import { splitWork } from "./split-work.js";
import { checkStoredScores } from "./stored-scores.js";

/** Raised whenever the same recipe would give other bytes or another layout of a run. */
export const planVersion = 6;

/** Positions in `stages` of the maps and filters that run fused, and of the barriers that follow them. */
export interface Segment {
  readonly first: number;
  readonly last: number;
  readonly barriers: readonly number[];
}

/** Stages that stand side by side and lay out anew what comes before them, as one. */
export interface Ordering {
  /** Positions in `stages`. */
  readonly stages: readonly number[];
  /** `documents`: before they are packed; `rows`: as they are written. */
  readonly of: "documents" | "rows";
}

export interface Plan {
  readonly version: number;
  readonly hash: string;
  readonly recipe: Recipe;
  readonly files: readonly InputFile[];
  readonly splits: readonly Split[];
  /** How much work each split is, as far as the look into some files tells; plans of earlier versions lack it. */
  readonly work?: readonly number[];
  readonly segments: readonly Segment[];
  /** Match partitions of each barrier, by stage position. */
  readonly partitions: Readonly<Record<string, number>>;
  /** Barriers, by stage position, whose candidates are verified split by split. */
  readonly verified: readonly number[];
  /** Barriers, by stage position, that collect from the sketches of splits and stored parts what verifying needs. */
  readonly collected: readonly number[];
  readonly orders: readonly Ordering[];
  /** SHA-256 of each stored index that the run is matched against. */
  readonly against: readonly { readonly folder: string; readonly sha256: string }[];
  /** Parts of these that a barrier is matched against, by stage position. */
  readonly stored: Readonly<Record<string, readonly StoredPart[]>>;
  /** Barriers, by stage position, whose kept documents go into the index of the dataset. */
  readonly indexed: readonly number[];
  readonly resources: readonly { readonly file: string; readonly sha256: string }[];
  /** Ending of the shards' names, where the source of the recipe would take them for inputs. */
  readonly readableEnding?: string;
  readonly forecast: Forecast;
}

export interface Forecast {
  readonly inputBytes: number;
  /** Whether files were looked into for it; else their names had to do. */
  readonly isSampled: boolean;
  /** Bytes of one worker: the engine's own and what its stages declare. */
  readonly workerMemoryBytes: number;
  readonly temporaryDiskBytes: number;
  readonly expectedSamples: number;
  /** Bytes of the index that the dataset gets. */
  readonly indexBytes: number;
}

/** Bytes of a sample, where nothing better is known. */
const typicalSampleBytes = 4096;
/** What a look into some files may fall short of. */
const samplingError = 1.1;
/** What a spill adds to a record: names of fields, lengths, its place. */
const spilledSampleBytes = 64;
/** A block of a sorted run, and its reader's list of checksums. */
const mergedBlockBytes = 24 * 1024;
const baseWorkerBytes = 250 * 1024 * 1024;

/**
 * Lists the inputs, cuts splits and phases, forecasts costs and names the run. Only the forecast and the splits' work look into files, at
 * their beginnings.
 *
 * @param listed a listing that takes the place of the inputs
 * @param ahead  the listing of the inputs, where it was begun before
 */
export async function makePlan(
  recipe: Recipe,
  catalogue: Catalogue,
  listed?: readonly InputFile[],
  ahead?: Promise<readonly InputFile[]>,
): Promise<Plan> {
  const stages = await Promise.all(recipe.stages.map((use) => stageOf(use, catalogue, recipe.baseDir)));
  const [source] = stages;
  if (source?.kind !== "source")
    throw new UserError("no-source", "the first stage must read", "Start with read-json");
  const sourceParams = recipe.stages[0]?.params ?? {};
  const files = listed ?? (await (ahead ?? listInputs(recipe.inputs, source.endings)));
  if (recipe.decide === "stored" && listed === undefined)
    await checkStoredScores(
      recipe,
      files.map(({ file }) => file),
      catalogue,
    );
  const splits = planSplits(
    files,
    {
      divisible: (file) => source.divisible(file, sourceParams),
      unwinds: source.unwinds,
      gathers: source.gathers,
    },
    recipe["split-bytes"],
  );
  const sources = sourceBytes(recipe, files, source);
  const inputBytes = sources.reduce((sum, { bytes }) => sum + bytes, 0);
  const expectedSamples = Math.max(1, Math.ceil(inputBytes / typicalSampleBytes));
  const partitions: Record<string, number> = {};
  stages.forEach((stage, index) => {
    const params = recipe.stages[index]?.params ?? {};
    if (stage.kind === "barrier") partitions[index] = stage.partitions(expectedSamples, params);
  });
  const resources = hashResources(stages, recipe);
  const segments = cutSegments(stages);
  const orders = orderings(stages);
  describeOrders({ recipe, orders }, stages, sources);
  const found = await sampleInputs(files, (file) => {
    const bytes = usualExpansion(file, source, sourceParams);
    return { bytes, samples: bytes / typicalSampleBytes, spilled: bytes };
  });
  // Each segment leaves a spill, of texts or of tokens; dealing and gathering each write once more what is ordered.
  const passes = orders.reduce((sum, order) => sum + 2 * passBytes(order, recipe, stages, sources), 0);
  const spilled =
    (found.spilled + found.samples * spilledSampleBytes) * segments.length +
    (inputBytes === 0 ? 0 : (passes / inputBytes) * found.bytes);
  const held = heldFileBytes(stages, recipe);
  const { against, stored, indexed, mostParts, indexBytes } = planIndexes(recipe, stages, found);
  const merged = splits.length + mostParts;
  const forecast = { ...forecastCosts(stages, held, spilled, merged, found), indexBytes };
  const identity = {
    version: planVersion,
    recipe: identityOf(recipe),
    files,
    splits,
    partitions,
    resources: resources.map(({ sha256 }) => sha256),
    against: against.map(({ sha256 }) => sha256),
  };
  const hash = createHash("sha256").update(canonicalJson(identity)).digest("hex");
  return {
    version: planVersion,
    hash,
    recipe,
    files,
    splits,
    work: splitWork(splits, found.densities),
    segments,
    partitions,
    verified: stages.flatMap((stage, index) =>
      stage.kind === "barrier" && stage.verify !== undefined ? [index] : [],
    ),
    collected: stages.flatMap((stage, index) =>
      stage.kind === "barrier" && stage.collect !== undefined ? [index] : [],
    ),
    orders,
    against,
    stored,
    indexed,
    resources,
    ...readableEnding(source, stages.at(-1), recipe),
    forecast,
  };
}

function readableEnding(
  source: SourceStage,
  sink: AnyStage | undefined,
  recipe: Recipe,
): Pick<Plan, "readableEnding"> {
  if (sink?.kind !== "sink") return {};
  const ending = `.${sink.extension(recipe.stages.at(-1)?.params ?? {})}`;
  return source.endings.includes(ending) ? { readableEnding: ending } : {};
}

/**
 * Maps, filters and batches between barriers; the last segment ends before the compose stage or sink. A barrier that edits is the last of
 * its segment, so that the next one sketches the edited texts.
 */
function cutSegments(stages: readonly AnyStage[]): Segment[] {
  const segments: Segment[] = [];
  let first = 1;
  let index = 1;
  const flow: readonly (AnyStage["kind"] | undefined)[] = ["map", "filter", "batch"];
  const isFlow = (at: number): boolean => flow.includes(stages[at]?.kind);
  for (;;) {
    while (isFlow(index)) index++;
    const last = index;
    const barriers: number[] = [];
    for (;;) {
      const stage = stages[index];
      if (stage?.kind !== "barrier") break;
      barriers.push(index++);
      if (stage.edits === true) break;
    }
    segments.push({ first, last, barriers });
    if (barriers.length === 0) return segments;
    first = index;
  }
}

/** Ordering stages in front of the compose stage and in front of the sink. */
function orderings(stages: readonly AnyStage[]): Ordering[] {
  const composer = stages.findIndex(({ kind }) => kind === "compose");
  const places = stages.flatMap(({ kind }, index) => (kind === "order" ? [index] : []));
  const before = places.filter((index) => index < composer);
  const behind = places.filter((index) => index > composer);
  return [
    ...(before.length === 0 ? [] : [{ stages: before, of: "documents" as const }]),
    ...(behind.length === 0 ? [] : [{ stages: behind, of: "rows" as const }]),
  ];
}

/**
 * What each ordering stage will do, in words.
 *
 * @throws UserError when a stage names inputs that the recipe does not have
 */
export function describeOrders(
  { recipe, orders }: Pick<Plan, "recipe" | "orders">,
  stages: readonly AnyStage[],
  sources: readonly SourceBytes[],
): { readonly stage: string; readonly of: Ordering["of"]; readonly lines: readonly string[] }[] {
  return orders.flatMap(({ stages: places, of }) =>
    places.flatMap((place) => {
      const stage = stages[place];
      if (stage?.kind !== "order") return [];
      return [{ stage: stage.name, of, lines: stage.describe(sources, recipe.stages[place]?.params ?? {}) }];
    }),
  );
}

/** Bytes that one pass of an ordering moves: as if it moved texts, which are larger than their tokens. */
function passBytes(
  order: Ordering,
  recipe: Recipe,
  stages: readonly AnyStage[],
  sources: readonly SourceBytes[],
): number {
  const all = sources.reduce((sum, { bytes }) => sum + bytes, 0);
  const mixed = order.stages.flatMap((place) => {
    const stage = stages[place];
    const bytes =
      stage?.kind === "order" ? stage.passBytes?.(sources, recipe.stages[place]?.params ?? {}) : undefined;
    return bytes === undefined ? [] : [bytes];
  });
  return mixed[0] ?? all;
}

/** Unpacked bytes of each input, as far as sizes and names tell. */
export function sourceBytes(recipe: Recipe, files: readonly InputFile[], source: SourceStage): SourceBytes[] {
  const params = recipe.stages[0]?.params ?? {};
  return recipe.inputs.map(({ name }) => ({
    source: name,
    bytes: files.reduce(
      (sum, { input, file, bytes }) =>
        sum + (input === name ? bytes * usualExpansion(file, source, params) : 0),
      0,
    ),
  }));
}

/** Unpacked bytes for each byte of a file, as far as its name tells. */
function usualExpansion(
  file: string,
  source: SourceStage,
  params: Readonly<Record<string, unknown>>,
): number {
  return source.divisible(file, params) || source.gathers !== undefined ? 1 : expansion;
}

function hashResources(stages: readonly AnyStage[], recipe: Recipe): { file: string; sha256: string }[] {
  const files = recipe.stages.flatMap((use, index) => {
    const stage = stages[index];
    const own = use.module === undefined ? [] : [use.module];
    return [...own, ...(stage?.files?.(use.params) ?? [])];
  });
  return [...new Set(files)].sort().map((file) => {
    const path = resourcePath(file, recipe);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isFile() !== true) {
      throw new UserError(
        "no-resource",
        found === undefined
          ? "a file that a stage needs does not exist"
          : "a stage needs a file here, this is none",
        "Check the path; it is relative to the recipe",
        { file: path },
      );
    }
    return { file, sha256: sha256Of(path) };
  });
}

/** Block by block: models are larger than what one read may hold. */
function sha256Of(path: string): string {
  const hash = createHash("sha256");
  const block = Buffer.allocUnsafe(1 << 20);
  const file = openSync(path, "r");
  try {
    for (;;) {
      const bytes = readSync(file, block);
      if (bytes === 0) return hash.digest("hex");
      hash.update(block.subarray(0, bytes));
    }
  } finally {
    closeSync(file);
  }
}

function resourcePath(file: string, { baseDir }: Recipe): string {
  return resolve(baseDir, file.startsWith("file:") ? new URL(file).pathname : file);
}

/** Bytes a worker that stages need for the files which they hold in memory. */
function heldFileBytes(stages: readonly AnyStage[], recipe: Recipe): number {
  return stages.reduce((sum, stage, index) => {
    const factor = stage.cost?.memoryPerFileByte ?? 0;
    if (factor === 0) return sum;
    const files = stage.files?.(recipe.stages[index]?.params ?? {}) ?? [];
    return files.reduce((bytes, file) => bytes + factor * statSync(resourcePath(file, recipe)).size, sum);
  }, 0);
}

/** What makes two recipes the same run: not where the output goes, not words for people. */
function identityOf(recipe: Recipe): object {
  const {
    output: _output,
    description: _description,
    baseDir: _baseDir,
    name: _name,
    inputs: _inputs,
    against: _against,
    ...rest
  } = recipe;
  return {
    ...rest,
    stages: recipe.stages.map(({ stage, params, module }: StageUse) => ({
      stage,
      params,
      module: module ?? null,
    })),
  };
}

function forecastCosts(
  stages: readonly AnyStage[],
  heldFileBytes: number,
  spilledBytes: number,
  splits: number,
  { bytes: inputBytes, samples: expectedSamples, isSampled }: ForecastInput,
): Omit<Forecast, "indexBytes"> {
  const declared = stages.reduce(
    (sum, stage) => sum + (stage.cost?.memoryBytes ?? 0),
    baseWorkerBytes + heldFileBytes,
  );
  // Matching merges the sketches of all splits, one block each, and knows one bit a sample twice: removed before, removed now.
  const hasBarrier = stages.some((stage) => stage.kind === "barrier");
  const memory = declared + (hasBarrier ? splits * mergedBlockBytes + Math.ceil(expectedSamples / 4) : 0);
  const perMillion = stages.reduce((sum, stage) => sum + (stage.cost?.diskBytesPerMillion ?? 0), 0);
  return {
    inputBytes,
    isSampled,
    expectedSamples,
    workerMemoryBytes: memory,
    temporaryDiskBytes: Math.ceil((spilledBytes + (perMillion * expectedSamples) / 1e6) * samplingError),
  };
}

/** JSON with sorted keys: the same value always gives the same text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
