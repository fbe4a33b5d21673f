import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { UserError } from "../contracts/errors.js";
import { resolveOnDisk } from "../storage/location.js";
import { namedOutput } from "./options.js";

/**
 * The path of a file that is written after long work. Whatever would prevent writing it is reported before the work begins. Its
 * folder is created only when the file is written, so that work that fails leaves nothing behind.
 */
export function outputFile(name: string): string {
  const path = resolveOnDisk(process.cwd(), namedOutput(name));
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  // The dot makes this fail, too, when a file stands where the folder should be.
  accessSync(`${folder}/.`, constants.W_OK);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new UserError("unwritable-output", "it is a folder", "Name a file in it", { file: path });
  return path;
}
