/** A dataset to look at: a folder, or a store of which only what is looked at is fetched to a scratch folder. */
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { scratchRoot } from "../run/place/place.js";
import { isState, StoredRun } from "../run/place/stored-run.js";
import { isRemote } from "../storage/location.js";

export interface DatasetView {
  /** Folder with the dataset's files; of a dataset in a store, with those fetched so far. */
  readonly folder: string;
  /** Files of the dataset's own folder; undefined: those that are in `folder`. */
  readonly names: readonly string[] | undefined;
  /** Brings a file into the folder, if it is not there and exists. */
  fetch(name: string): Promise<void>;
  /** Lets go of what was fetched, when it is large. */
  drop(name: string): void;
}

/** What is small or needed at once; shards come when they are opened. */
type Wanted = (name: string) => boolean;

/** The manifest and the run's own files. */
export const runState: Wanted = isState;
/** What a dataset tells of itself, with the dropped and failed samples. */
export const allButShards: Wanted = (name) =>
  !name.startsWith(".run/") && !/^data-\d+-of-\d+\./.test(name) && name !== "report.html";
export const wholeDataset: Wanted = (name) => !name.startsWith(".run/");
/** The whole dataset and the receipts of the run's tasks, which tell how long each task took. */
export const datasetAndReceipts: Wanted = (name) => wholeDataset(name) || name.startsWith(".run/receipts/");

/** Opens a dataset for as long as `use` takes. */
export async function viewDataset<T>(
  location: string,
  wanted: Wanted,
  use: (view: DatasetView) => Promise<T>,
): Promise<T> {
  if (!isRemote(location)) return use(localView(location));
  const folder = mkdtempSync(join(scratchRoot(), "wudao-view-"));
  try {
    const stored = new StoredRun(location.replace(/\/+$/, ""), folder);
    await stored.fetch(wanted);
    const isThere = (name: string): boolean => stored.sizeOf(name) !== undefined;
    return await use({
      folder,
      names: stored.names.filter((name) => !name.includes("/")),
      fetch: async (name) => (isThere(name) && !wanted(name) ? stored.fetchFile(name) : undefined),
      drop: (name) => (wanted(name) ? undefined : rmSync(join(folder, name), { force: true })),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function localView(folder: string): DatasetView {
  return { folder, names: undefined, fetch: () => Promise.resolve(), drop: () => {} };
}
