import { accessSync, constants, mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** The path of a file that is written after long work. Makes its folder, so that what forbids that is told before. */
export function outputFile(name: string): string {
  const path = resolve(name);
  mkdirSync(dirname(path), { recursive: true });
  accessSync(dirname(path), constants.W_OK);
  return path;
}
