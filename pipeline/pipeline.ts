/** A run composed in code: the same plan, the same hash and the same bytes as from YAML or the command line. */
import { resolve } from "node:path";
import { UserError } from "./contracts/errors.js";
import { workersThatFit } from "./plan/fits.js";
import { makePlan, type Plan } from "./plan/plan.js";
import { kebabKeys } from "./recipe/builder.js";
import type { Catalogue } from "./recipe/catalogue.js";
import { namedInputs } from "./recipe/named-inputs.js";
import { type Recipe, recipeHead, type StageUse } from "./recipe/recipe.js";
import { resolveStages } from "./recipe/resolve-stages.js";
import { knownKeys, type Problem, zodProblems } from "./recipe/stage-params.js";
import type { RunEvents } from "./run/run.js";
import { type RunOutcome, startRun } from "./start-run.js";
import { resolveLocation } from "./storage/location.js";

/** A file, folder or glob, or several; the name is kept with each sample as `source`. */
export interface InputOption {
  readonly path: string | readonly string[];
  /** Defaults to the name of the file or folder; for several paths, to the name of the folder that they share. */
  readonly name?: string;
}

/** A recipe in code: the keys of a YAML recipe in camelCase, with the same defaults. */
export interface PipelineOptions {
  /** Letters, digits, `.`, `_` and `-`. */
  readonly name: string;
  /** Where the records come from: one input or several, each given as a path or as an object with path and name. */
  readonly input: InputOption | string | readonly (InputOption | string)[];
  /** The stages in the order of the data flow: a source first, a sink last. */
  readonly stages: readonly StageUse[];
  readonly description?: string;
  /** Every random choice derives from it: a whole number from 0; 0 by default. */
  readonly seed?: number;
  /** Folder that relative paths refer to; the working folder by default. */
  readonly baseDir?: string;
  /** The largest size of a split: bytes, or a text such as `"64MiB"` (the default). */
  readonly splitBytes?: number | string;
  /** Whether the texts of dropped samples are kept in `rejects/`; `"keep"` by default. */
  readonly rejects?: "keep" | "none";
  /** Datasets with an index, to be deduplicated against; see `against` of the recipe. */
  readonly against?: readonly string[];
  /** What the dataset's index holds for later runs; see `index` of the recipe; `"none"` by default. */
  readonly index?: "none" | "kept" | "all";
  /** Whether `wudao locate` can lead from rows to documents; `"keep"` by default. */
  readonly origins?: "keep" | "none";
  /** When filters drop; see `decide` of the recipe; `"now"` by default. */
  readonly decide?: "now" | "later" | "stored";
  /** What stops a run before it ruins a corpus; shares from 0 to 1. */
  readonly guards?: {
    /** Share of one language's samples that one stage may remove; 0.8 by default. */
    readonly languageRemoval?: number;
    /** Share of one source's samples that one dedup stage may remove; 0.9 by default. */
    readonly sourceRemoval?: number;
    /** Share of all samples that one cluster of duplicates may hold; 0.5 by default. */
    readonly clusterShare?: number;
    /** Samples that a guard must have seen before it acts; 200 by default. */
    readonly minSamples?: number;
    /** Names of stages that are not guarded. */
    readonly allow?: readonly string[];
  };
  /** What one sample may cost before it is quarantined. */
  readonly budget?: {
    /** Seconds in all stages together; 120 by default. */
    readonly sampleSeconds?: number;
    /** UTF-16 units of the longest text; 64 Mi by default. */
    readonly sampleCharacters?: number;
  };
}

/** Where and how a pipeline runs. None of these settings changes the data that it writes. */
export interface RunSettings {
  /** Folder of the dataset, relative to the working folder, or a place in a store (`s3://bucket/folder`). */
  readonly output: string;
  /** Worker threads; by default one a core, as far as the memory reaches. */
  readonly workers?: number;
  /** Replaces another run in the output folder. */
  readonly force?: boolean;
  /** Stops the run: `run` rejects, and the same call goes on later with what is not finished. */
  readonly signal?: AbortSignal;
  /** Called as the run goes on. */
  readonly events?: RunEvents;
}

/** A checked recipe that has not run yet. Nothing is read before one of these is called. */
export interface Pipeline {
  /** The recipe with all defaults. */
  recipe(): Promise<Recipe>;
  /** What a run would do: files, splits, phases and a forecast of memory and disk. Lists the inputs and looks into some. */
  plan(): Promise<Plan>;
  /**
   * Runs, or resumes, to a finished dataset. A run that was finished before is told from its receipts and not done again.
   *
   * @throws UserError when inputs or output cannot be used, a guard stops the run, or the disk is full
   */
  run(settings: RunSettings): Promise<RunOutcome>;
}

const catalogueUrl = new URL("../stages/catalogue.js", import.meta.url).href;

/**
 * A pipeline of stages over inputs. Its functions throw a UserError when an option, a stage's parameter or the order of the
 * stages is wrong.
 *
 * @example
 * const { manifest } = await pipeline({
 *   name: "texts",
 *   input: "data/news",
 *   stages: [read.json(), clean.simplify(), dedup.exact(), write.arrow()],
 * }).run({ output: "out/texts" });
 * console.log(manifest.rows, manifest.shards.map(({ file }) => file));
 */
export function pipeline(options: PipelineOptions): Pipeline {
  const loadCatalogue = async (): Promise<Catalogue> =>
    ((await import(catalogueUrl)) as { catalogue: Catalogue }).catalogue;
  const recipe = async (): Promise<Recipe> => checkOptions(options, await loadCatalogue());
  const plan = async (): Promise<Plan> => makePlan(await recipe(), await loadCatalogue());
  return {
    recipe,
    plan,
    async run(settings) {
      const { output, workers } = settings ?? {};
      if (typeof output !== "string")
        throw new UserError("bad-option", `output is ${typeof output}, expected the folder of the dataset`);
      if (workers !== undefined && (!Number.isSafeInteger(workers) || workers < 1))
        throw new UserError("bad-option", `workers is ${workers}, expected a whole number of 1 or more`);
      const planned = await plan();
      return startRun({
        plan: planned,
        output: resolveLocation(process.cwd(), output),
        catalogue: await loadCatalogue(),
        catalogueUrl,
        workers: workers ?? workersThatFit(planned.forecast),
        force: settings.force ?? false,
        signal: settings.signal ?? new AbortController().signal,
        events: settings.events ?? {},
      });
    },
  };
}

async function checkOptions(options: PipelineOptions, catalogue: Catalogue): Promise<Recipe> {
  const { stages, baseDir = process.cwd(), guards, budget, ...head } = options;
  const written = {
    ...kebabKeys(head),
    ...(guards === undefined ? {} : { guards: kebabKeys(guards) }),
    ...(budget === undefined ? {} : { budget: kebabKeys(budget) }),
  };
  const checked = recipeHead.safeParse(written);
  if (!checked.success)
    throw refusal(zodProblems(checked.error, written, (path) => knownKeys(recipeHead, path)));
  const misuses = stageMisuses(stages);
  if (misuses.length > 0) throw refusal(misuses);
  const problems: Problem[] = [];
  const resolved = await resolveStages(stages, catalogue, baseDir, checked.data, problems);
  if (problems.length > 0) throw refusal(problems);
  const { input, ...rest } = checked.data;
  return {
    ...rest,
    against: rest.against.map((path) => resolveLocation(baseDir, path)),
    inputs: namedInputs(input, resolve(baseDir)),
    stages: resolved,
    baseDir: resolve(baseDir),
  };
}

/** What JavaScript lets stand in a list of stages: the function of a stage that was not called, a function of one's own, a name. */
function stageMisuses(stages: unknown): readonly Problem[] {
  if (!Array.isArray(stages))
    return [{ path: ["stages"], message: "expected a list", advice: "Write [read.json(), write.arrow()]" }];
  return Array.from(stages as unknown[]).flatMap((use, index) =>
    typeof use === "object" && use !== null && "stage" in use && "params" in use
      ? []
      : [
          {
            path: ["stages", index],
            message: `this is ${typeof use === "string" ? `"${use}"` : typeof use}, not a stage`,
            advice:
              'Call the function of a stage, as in read.json(); one of your own is custom("./its-module.js")',
          },
        ],
  );
}

function refusal(problems: readonly Problem[]): UserError {
  const told = problems.map(
    ({ path, message, advice }) => `${path.join(".")}: ${message}${advice === "" ? "" : `. ${advice}`}`,
  );
  return new UserError("bad-recipe", told.join("; "));
}
