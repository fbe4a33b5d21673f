/** The objects that an `s3:` input names: one object, all below a folder, or those that a glob matches. */
import picomatch from "picomatch";
import { UserError } from "../contracts/errors.js";
import { joinLocation, splitObject } from "../storage/location.js";
import type { StoredFile } from "../storage/store.js";
import { storeOf } from "../storage/store-of.js";
import { DatasetFolders } from "./dataset-folder.js";

/**
 * @param others takes the objects of a folder that have none of the endings
 * @throws UserError when nothing is there, a glob matches nothing or a folder has no readable object
 */
export async function listObjects(
  location: string,
  endings: readonly string[],
  others: Set<string>,
): Promise<StoredFile[]> {
  const store = storeOf(location);
  // An object's name may hold what is a wildcard elsewhere: what is there goes first.
  const object = await store.stat(location);
  if (object !== undefined) return [object];
  const { bucket, key } = splitObject(location);
  const { base, glob, isGlob } = picomatch.scan(key);
  if (isGlob) {
    const matches = picomatch(glob);
    const folder = joinLocation(`s3://${bucket}`, base);
    const found = await below(folder, matches);
    if (found.length > 0) return found;
    throw new UserError(
      "no-match",
      "the glob matches no object",
      "Check the pattern; quote it on the command line",
      { file: location },
    );
  }
  const start = joinLocation(location, "/").length;
  const datasets = new DatasetFolders();
  let objects = 0;
  const all = await below(location, (name) => {
    objects++;
    datasets.add(name);
    return !name.split("/").some((part) => part.startsWith("."));
  });
  const found: StoredFile[] = [];
  const unread: string[] = [];
  for (const file of all) {
    const name = file.location.slice(start);
    if (datasets.holdCompanion(name)) continue;
    if (endings.some((ending) => name.toLowerCase().endsWith(ending))) found.push(file);
    else unread.push(file.location);
  }
  for (const other of unread) others.add(other);
  if (found.length > 0) return found;
  if (objects > 0) {
    const [other] = unread;
    const such = other === undefined ? "" : `, but others, such as ${other.slice(start)}`;
    throw new UserError(
      "empty-folder",
      `the folder holds no object that this source reads (${endings.join(" ")})${such}`,
      "Name the objects, or use another source",
      { file: location },
    );
  }
  throw new UserError(
    "no-input",
    "there is no such object or folder",
    "Check bucket, key and AWS_ENDPOINT_URL",
    {
      file: location,
    },
  );
}

/** Objects below a folder whose names from there on are wanted. */
async function below(folder: string, wanted: (name: string) => boolean): Promise<StoredFile[]> {
  const start = joinLocation(folder, "/").length;
  const found: StoredFile[] = [];
  for await (const file of storeOf(folder).list(folder))
    if (wanted(file.location.slice(start))) found.push(file);
  return found;
}
