/**
 * Puts a plan into its output folder. A run is let into folders that are empty or another run's, and not into one with its own inputs; what
 * it replaces goes, all but hidden files.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import picomatch from "picomatch";
import { UserError } from "../contracts/errors.js";
import { holdsFinishedDataset } from "../plan/dataset-folder.js";
import type { Plan } from "../plan/plan.js";
import { planDifference } from "../plan/plan-difference.js";
import { isRemote, joinLocation } from "../storage/location.js";
import { belongsToRun, planPath, runFolder } from "./folders.js";
import { troubleOf } from "./place/disk-trouble.js";
import type { Place } from "./place/place.js";
import { parsePlan } from "./read-plan.js";
import { publishText } from "./receipts.js";
import { shardName } from "./shards.js";

/**
 * @param force whether another run may be replaced
 * @returns whether one was
 * @throws UserError when the folder holds what the run reads, another run, or what is no run's
 */
export function preparePlan(plan: Plan, place: Place, force: boolean): boolean {
  const { folder, location } = place;
  const isInside = insideOf(location);
  refuseOwnInput(plan, isInside);
  refuseToFeedItself(plan, location);
  const path = planPath(folder);
  let replaces = false;
  if (existsSync(path)) {
    const other = storedPlan(path);
    replaces = other?.hash !== plan.hash;
    if (replaces && !force)
      throw new UserError(
        "other-run",
        `the output folder holds another run, plan ${
          other === undefined ? "unreadable" : `${other.hash.slice(0, 12)}: ${planDifference(other, plan)}`
        }`,
        "Choose another --output, or --force to replace that run",
        { file: location },
      );
  } else if (holdsFinishedDataset(new Set(namesIn(place)))) {
    replaces = true;
    if (!force)
      throw new UserError(
        "foreign-folder",
        "the output folder holds a dataset but no run",
        "Choose another --output, or --force to replace it",
        { file: location },
      );
  } else refuseStrangers(place);
  if (replaces) {
    // Links of inputs are resolved only before another run is replaced, since a corpus may have a million files.
    const isReallyInside = (path: string): boolean => isInside(realPath(path));
    refuseOwnInput(plan, isReallyInside);
    if (isReallyInside(plan.recipe.baseDir))
      throw new UserError(
        "bad-option",
        "the folder of the recipe lies in the output folder, whose run is to be replaced",
        "Choose another --output",
        { file: location },
      );
  }
  try {
    if (replaces)
      for (const name of namesBelow(folder).filter(belongsToRun))
        rmSync(join(folder, name), { recursive: true, force: true });
    mkdirSync(runFolder(folder), { recursive: true });
    publishText(path, JSON.stringify(plan));
  } catch (error) {
    throw new UserError(
      "unwritable-output",
      `the output folder cannot be written: ${troubleOf(error)?.words ?? (error as NodeJS.ErrnoException).code}`,
      "Choose another --output, or mend its rights or the space on its disk",
      { file: location },
    );
  }
  return replaces;
}

/** A run that is replaced would take it along. */
function refuseOwnInput({ files, resources, against }: Plan, isInside: (path: string) => boolean): void {
  const read = [...[...files, ...resources].map(({ file }) => file), ...against.map(({ folder }) => folder)];
  const file = read.find(isInside);
  if (file !== undefined)
    throw new UserError(
      "bad-option",
      "the output folder holds what the run is to read",
      "Choose another --output: a run never changes what it reads",
      { file },
    );
}

/** Refuses an output folder in which the next start would find the run's own shards as inputs, and so could not go on with the run. */
function refuseToFeedItself({ recipe, readableEnding }: Plan, location: string): void {
  const shards = readableEnding === undefined ? [] : [shardName(0, 1, readableEnding.slice(1))];
  // A glob matches every file that it names. Folders are searched for shards only: there, the manifest of a dataset is no input.
  const written = ["manifest.json", ...shards].map((name) => joinLocation(location, name));
  const feeds = (path: string): boolean =>
    (shards.length > 0 && location.startsWith(`${path}/`)) ||
    written.some((file) => picomatch.isMatch(file, path));
  const searched = recipe.inputs.flatMap(({ paths }) => paths).find(feeds);
  if (searched !== undefined)
    throw new UserError(
      "bad-option",
      "the output folder lies where the run looks for its inputs, and holds what it would read the next time",
      "Choose another --output, or name the inputs more narrowly",
      { file: searched },
    );
}

function insideOf(location: string): (path: string) => boolean {
  const folders = isRemote(location) ? [location] : [resolve(location), realPath(location)];
  return (path) => folders.some((folder) => `${path}/`.startsWith(`${folder}/`));
}

/** The path with all links resolved. */
function realPath(path: string): string {
  if (isRemote(path)) return path;
  return existsSync(path) ? realpathSync.native(path) : resolve(path);
}

/** Refuses a folder with files that no run has made, since the next run with --force would remove them. */
function refuseStrangers(place: Place): void {
  const stranger = namesIn(place).find((name) => name !== ".run" && belongsToRun(name));
  if (stranger !== undefined)
    throw new UserError(
      "foreign-folder",
      `the output folder holds what no run has made, such as ${stranger}`,
      "Choose another --output: an empty folder, one that does not exist yet, or that of a run",
      { file: place.location },
    );
}

/** Files and folders, without what lies in these. */
function namesIn({ folder, stored }: Place): readonly string[] {
  return stored?.names.map((name) => name.split("/", 1)[0] ?? "") ?? namesBelow(folder);
}

function namesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // There is none yet, or it is a file, or closed to us: writing the plan tells.
    return [];
  }
}

/** Undefined where it is damaged: it names no run, so it is treated as another run's, which only --force replaces. */
function storedPlan(path: string): Plan | undefined {
  try {
    return parsePlan(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
