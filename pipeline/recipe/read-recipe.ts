/** YAML -> checked recipe. Every complaint names file, line and column and says what to do. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import type { Catalogue } from "../catalogue.js";
import { UserError } from "../errors.js";
import { resolveLocation } from "../storage/location.js";
import { nearestWord, suggest } from "./did-you-mean.js";
import {
  type InputSpec,
  inputSchema,
  type Recipe,
  type RecipeHead,
  recipeHead,
  type StageUse,
} from "./recipe.js";
import { resolveStages } from "./resolve-stages.js";
import { knownKeys, type Problem, zodProblems } from "./stage-params.js";

const maxRecipeBytes = 1 << 20;
const recipeFile = recipeHead.extend({
  stages: z.array(z.unknown()).min(1).describe("Stages in the order of the data flow"),
});

/** Values that the command line puts in place of the recipe's. */
export interface RecipeOverrides {
  readonly input?: readonly string[];
  readonly output?: string;
  /** Absolute paths in place of the recipe's `against`. */
  readonly against?: readonly string[];
  readonly index?: Recipe["index"];
  /** `stage.param=value` pairs. */
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
  } catch {
    throw new UserError("no-recipe", "the recipe cannot be read", whereToFind(file), { file });
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
      "It needs at least name, input and stages; configs/quickstart.yaml is an example",
      { file },
    );
  }
  const problems: Problem[] = [];
  const head = recipeFile.safeParse(value);
  if (!head.success) problems.push(...zodProblems(head.error, value, (path) => knownKeys(recipeFile, path)));
  const baseDir = dirname(resolve(file));
  const { uses, places } = parseStageUses(value.stages, problems);
  const inputs = head.success ? inputsOf(head.data.input, overrides, baseDir) : undefined;
  named(uses, baseDir, inputs);
  const settings = applySettings(uses, overrides.set ?? []);
  const decide = head.success ? head.data.decide : "now";
  const ofShape = problems.length;
  const stages = await resolveStages(uses, catalogue, baseDir, decide, problems);
  refuseSettings(settings, problems);
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

function inputsOf(input: RecipeHead["input"], overrides: RecipeOverrides, baseDir: string): InputSpec[] {
  const { input: paths = [] } = overrides;
  if (paths.length === 0) return namedInputs(input, baseDir);
  return namedInputs({ path: paths.map((path) => resolveLocation(process.cwd(), path)) }, process.cwd());
}

/** Inputs with names and absolute paths. Names after files that coincide get a number. */
export function namedInputs(input: RecipeHead["input"] | { path: string[] }, baseDir: string): InputSpec[] {
  const one = typeof input === "string" ? { path: input } : input;
  const list = Array.isArray(one) ? one : [inputSchema.parse(one)];
  const taken = new Set(list.map(({ name }) => name));
  return list.map((entry) => {
    const paths = (typeof entry.path === "string" ? [entry.path] : entry.path).map((path) =>
      resolveLocation(baseDir, path),
    );
    if (entry.name !== undefined) return { name: entry.name, paths };
    const after = defaultName(paths[0] ?? "input");
    let name = after;
    for (let number = 2; taken.has(name); number++) name = `${after}-${number}`;
    taken.add(name);
    return { name, paths };
  });
}

function defaultName(path: string): string {
  const fixed = path.split(/[*?{[]/)[0] ?? path;
  const name = basename(fixed.endsWith("/") ? fixed.slice(0, -1) : fixed).replace(/\..*$/, "");
  return name.replace(/[^\p{L}\p{M}\p{N}._-]/gu, "-") || "input";
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

/** @throws UserError when the text is no `stage.parameter=value` */
export function parseSetting(setting: string): {
  readonly stage: string;
  readonly key: string;
  readonly value: unknown;
} {
  const match = /^([\w-]+)\.([\w-]+)=(.*)$/s.exec(setting);
  if (match === null) {
    throw new UserError(
      "bad-set",
      `"${setting}" is no setting`,
      "Write --set stage.parameter=value, such as --set min-han.min=20",
    );
  }
  const [, stage = "", key = "", value = ""] = match;
  const document = parseDocument(value);
  const syntax = document.errors[0]?.message.split("\n")[0];
  try {
    if (syntax === undefined) return { stage, key, value: document.toJS() as unknown };
  } catch {
    // An alias of nothing, such as [*]: no error of the document to the parser.
  }
  throw new UserError(
    "bad-set",
    `--set ${setting}: the value is no YAML${syntax === undefined ? "" : `: ${syntax.replace(/ at line .*/, "")}`}`,
    `Put text with signs between quotes, and all of it between those of the shell: --set '${stage}.${key}=["*"]'`,
  );
}

/** Puts `--set` values into the stages; returns the setting that each changed parameter came from. */
function applySettings(uses: StageUse[], settings: readonly string[]): ReadonlyMap<string, string> {
  const origins = new Map<string, string>();
  for (const setting of settings) {
    const { stage, key, value } = parseSetting(setting);
    const index = uses.findIndex((use) => use.stage === stage);
    const use = uses[index];
    if (use === undefined) {
      throw new UserError(
        "bad-set",
        `--set ${setting}: the recipe has no stage "${stage}"`,
        suggest(
          stage,
          uses.map((each) => each.stage),
        ),
      );
    }
    uses[index] = { ...use, params: { ...use.params, [key]: value } };
    origins.set(`${index}.${key}`, setting);
  }
  return origins;
}

/** A problem with a value from the command line is told of the command line, not of a line in the recipe. */
function refuseSettings(settings: ReadonlyMap<string, string>, problems: readonly Problem[]): void {
  for (const { path, message, advice } of problems) {
    const [, index, stage, key] = path;
    const setting = stage === undefined ? undefined : settings.get(`${index}.${key ?? ""}`);
    if (setting !== undefined) throw new UserError("bad-set", `--set ${setting}: ${message}`, advice);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function complain(
  problems: readonly Problem[],
  document: Document,
  lines: LineCounter,
  file: string,
): UserError {
  const located = problems
    .map((problem) => ({ ...problem, ...positionOf(problem.path, document, lines) }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  const [first] = located;
  if (first === undefined) return new UserError("bad-recipe", "the recipe is not valid", "", { file });
  const others = located
    .slice(1)
    .map(
      ({ line, column, message, advice }) =>
        `\n${new UserError("", message, advice, { file, line, column }).message}`,
    )
    .join("");
  const { message, advice, line, column } = first;
  const place = { file, line, column };
  return advice === ""
    ? new UserError("bad-recipe", message + others, "", place)
    : new UserError("bad-recipe", message, advice + others, place);
}

/** Line and column of the key (or element) that a path leads to; of the nearest known ancestor otherwise. */
function positionOf(
  path: readonly (string | number)[],
  document: Document,
  lines: LineCounter,
): { line: number; column: number } {
  for (let depth = path.length; depth > 0; depth--) {
    const parent: unknown = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
    const key = path[depth - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
      if (pair !== undefined && isScalar(pair.key) && pair.key.range)
        return toPlace(pair.key.range[0], lines);
    }
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return toPlace(node.range[0], lines);
  }
  return { line: 1, column: 1 };
}

function toPlace(offset: number, lines: LineCounter): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
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
