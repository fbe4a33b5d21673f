/** Inputs (files, folders, globs, on disks or in object stores) -> a sorted listing with sizes, times and versions. */
import { accessSync, constants, type Dirent, lstatSync, type Stats, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import { UserError } from "../contracts/errors.js";
import { holdsWildcard } from "../recipe/input-root.js";
import type { InputSpec } from "../recipe/recipe.js";
import { isRemote } from "../storage/location.js";
import { holdsDataset, isCompanion, planFile } from "./dataset-folder.js";
import { listObjects } from "./list-objects.js";

export interface InputFile {
  readonly input: string;
  readonly file: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  /** Version (etag) of an object in a store. Reading fails when the object is no longer this version. */
  readonly version?: string;
}

export interface Listing {
  readonly files: readonly InputFile[];
  /** What lies in the inputs' folders and is not read: of mixed folders, or those with links to other folders, a part of the corpus. */
  readonly others: readonly string[];
}

/** The files of all inputs, and what is beside them. */
export async function listWithOthers(
  inputs: readonly InputSpec[],
  endings: readonly string[],
): Promise<Listing> {
  const others = new Set<string>();
  const files = await listInputs(inputs, endings, others);
  // A file may also be named as an input of its own, and is read then.
  for (const { file } of files) others.delete(file);
  return { files, others: [...others].sort() };
}

/**
 * Lists the files of all inputs: inputs in recipe order, files by path (code units).
 *
 * @param endings file name endings that a folder is searched for
 * @param others  takes the files of folders that have none of them
 * @throws UserError when there is no input, a path does not exist, a glob matches nothing or a folder has no readable file
 */
export async function listInputs(
  inputs: readonly InputSpec[],
  endings: readonly string[],
  others = new Set<string>(),
): Promise<InputFile[]> {
  refuseNoInput(inputs);
  const listed: InputFile[] = [];
  const seen = new Set<string>();
  for (const input of inputs) {
    const found = (await Promise.all(input.paths.map((path) => listPath(path, endings, others)))).flat();
    const byName = new Map(found.map((each) => [each.file, each]));
    for (const file of [...byName.keys()].sort()) {
      if (seen.has(file)) {
        throw new UserError(
          "input-twice",
          "the file belongs to two inputs and would be read twice",
          "Name it in one input only",
          { file },
        );
      }
      seen.add(file);
      const { bytes, modifiedMs, version } = byName.get(file) ?? localFile(file);
      listed.push({
        input: input.name,
        file,
        bytes,
        modifiedMs,
        ...(version === undefined ? {} : { version }),
      });
    }
  }
  return listed;
}

/** @throws UserError `no-input` */
export function refuseNoInput(inputs: readonly unknown[]): void {
  if (inputs.length === 0)
    throw new UserError("no-input", "the recipe names no input", "Name one in it, or give --input");
}

type Listed = Omit<InputFile, "input">;

async function listPath(path: string, endings: readonly string[], others: Set<string>): Promise<Listed[]> {
  if (!isRemote(path)) return (await expandPath(path, endings, others)).map(localFile);
  const objects = await listObjects(path, endings, others);
  return objects.map(({ location, ...rest }) => ({ file: location, ...rest }));
}

function localFile(file: string): Listed {
  const stat = statOf(file);
  if (stat === undefined) throw missing(file);
  if ((stat.mode & readableByAll) !== readableByAll) checkRights(file);
  return { file, bytes: stat.size, modifiedMs: Math.floor(stat.mtimeMs) };
}

/** Of a file with these bits nobody need be asked: that would take as long again as its size and time. */
const readableByAll = 0o444;

/** Tells it before the run begins: a task in the middle of it would. */
function checkRights(file: string): void {
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    throw new UserError(
      "unreadable-input",
      `the file may not be read (${(error as NodeJS.ErrnoException).code})`,
      "Change its rights, or name the others alone",
      { file },
    );
  }
}

async function expandPath(path: string, endings: readonly string[], others: Set<string>): Promise<string[]> {
  const stat = statOf(path);
  if (stat?.isFile()) return [path];
  if (stat?.isDirectory()) {
    const found = await findFiles(path, endings);
    for (const other of found.others) others.add(other);
    if (found.readable.length > 0) return found.readable;
    const [other] = found.others;
    const such = other === undefined ? "" : `, but others, such as ${relative(path, other)}`;
    throw new UserError(
      "empty-folder",
      `the folder holds no file that this source reads (${endings.join(" ")})${such}`,
      "Name the files, or use another source: `wudao stages` tells what each reads",
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
    const found = await findMatches(path);
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

/**
 * Links are followed in the part before the first wildcard, which the user wrote out, and nowhere else. A folder that is there under its
 * name is no wildcard: systems call copies "folder (2)".
 */
async function findMatches(pattern: string): Promise<string[]> {
  const parts = pattern.split(sep);
  const first = parts.findIndex(
    (part, at) => holdsWildcard(part) && statOf(parts.slice(0, at + 1).join(sep)) === undefined,
  );
  const folder = parts.slice(0, first).join(sep) || sep;
  const found = await glob(parts.slice(first).join("/"), { cwd: folder, followSymbolicLinks: false });
  return found.map((name) => join(folder, name));
}

interface FoundFiles {
  readonly readable: string[];
  /** Nobody looks at them: they may be links to nothing. */
  readonly others: string[];
}

/**
 * Files with one of the endings (in any case) at any depth; links to files too, but links to folders are not followed,
 * nor is anything whose name begins with a dot read, nor what a dataset has beside its shards.
 *
 * Not left to the glob, which passes over folders that it may not read: part of a corpus would be missing unsaid.
 */
async function findFiles(
  folder: string,
  endings: readonly string[],
  found: FoundFiles = { readable: [], others: [] },
): Promise<FoundFiles> {
  const entries = await readFolder(folder);
  const names = new Set(entries.map(({ name }) => name));
  // Editors have a folder of this name, too.
  if (names.has(".run") && statOf(join(folder, planFile)) !== undefined) names.add(planFile);
  const isDataset = holdsDataset(names);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith(".") || (isDataset && isCompanion(entry.name))) continue;
    if (entry.isDirectory()) await findFiles(path, endings, found);
    else if (!endings.some((ending) => entry.name.toLowerCase().endsWith(ending))) found.others.push(path);
    else if (entry.isFile() || statOf(path)?.isFile()) found.readable.push(path);
    else if (entry.isSymbolicLink() && statOf(path) === undefined) throw missing(path);
    else found.others.push(path);
  }
  return found;
}

async function readFolder(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw unreadable(folder, error);
  }
}

function missing(path: string): UserError {
  const [problem, advice] = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()
    ? ["the link leads to nothing", "Mend or remove it"]
    : path.includes("\uFFFD")
      ? ["the name is not UTF-8, and no plan or id could hold it", "Rename the file"]
      : [
          "there is no such file or folder",
          "Check the input's path: in a recipe it is relative to the recipe, after --input to the working folder",
        ];
  return new UserError("no-input", problem, advice, { file: path });
}

/** `undefined` when nothing is there. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): UserError {
  return new UserError(
    "unreadable-input",
    `the path cannot be looked at (${(error as NodeJS.ErrnoException).code})`,
    "Check its spelling, its links and the rights of the folders above it",
    { file: path },
  );
}
