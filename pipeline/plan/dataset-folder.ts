/**
 * Recognises datasets in the folders of an input. Of such a folder only the shards are read: rejects and the like lie beside
 * them, and reading these would bring back what the run that made the dataset has dropped.
 */

/** The file that marks the folder of a run, finished or not. */
export const planFile = ".run/plan.json";
const finished: readonly string[] = ["manifest.json", "ledger.json"];
/** What `save_to_disk` of Hugging Face puts beside the shards. */
const saved: readonly string[] = ["dataset_info.json", "state.json"];
const companions = new Set([
  ...[...finished, ...saved, "report.html"],
  ...["rejects", "quarantine", "origins", "index"],
]);

/** Whether a folder with these files is that of a dataset. */
export function holdsDataset(files: ReadonlySet<string>): boolean {
  return files.has(planFile) || holdsFinishedDataset(files) || saved.every((file) => files.has(file));
}

/** Whether it is the folder of a finished dataset, which may have been copied without the folder of its run. */
export function holdsFinishedDataset(files: ReadonlySet<string>): boolean {
  return finished.every((file) => files.has(file));
}

/** Whether an entry of such a folder is something other than a shard. */
export function isCompanion(entry: string): boolean {
  return companions.has(entry);
}

/** Recognises datasets in the listing of a store, which has no folders but names with slashes, in any order. */
export class DatasetFolders {
  /** Files of folders that tell whether it is one. */
  private readonly told = new Map<string, Set<string>>();

  add(name: string): void {
    const file = [planFile, ...finished, ...saved].find((each) => `/${name}`.endsWith(`/${each}`));
    if (file === undefined) return;
    const folder = name.slice(0, -file.length - 1);
    const files = this.told.get(folder) ?? new Set();
    this.told.set(folder, files.add(file));
  }

  holdCompanion(name: string): boolean {
    const parts = name.split("/");
    return parts.some((part, at) => {
      const files = isCompanion(part) ? this.told.get(parts.slice(0, at).join("/")) : undefined;
      return files !== undefined && holdsDataset(files);
    });
  }
}
