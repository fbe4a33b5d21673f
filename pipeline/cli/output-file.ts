import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UserError } from "../errors.js";
import { namedOutput } from "./options.js";

/**
 * The path of a file that is written after long work: what forbids that is told before. A folder for it is made when it is written, since
 * work that fails should leave none.
 */
export function outputFile(name: string): string {
  const path = resolve(namedOutput(name));
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  // With the dot, a file in its place is told.
  accessSync(`${folder}/.`, constants.W_OK);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new UserError("unwritable-output", "it is a folder", "Name a file in it", { file: path });
  return path;
}
