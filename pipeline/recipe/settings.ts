/** `--set stage.parameter=value`: parameters that the command line puts in place of the recipe's. */
import { parseDocument } from "yaml";
import { UserError } from "../contracts/errors.js";
import { suggest } from "./did-you-mean.js";
import type { StageUse } from "./recipe.js";
import type { Problem } from "./stage-params.js";

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
    // An alias without a name, such as [*], which the parser does not report as an error of the document.
  }
  throw new UserError(
    "bad-set",
    `--set ${setting}: the value is no YAML${syntax === undefined ? "" : `: ${syntax.replace(/ at line .*/, "")}`}`,
    `Put text with signs between quotes, and all of it between those of the shell: --set '${stage}.${key}=["*"]'`,
  );
}

/** Puts `--set` values into the stages; returns the setting that each changed parameter came from. */
export function applySettings(uses: StageUse[], settings: readonly string[]): ReadonlyMap<string, string> {
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
export function refuseSettings(settings: ReadonlyMap<string, string>, problems: readonly Problem[]): void {
  for (const { path, message, advice } of problems) {
    const [, index, stage, key] = path;
    const setting = stage === undefined ? undefined : settings.get(`${index}.${key ?? ""}`);
    if (setting !== undefined) throw new UserError("bad-set", `--set ${setting}: ${message}`, advice);
  }
}
