/** A run composed in code: the same plan, the same hash and the same bytes as from YAML or the command line. */
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import type { Catalogue } from "./catalogue.js";
import { UserError } from "./errors.js";
import { makePlan, type Plan } from "./plan/plan.js";
import { kebabKeys } from "./recipe/builder.js";
import { namedInputs } from "./recipe/named-inputs.js";
import { type Recipe, recipeHead, type StageUse } from "./recipe/recipe.js";
import { resolveStages } from "./recipe/resolve-stages.js";
import type { Problem } from "./recipe/stage-params.js";
import type { RunEvents } from "./run/run.js";
import { type RunOutcome, startRun } from "./start-run.js";
import { resolveLocation } from "./storage/location.js";

/** A file, folder or glob, or several; the name is kept with each sample as `source`. */
export interface InputOption {
  readonly path: string | readonly string[];
  readonly name?: string;
}

export interface PipelineOptions {
  readonly name: string;
  readonly input: InputOption | readonly InputOption[] | string;
  readonly stages: readonly StageUse[];
  readonly description?: string;
  readonly seed?: number;
  /** Folder that relative paths refer to; the working folder by default. */
  readonly baseDir?: string;
  readonly splitBytes?: number | string;
  readonly rejects?: "keep" | "none";
  /** Datasets with an index, to be deduplicated against; see `against` of the recipe. */
  readonly against?: readonly string[];
  /** What the dataset's index holds for later runs; see `index` of the recipe. */
  readonly index?: "none" | "kept" | "all";
  /** Whether `wudao locate` can lead from rows to documents. */
  readonly origins?: "keep" | "none";
  /** When filters drop; see `decide` of the recipe. */
  readonly decide?: "now" | "later" | "stored";
  readonly guards?: {
    readonly languageRemoval?: number;
    readonly sourceRemoval?: number;
    readonly clusterShare?: number;
    readonly minSamples?: number;
    readonly allow?: readonly string[];
  };
  readonly budget?: { readonly sampleSeconds?: number; readonly sampleCharacters?: number };
}

export interface RunSettings {
  readonly output: string;
  /** Worker threads; all cores by default. */
  readonly workers?: number;
  /** Replaces another run in the output folder. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
  readonly events?: RunEvents;
}

export interface Pipeline {
  recipe(): Promise<Recipe>;
  plan(): Promise<Plan>;
  /** Runs, or resumes, to a finished dataset. */
  run(settings: RunSettings): Promise<RunOutcome>;
}

const catalogueUrl = new URL("../stages/catalogue.js", import.meta.url).href;

/** @throws UserError (from `recipe`, `plan` and `run`) when an option, a stage's parameter or the order is wrong */
export function pipeline(options: PipelineOptions): Pipeline {
  const loadCatalogue = async (): Promise<Catalogue> =>
    ((await import(catalogueUrl)) as { catalogue: Catalogue }).catalogue;
  const recipe = async (): Promise<Recipe> => checkOptions(options, await loadCatalogue());
  const plan = async (): Promise<Plan> => makePlan(await recipe(), await loadCatalogue());
  return {
    recipe,
    plan,
    async run(settings) {
      const { workers = availableParallelism() } = settings;
      if (!Number.isSafeInteger(workers) || workers < 1)
        throw new UserError("bad-option", `workers is ${workers}, expected a whole number of 1 or more`);
      return startRun({
        plan: await plan(),
        output: resolveLocation(process.cwd(), settings.output),
        catalogue: await loadCatalogue(),
        catalogueUrl,
        workers,
        force: settings.force ?? false,
        signal: settings.signal ?? new AbortController().signal,
        events: settings.events ?? {},
      });
    },
  };
}

async function checkOptions(options: PipelineOptions, catalogue: Catalogue): Promise<Recipe> {
  const { stages, baseDir = process.cwd(), guards, budget, ...head } = options;
  const checked = recipeHead.safeParse({
    ...kebabKeys(head),
    ...(guards === undefined ? {} : { guards: kebabKeys(guards) }),
    ...(budget === undefined ? {} : { budget: kebabKeys(budget) }),
  });
  if (!checked.success)
    throw new UserError(
      "bad-recipe",
      checked.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "),
    );
  const problems: Problem[] = [];
  const resolved = await resolveStages(stages, catalogue, baseDir, checked.data.decide, problems);
  if (problems.length > 0) {
    throw new UserError(
      "bad-recipe",
      problems
        .map(
          ({ path, message, advice }) => `${path.join(".")}: ${message}${advice === "" ? "" : `. ${advice}`}`,
        )
        .join("; "),
    );
  }
  const { input, ...rest } = checked.data;
  return {
    ...rest,
    against: rest.against.map((path) => resolveLocation(baseDir, path)),
    inputs: namedInputs(input, resolve(baseDir)),
    stages: resolved,
    baseDir: resolve(baseDir),
  };
}
