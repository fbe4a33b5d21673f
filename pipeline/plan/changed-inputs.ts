/** Whether the files of a plan are still those that it was made of. */
import { statSync } from "node:fs";
import { isRemote } from "../storage/location.js";
import type { InputFile } from "./list-inputs.js";
import type { Plan } from "./plan.js";

/** The files that a split is read from. */
export function filesOf({ splits }: Plan, split: number): readonly string[] {
  const planned = splits[split];
  if (planned === undefined) return [];
  return planned.files ?? planned.pieces?.map(({ file }) => file) ?? [planned.file];
}

/** What became of a file, in words. Of objects in a store, the sources themselves tell a change. */
export function changeOf({ file, bytes, modifiedMs }: InputFile): string | undefined {
  if (isRemote(file)) return undefined;
  const now = statSync(file, { throwIfNoEntry: false });
  if (now === undefined) return "the input file is not here any more";
  const isSame = now.size === bytes && Math.floor(now.mtimeMs) === modifiedMs;
  return isSame ? undefined : "the input file was changed since the run was planned";
}
