/** YAML -> checked recipe. Every complaint names file, line and column and says what to do. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type Document, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { UserError } from "../contracts/errors.js";
import { resolveLocation, withoutSecrets } from "../storage/location.js";
import type { Catalogue } from "./catalogue.js";
import { nearestWord } from "./did-you-mean.js";
import { namedInputs } from "./named-inputs.js";
import { complain } from "./problem-places.js";
import { type InputSpec, type Recipe, type RecipeHead, recipeHead, type StageUse } from "./recipe.js";
import { resolveStages } from "./resolve-stages.js";
import { applyToHead, applyToStages, refuseSettings } from "./settings.js";
import { knownKeys, type Problem, zodProblems } from "./stage-params.js";

const maxRecipeBytes = 1 << 20;
const recipeFile = recipeHead.extend({
  // The command line may name it.
  input: recipeHead.shape.input.optional(),
  stages: z
    .array(
      z.unknown(),
      "expected a list with a stage a line, such as `- read-json` or `- min-han: {min: 10}`",
    )
    .min(1)
    .describe("Stages in the order of the data flow"),
});

/** Values that the command line puts in place of the recipe's. */
export interface RecipeOverrides {
  readonly input?: readonly string[];
  readonly output?: string;
  /** Absolute paths in place of the recipe's `against`. */
  readonly against?: readonly string[];
  readonly index?: Recipe["index"];
  /** `stage.param=value`, and `key=value` or `guards.key=value` for keys of the recipe itself. */
  readonly set?: readonly string[];
}

/** @param inputs undefined where the recipe has none that can be used */
type StagesNamed = (
  uses: readonly StageUse[],
  baseDir: string,
  inputs: readonly InputSpec[] | undefined,
) => void;

/**
 * Reads and checks a recipe file. Throws one UserError that lists all problems.
 *
 * @param named told the stages when only their names are known, and the inputs, so that others may load what they need meanwhile
 */
export async function readRecipe(
  file: string,
  catalogue: Catalogue,
  overrides: RecipeOverrides = {},
  named: StagesNamed = () => {},
): Promise<Recipe> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const place = { file: withoutSecrets(file) };
    throw code === "ENOENT"
      ? new UserError("no-recipe", "there is no such recipe", whereToFind(file), place)
      : new UserError(
          "no-recipe",
          `the recipe cannot be read (${code})`,
          "Give the path of a YAML file",
          place,
        );
  }
  return parseRecipe(text, file, catalogue, overrides, named);
}

function whereToFind(file: string): string {
  const folder = dirname(file);
  const recipes = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)) : [];
  const near = nearestWord(basename(file), recipes);
  return near === undefined
    ? "Give the path of a YAML file, such as configs/quickstart.yaml"
    : `Did you mean "${join(folder, near)}"?`;
}

export async function parseRecipe(
  text: string,
  file: string,
  catalogue: Catalogue,
  overrides: RecipeOverrides = {},
  named: StagesNamed = () => {},
): Promise<Recipe> {
  if (text.length > maxRecipeBytes) {
    throw new UserError(
      "recipe-too-large",
      "a recipe is at most 1 MiB",
      "Put word lists into files of their own",
      { file },
    );
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const syntax = document.errors[0];
  if (syntax !== undefined) {
    const { line, col } = lines.linePos(syntax.pos[0]);
    const words = (syntax.message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");
    throw new UserError("bad-yaml", `this is no YAML: ${words}`, "", {
      file,
      line,
      column: col,
    });
  }
  const value = plainValue(document, file);
  if (!isRecord(value)) {
    throw new UserError(
      "bad-recipe",
      value === null ? "the recipe is empty" : "a recipe is a set of keys",
      "It needs at least name and stages; configs/quickstart.yaml is an example",
      { file },
    );
  }
  const problems: Problem[] = [];
  const ofHead = applyToHead(value, overrides.set ?? []);
  const head = recipeFile.safeParse(value);
  if (!head.success) problems.push(...zodProblems(head.error, value, (path) => knownKeys(recipeFile, path)));
  const baseDir = dirname(resolve(file));
  const { uses, places } = parseStageUses(value.stages, problems);
  const inputs = head.success ? inputsOf(head.data.input, overrides, baseDir) : undefined;
  named(uses, baseDir, inputs);
  const ofStages = applyToStages(uses, ofHead.ofStages);
  const rules = head.success ? head.data : { decide: "now" as const, guards: { allow: [] } };
  const ofShape = problems.length;
  const stages = await resolveStages(uses, catalogue, baseDir, rules, problems);
  refuseSettings(new Map([...ofHead.places, ...ofStages]), problems);
  for (const problem of problems.splice(ofShape))
    problems.push({ ...problem, path: inFile(problem.path, places) });
  if (problems.length > 0 || !head.success || inputs === undefined)
    throw complain(problems, document, lines, file);
  const { stages: _raw, input: _input, ...rest } = head.data;
  return {
    ...rest,
    ...(overrides.index === undefined ? {} : { index: overrides.index }),
    against: overrides.against?.slice() ?? rest.against.map((path) => resolveLocation(baseDir, path)),
    ...(overrides.output === undefined ? {} : { output: overrides.output }),
    inputs,
    stages,
    baseDir,
  };
}

function inputsOf(
  input: RecipeHead["input"] | undefined,
  overrides: RecipeOverrides,
  baseDir: string,
): InputSpec[] {
  const { input: paths = [] } = overrides;
  if (paths.length === 0) return input === undefined ? [] : namedInputs(input, baseDir);
  return namedInputs({ path: paths.map((path) => resolveLocation(process.cwd(), path)) }, process.cwd());
}

/**
 * `name`, `name: {params}` or `{module: file, params}` -> stage uses, and where each stands in the recipe's list, from which those fall out
 * that are none.
 */
function parseStageUses(raw: unknown, problems: Problem[]): { uses: StageUse[]; places: number[] } {
  const uses: StageUse[] = [];
  const places: number[] = [];
  for (const [index, entry] of (Array.isArray(raw) ? (raw as unknown[]) : []).entries()) {
    const use = parseStageUse(entry);
    if (use === undefined) {
      problems.push({
        path: ["stages", index],
        message: "a stage is a name, or one name with its parameters",
        advice: "Write `- min-han` or `- min-han: {min: 10}`",
      });
    } else {
      uses.push(use);
      places.push(index);
    }
  }
  return { uses, places };
}

function parseStageUse(entry: unknown): StageUse | undefined {
  if (typeof entry === "string") return { stage: entry, params: {} };
  if (!isRecord(entry)) return undefined;
  if (typeof entry.module === "string") {
    const { module, export: exported, ...params } = entry;
    return { stage: typeof exported === "string" ? exported : "default", module, params };
  }
  const [name, ...others] = Object.keys(entry);
  if (name === undefined || others.length > 0) return undefined;
  const params = entry[name] ?? {};
  return isRecord(params) ? { stage: name, params } : undefined;
}

function inFile(path: Problem["path"], places: readonly number[]): Problem["path"] {
  const [list, index, ...rest] = path;
  return list === "stages" && typeof index === "number" ? [list, places[index] ?? index, ...rest] : path;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Aliases are bounded in number, since they multiply: ten levels of ten are ten thousand million. */
function plainValue(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // What the package throws for too many of them, and for those that name nothing.
    if (!(error instanceof ReferenceError)) throw error;
    throw new UserError(
      "bad-yaml",
      `its aliases cannot be followed: ${error.message}`,
      "Write the values out",
      {
        file,
      },
    );
  }
}
