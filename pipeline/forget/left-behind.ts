/**
 * What still holds forgotten documents once manifest and index name it no more. It is told from these two alone, never from what this
 * process has replaced: one that was killed in between leaves it to the next.
 */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ShardEntry } from "../dataset/manifest-file.js";
import { runFolder } from "../run/folders.js";
import { sweepAbandoned } from "../run/temporaries.js";
import type { IndexFile } from "../stored/index-file.js";

/** The report and the run's own folder may quote documents. */
export function removeQuotations(folder: string): void {
  rmSync(runFolder(folder), { recursive: true, force: true });
  rmSync(join(folder, "report.html"), { force: true });
}

/** Shards that the manifest does not name, and unfinished ones. */
export function removeOldShards(folder: string, shards: readonly ShardEntry[]): void {
  const named = new Set(shards.map(({ file }) => file));
  const extensions = new Set(shards.map(({ file }) => extensionOf(file)));
  for (const name of readdirSync(folder)) {
    const extension = extensionOf(name.replace(/\.tmp$/, ""));
    if (extension !== undefined && extensions.has(extension) && !named.has(name))
      rmSync(join(folder, name), { force: true });
  }
}

/** The extension in the name of a shard; undefined for names that no shard can have. */
function extensionOf(name: string): string | undefined {
  return /^data-\d+-of-\d+(?:-r\d+)?(\..+)$/.exec(name)?.[1];
}

/** Parts that the index does not name, and unfinished ones. */
export function removeOldParts(folder: string, { stages }: IndexFile): void {
  const named = new Set(Object.values(stages).flatMap(({ parts }) => parts.map((part) => part.folder)));
  for (const stage of Object.keys(stages)) {
    if (!existsSync(join(folder, stage))) continue;
    for (const name of readdirSync(join(folder, stage)))
      if (!named.has(`${stage}/${name}`)) rmSync(join(folder, stage, name), { recursive: true, force: true });
  }
}

/** Copies of rejects and quarantine that were not finished. */
export function removeUnfinishedCopies(folder: string): void {
  sweepAbandoned(folder);
}
