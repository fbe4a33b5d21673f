import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UserError } from "../errors.js";

/** The path of a file that is written after long work. Makes its folder, so that what forbids that is told before. */
export function outputFile(name: string): string {
  const path = resolve(name);
  mkdirSync(dirname(path), { recursive: true });
  accessSync(dirname(path), constants.W_OK);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new UserError("unwritable-output", "it is a folder", "Name a file in it", { file: path });
  return path;
}
