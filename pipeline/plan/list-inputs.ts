/** Inputs (files, folders, globs) -> a sorted listing with sizes and modification times. */
import { type Stats, statSync } from "node:fs";
import { glob, isDynamicPattern } from "tinyglobby";
import { UserError } from "../errors.js";
import type { InputSpec } from "../recipe/recipe.js";

export interface InputFile {
  readonly input: string;
  readonly file: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/**
 * Lists the files of all inputs: inputs in recipe order, files by path (code units).
 *
 * @param endings file name endings that a folder is searched for
 * @throws UserError when a path does not exist, a glob matches nothing or a folder has no readable file
 */
export async function listInputs(
  inputs: readonly InputSpec[],
  endings: readonly string[],
): Promise<InputFile[]> {
  const listed: InputFile[] = [];
  const seen = new Set<string>();
  for (const input of inputs) {
    const files = (await Promise.all(input.paths.map((path) => expandPath(path, endings)))).flat();
    for (const file of [...new Set(files)].sort()) {
      if (seen.has(file)) {
        throw new UserError(
          "input-twice",
          "the file belongs to two inputs and would be read twice",
          "Name it in one input only",
          { file },
        );
      }
      seen.add(file);
      const stat = statOf(file);
      if (stat === undefined) throw missing(file);
      listed.push({ input: input.name, file, bytes: stat.size, modifiedMs: Math.floor(stat.mtimeMs) });
    }
  }
  return listed;
}

async function expandPath(path: string, endings: readonly string[]): Promise<string[]> {
  const stat = statOf(path);
  if (stat?.isFile()) return [path];
  if (stat?.isDirectory()) {
    const found = await glob(
      endings.map((ending) => `**/*${ending}`),
      { cwd: path, absolute: true, followSymbolicLinks: false },
    );
    if (found.length > 0) return found;
    throw new UserError(
      "empty-folder",
      `the folder holds no file that this source reads (${endings.join(" ")})`,
      "Name the files, or use another source",
      { file: path },
    );
  }
  if (stat !== undefined) {
    throw new UserError(
      "no-file",
      "the input is a device, pipe or socket; expected a file or folder",
      "Write it to a file first: a run reads its inputs more than once",
      { file: path },
    );
  }
  if (isDynamicPattern(path)) {
    const found = await glob(path, { absolute: true, followSymbolicLinks: false });
    if (found.length > 0) return found;
    throw new UserError(
      "no-match",
      "the glob matches no file",
      "Check the pattern; quote it on the command line",
      { file: path },
    );
  }
  throw missing(path);
}

function missing(path: string): UserError {
  return new UserError(
    "no-input",
    "there is no such file or folder",
    "Check the input's path; paths in a recipe are relative to the recipe",
    { file: path },
  );
}

/** `undefined` when nothing is there. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw new UserError(
      "unreadable-input",
      `the path cannot be looked at (${(error as NodeJS.ErrnoException).code})`,
      "Check its spelling, its links and the rights of the folders above it",
      { file: path },
    );
  }
}
