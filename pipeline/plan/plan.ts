/** The plan: recipe, listing, splits, phases and the hash that names the run. Plain data; printed, stored and sent to workers. */
import { createHash } from "node:crypto";
import { UserError } from "../contracts/errors.js";
import type { AnyStage, SourceStage, Split } from "../contracts/stage.js";
import type { Catalogue } from "../recipe/catalogue.js";
import { inputRoot } from "../recipe/input-root.js";
import type { Recipe, StageUse } from "../recipe/recipe.js";
import { stageOf } from "../recipe/resolve-stages.js";
import type { StoredPart } from "../stored/indexed-stages.js";
import { planIndexes } from "../stored/plan-indexes.js";
import { canonicalJson } from "./canonical-json.js";
import { type Forecast, forecastCosts } from "./forecast-costs.js";
import { type InputFile, type Listing, listInputs } from "./list-inputs.js";
import { describeOrders, type Ordering, orderings, passBytes } from "./orderings.js";
import { planSplits } from "./plan-splits.js";
import { hashResources, heldFileBytes } from "./resources.js";
import { sampleInputs } from "./sample-inputs.js";
import { cutSegments, type Segment } from "./segments.js";
import { sourceBytes, usualExpansion } from "./source-bytes.js";
import { splitWork } from "./split-work.js";
import { checkStoredScores } from "./stored-scores.js";

/** Raised whenever the same recipe would give other bytes or another layout of a run. */
export const planVersion = 9;

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

/** Bytes of a sample, where nothing better is known. */
const typicalSampleBytes = 4096;

/**
 * Lists the inputs, cuts splits and phases, forecasts costs and names the run. Only the forecast and the splits' work look into files, at
 * their beginnings.
 *
 * @param listed a listing that takes the place of the inputs
 * @param ahead  the listing of the inputs, where it was begun before
 * @throws UserError when an input, a stage's file, a stored index or kept scores cannot be used, or a mixture names unknown inputs
 */
export async function makePlan(
  recipe: Recipe,
  catalogue: Catalogue,
  listed?: readonly InputFile[],
  ahead?: Promise<Listing>,
): Promise<Plan> {
  const stages = await Promise.all(recipe.stages.map((use) => stageOf(use, catalogue, recipe.baseDir)));
  const [source] = stages;
  if (source?.kind !== "source")
    throw new UserError("no-source", "the first stage must read", "Start with read-json");
  const sourceParams = recipe.stages[0]?.params ?? {};
  const files = listed ?? (await ahead)?.files ?? (await listInputs(recipe.inputs, source.endings));
  if (recipe.decide === "stored" && listed === undefined)
    await checkStoredScores(
      recipe,
      files.map(({ file }) => file),
      catalogue,
    );
  const splits = splitsOf(files, source, recipe);
  const sources = sourceBytes(recipe, files, source);
  const inputBytes = sources.reduce((sum, { bytes }) => sum + bytes, 0);
  const expectedSamples = Math.max(1, Math.ceil(inputBytes / typicalSampleBytes));
  const partitions = partitionsOf(stages, recipe, expectedSamples);
  const resources = hashResources(stages, recipe);
  const segments = cutSegments(stages);
  const orders = orderings(stages);
  // Complains of sources that the recipe does not have.
  describeOrders(recipe, orders, stages, sources);
  const found = await sampleInputs(files, (file) => {
    const bytes = usualExpansion(file, source, sourceParams);
    return { bytes, samples: bytes / typicalSampleBytes, spilled: bytes };
  });
  // Dealing and gathering each write once more what is ordered.
  const passes = orders.reduce((sum, order) => sum + 2 * passBytes(order, recipe, stages, sources), 0);
  const { against, stored, indexed, mostParts, indexBytes } = planIndexes(recipe, stages, found);
  const forecast = forecastCosts(stages, {
    input: found,
    heldFileBytes: heldFileBytes(stages, recipe),
    segments: segments.length,
    ordered: inputBytes === 0 ? 0 : passes / inputBytes,
    sketches: splits.length + mostParts,
    indexBytes,
  });
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
    verified: barriersWith(stages, "verify"),
    collected: barriersWith(stages, "collect"),
    orders,
    against,
    stored,
    indexed,
    resources,
    ...readableEnding(source, stages.at(-1), recipe),
    forecast,
  };
}

function splitsOf(files: readonly InputFile[], source: SourceStage, recipe: Recipe): Split[] {
  const params = recipe.stages[0]?.params ?? {};
  const { unwinds, gathers } = source;
  const how = { divisible: (file: string) => source.divisible(file, params), unwinds, gathers };
  const roots = new Map(recipe.inputs.map(({ name, paths }) => [name, inputRoot(paths)]));
  return planSplits(files, how, recipe["split-bytes"]).map((split) => ({
    ...split,
    root: roots.get(split.input) ?? "",
  }));
}

function partitionsOf(
  stages: readonly AnyStage[],
  recipe: Recipe,
  expectedSamples: number,
): Record<string, number> {
  const partitions: Record<string, number> = {};
  stages.forEach((stage, index) => {
    const params = recipe.stages[index]?.params ?? {};
    if (stage.kind === "barrier") partitions[index] = stage.partitions(expectedSamples, params);
  });
  return partitions;
}

/** Positions of the barriers that have a further step. */
function barriersWith(stages: readonly AnyStage[], step: "collect" | "verify"): number[] {
  return stages.flatMap((stage, index) =>
    stage.kind === "barrier" && stage[step] !== undefined ? [index] : [],
  );
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

/** What makes two recipes the same run: not where the output goes, not words for people, nor the guards, which only stop it. */
export function identityOf(recipe: Recipe): object {
  const {
    output: _output,
    description: _description,
    baseDir: _baseDir,
    name: _name,
    inputs: _inputs,
    against: _against,
    guards: _guards,
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
