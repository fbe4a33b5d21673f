/** Whether the files of a plan are still those that it was made of. */
import { statSync } from "node:fs";
import { UserError } from "../contracts/errors.js";
import { isRemote } from "../storage/location.js";
import type { InputFile } from "./list-inputs.js";
import type { Plan } from "./plan.js";

/** The files that a split is read from. */
export function filesOf({ splits }: Plan, split: number): readonly string[] {
  const planned = splits[split];
  if (planned === undefined) return [];
  return planned.files ?? planned.pieces?.map(({ file }) => file) ?? [planned.file];
}

/**
 * How a file has changed since it was planned, in words. Objects in a store are not looked at here: reading one fails if it has
 * changed.
 */
export function changeOf({ file, bytes, modifiedMs }: InputFile): string | undefined {
  if (isRemote(file)) return undefined;
  const now = statSync(file, { throwIfNoEntry: false });
  if (now === undefined) return "the input file is not here any more";
  const isSame = now.size === bytes && Math.floor(now.mtimeMs) === modifiedMs;
  return isSame ? undefined : "the input file was changed since the run was planned";
}

/** A corpus may have a million files, and each task asks for its own. */
const listings = new WeakMap<Plan, ReadonlyMap<string, InputFile>>();

function listingOf(plan: Plan): ReadonlyMap<string, InputFile> {
  const known = listings.get(plan) ?? new Map(plan.files.map((listed) => [listed.file, listed]));
  listings.set(plan, known);
  return known;
}

/**
 * For those who go on with a plan, and for each task when it has read its split: part of a dataset would be of other files than the rest.
 *
 * @param splits numbers of those that are to be read
 * @throws UserError `input-changed` when a file of theirs is not as it was planned
 */
export function refuseChangedInputs(plan: Plan, splits: readonly number[]): void {
  const listing = listingOf(plan);
  for (const file of new Set(splits.flatMap((split) => filesOf(plan, split)))) {
    const listed = listing.get(file);
    const change = listed === undefined ? undefined : changeOf(listed);
    if (change !== undefined)
      throw new UserError(
        "input-changed",
        change,
        "Put back what was planned, or run the recipe again to another --output",
        { file },
      );
  }
}
