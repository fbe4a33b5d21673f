/** What makes a plan another run than the one in a folder: who meets it hours later does not remember what was changed. */
import { fileURLToPath } from "node:url";
import type { StageUse } from "../recipe/recipe.js";
import { canonicalJson } from "./canonical-json.js";
import type { InputFile } from "./list-inputs.js";
import { identityOf, type Plan } from "./plan.js";
import { resourcePath } from "./resources.js";

/** The first difference, in words about the stored run. */
export function planDifference(stored: Plan, planned: Plan): string {
  const byAnother = "it was planned by another version of this program";
  if (stored.version !== planned.version) return byAnother;
  return (
    inputDifference(stored.files, planned.files) ??
    stageDifference(stored.recipe.stages, planned.recipe.stages) ??
    valueDifference("", identityOf(stored.recipe), identityOf(planned.recipe)) ??
    resourceDifference(stored, planned) ??
    `${byAnother}, or its inputs are named otherwise`
  );
}

function inputDifference(stored: readonly InputFile[], planned: readonly InputFile[]): string | undefined {
  const before = new Map(stored.map((listed) => [listed.file, listed]));
  for (const { file, bytes, modifiedMs, version } of planned) {
    const listed = before.get(file);
    if (listed === undefined) return `it does not read ${file}`;
    if (listed.bytes !== bytes || listed.modifiedMs !== modifiedMs || listed.version !== version)
      return `${file} has changed since`;
    before.delete(file);
  }
  const [gone] = before.keys();
  return gone === undefined ? undefined : `it reads ${gone}, too`;
}

function stageDifference(stored: readonly StageUse[], planned: readonly StageUse[]): string | undefined {
  for (let place = 0; place < Math.max(stored.length, planned.length); place++) {
    const [before, now] = [stored[place], planned[place]];
    if (before === undefined || now === undefined || nameOf(before) !== nameOf(now))
      return `its stage ${place + 1} is ${nameOf(before)}, here ${nameOf(now)}`;
    const difference = valueDifference(`${now.stage}.`, before.params, now.params);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function nameOf(use: StageUse | undefined): string {
  if (use === undefined) return "none";
  return use.module === undefined ? use.stage : `${use.stage} of ${fileURLToPath(use.module)}`;
}

function valueDifference(owner: string, stored: object, planned: object): string | undefined {
  const before = new Map<string, unknown>(Object.entries(stored));
  const now = new Map<string, unknown>(Object.entries(planned));
  const key = [...before.keys(), ...now.keys()].find(
    (key) => wordsOf(before.get(key)) !== wordsOf(now.get(key)),
  );
  return key === undefined
    ? undefined
    : `its ${owner}${key} is ${wordsOf(before.get(key))}, here ${wordsOf(now.get(key))}`;
}

function wordsOf(value: unknown): string {
  return value === undefined ? "not set" : canonicalJson(value);
}

function resourceDifference(stored: Plan, planned: Plan): string | undefined {
  const changed = planned.resources.find(({ sha256 }, place) => stored.resources[place]?.sha256 !== sha256);
  if (changed !== undefined) return `${resourcePath(changed.file, planned.recipe)} has changed since`;
  const isSame = canonicalJson(stored.against) === canonicalJson(planned.against);
  return isSame ? undefined : "it is matched against other datasets";
}
