/** Options that several commands share: parsed at the border, refused with words. */
import { Option } from "commander";
import { UserError } from "../contracts/errors.js";
import type { RecipeOverrides } from "../recipe/read-recipe.js";
import type { Recipe } from "../recipe/recipe.js";
import { parseSize } from "../recipe/size.js";
import { resolveLocation } from "../storage/location.js";

export interface RecipeOptions {
  readonly against?: string[];
  readonly index?: "none" | "kept" | "all";
  readonly input?: string[];
  readonly output?: string;
  readonly set?: string[];
}

/** What `--workers` gives; undefined where it is not given. */
export function wantedWorkers(workers: string | undefined): number | undefined {
  return workers === undefined ? undefined : wholeNumber("--workers", workers, 1);
}

/** The option `--against` of commands that plan a run. */
export function againstOption(): Option {
  return new Option(
    "--against <dataset...>",
    "drop what is like a document that these datasets, made with --index, kept",
  );
}
export function indexOption(): Option {
  return new Option(
    "--index <what>",
    "what later runs can be matched against: kept here, or all (with what --against holds)",
  ).choices(["none", "kept", "all"]);
}

export function setOption(): Option {
  return new Option(
    "--set <stage.param=value...>",
    "change a stage's parameter, or a key of the recipe such as guards.allow",
  );
}

/** What the command line puts in place of the recipe's values; nothing for options that were not given. */
export function recipeOverrides({ input, output, set, against, index }: RecipeOptions): RecipeOverrides {
  return {
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(set === undefined ? {} : { set }),
    ...(against === undefined
      ? {}
      : { against: against.map((path) => resolveLocation(process.cwd(), path)) }),
    ...(index === undefined ? {} : { index }),
  };
}

/** The folder or store to which the dataset of a recipe is written. */
export function outputOf({ output, name }: Recipe): string {
  return resolveLocation(process.cwd(), namedOutput(output ?? `out/${name}`));
}

/** @throws UserError for `-`, which elsewhere means standard output: a file or folder of that name is not what its user wants */
export function namedOutput(output: string): string {
  if (output !== "-") return output;
  throw new UserError(
    "bad-option",
    "the output is -, but nothing is written to standard output",
    "Name a file or folder; for one that is called so write ./-",
  );
}

/**
 * @param most what the command can do in bearable time and memory
 * @throws UserError when the text is no whole number from `least` to `most`
 */
export function wholeNumber(option: string, text: string, least = 0, most = Number.MAX_SAFE_INTEGER): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
  throw new UserError("bad-option", `${option} ${text} is no whole number ${range}`);
}

/** @throws UserError when the text is no size */
export function byteSizeOf(option: string, text: string): number {
  const bytes = parseSize(text);
  if (bytes !== undefined && bytes > 0) return bytes;
  throw new UserError("bad-option", `${option} ${text} is no size`, "Write bytes or a unit, such as 4GiB");
}

/** @throws UserError when the text is no number from `least` to `most` */
export function numberBetween(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= least && value <= most) return value;
  throw new UserError("bad-option", `${option} ${text} is no number from ${least} to ${most}`);
}
