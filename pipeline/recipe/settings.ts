/** `--set`: values that the command line puts in place of the recipe's: `stage.parameter=value`, `guards.key=value`, `key=value`. */
import { parseDocument } from "yaml";
import { UserError } from "../contracts/errors.js";
import { withoutSecrets } from "../storage/location.js";
import { nearestWord, suggest } from "./did-you-mean.js";
import { recipeHead, type StageUse } from "./recipe.js";
import { type Problem, pathOfParams } from "./stage-params.js";

/** Keys of a recipe whose values are keys and values themselves. */
const groups: readonly string[] = ["guards", "budget"];
/** Keys that options of their own set. */
const withOption: readonly string[] = ["input", "output", "against", "index"];

interface Setting {
  /** As the user wrote it. */
  readonly text: string;
  /** A stage or group; undefined for a key of the recipe itself. */
  readonly owner: string | undefined;
  readonly key: string;
  readonly value: unknown;
}

/** @throws UserError when the text is neither `stage.parameter=value` nor the like for a key of the recipe */
export function parseSetting(text: string): Setting {
  const match = /^(?:([\w-]+)\.)?([\w-]+)=(.*)$/s.exec(text);
  const [, owner, key = "", value = ""] = match ?? [];
  if (owner === undefined && !Object.hasOwn(recipeHead.shape, key)) {
    const near = match === null ? undefined : nearestWord(key, Object.keys(recipeHead.shape));
    throw new UserError(
      "bad-set",
      `"${text}" is no setting`,
      near === undefined
        ? "Write --set stage.parameter=value, such as --set min-han.min=20"
        : `Did you mean "${near}"?`,
    );
  }
  const document = parseDocument(value);
  const syntax = document.errors[0]?.message.split("\n")[0];
  try {
    if (syntax === undefined) return { text, owner, key, value: document.toJS() as unknown };
  } catch {
    // An alias without a name, such as [*], which the parser does not report as an error of the document.
  }
  const name = owner === undefined ? key : `${owner}.${key}`;
  throw new UserError(
    "bad-set",
    `--set ${text}: the value is no YAML${syntax === undefined ? "" : `: ${syntax.replace(/ at line .*/, "")}`}`,
    `Put text with signs between quotes, and all of it between those of the shell: --set '${name}=["*"]'`,
  );
}

/** Settings that have been put into a recipe, each by the path of what it changed there. */
export type SettingPlaces = ReadonlyMap<string, Setting>;

const placeOf = (...path: readonly (string | number)[]): string => path.join(" ");

/** Puts the settings of the recipe's own keys into it; returns them, and those of stages, which are left. */
export function applyToHead(
  recipe: Record<string, unknown>,
  settings: readonly string[],
): { readonly places: SettingPlaces; readonly ofStages: readonly Setting[] } {
  const places = new Map<string, Setting>();
  const ofStages: Setting[] = [];
  for (const setting of settings.map(parseSetting)) {
    const { text, owner, key, value } = setting;
    if (owner === undefined) {
      if (withOption.includes(key))
        throw new UserError("bad-set", `--set ${text}: "${key}" has an option of its own`, `Use --${key}`);
      recipe[key] = value;
      places.set(placeOf(key), setting);
    } else if (groups.includes(owner)) {
      recipe[owner] = { ...(recipe[owner] as object | undefined), [key]: value };
      places.set(placeOf(owner, key), setting);
    } else ofStages.push(setting);
  }
  return { places, ofStages };
}

/** Puts the settings of stages into them; returns where. */
export function applyToStages(uses: StageUse[], settings: readonly Setting[]): SettingPlaces {
  const places = new Map<string, Setting>();
  for (const setting of settings) {
    const { text, owner = "", key, value } = setting;
    const index = uses.findIndex((use) => use.stage === owner);
    const use = uses[index];
    if (use === undefined) {
      throw new UserError(
        "bad-set",
        `--set ${text}: the recipe has no stage "${owner}"`,
        suggest(owner, [...uses.map((each) => each.stage), ...groups]),
      );
    }
    uses[index] = { ...use, params: { ...use.params, [key]: value } };
    places.set(placeOf(...pathOfParams(use, index), key), setting);
  }
  return places;
}

/** A problem with a value from the command line is told of the command line, not of a line in the recipe. */
export function refuseSettings(places: SettingPlaces, problems: readonly Problem[]): void {
  for (const { path, message, advice } of problems) {
    const setting = path.map((_, end) => places.get(placeOf(...path.slice(0, end + 1)))).find(Boolean);
    if (setting !== undefined)
      throw new UserError("bad-set", `--set ${withoutSecrets(setting.text)}: ${message}`, advice);
  }
}
