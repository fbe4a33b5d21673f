/**
 * Datasets that are found where inputs are searched for: of such a folder only the shards are read. What lies beside them would bring back
 * what the run of the dataset has dropped.
 */

const marks: readonly string[] = ["manifest.json", "ledger.json"];
const companions = new Set([
  ...[...marks, "dataset_info.json", "state.json", "report.html"],
  ...["rejects", "quarantine", "origins", "index"],
]);

/** Whether a folder with these entries is that of a dataset, finished or not. */
export function holdsDataset(entries: ReadonlySet<string>): boolean {
  return entries.has(".run") || marks.every((mark) => entries.has(mark));
}

/** Whether an entry of such a folder is none of the shards. */
export function isCompanion(entry: string): boolean {
  return companions.has(entry);
}

/** The same of a listing without folders, which may come in any order: names with slashes. */
export class DatasetFolders {
  /** Entries of folders that tell whether it is one. */
  private readonly told = new Map<string, Set<string>>();

  add(name: string): void {
    const parts = name.split("/");
    const at = parts.findIndex((part) => part === ".run" || marks.includes(part));
    if (at < 0) return;
    const folder = parts.slice(0, at).join("/");
    const entries = this.told.get(folder) ?? new Set();
    this.told.set(folder, entries.add(parts[at] ?? ""));
  }

  holdCompanion(name: string): boolean {
    const parts = name.split("/");
    return parts.some((part, at) => {
      const entries = isCompanion(part) ? this.told.get(parts.slice(0, at).join("/")) : undefined;
      return entries !== undefined && holdsDataset(entries);
    });
  }
}
