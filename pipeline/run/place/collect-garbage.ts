/** Removes the files of a run that nobody needs any more. */
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { runFolder } from "../folders.js";
import { sweepAbandoned, sweepTemporaries } from "../temporaries.js";
import { refuseClaimed, type Watch } from "./claim.js";
import type { StoredRun } from "./stored-run.js";

/** Parts of a run's own folder that only an unfinished run needs. */
const working = ["payload", "receipts", "failures", "slurm"] as const;

/**
 * @param everything also the results of finished tasks of an unfinished run, which then starts from the beginning
 * @returns bytes that were freed
 * @throws UserError when a process is at work on the run
 */
export async function collectGarbage(
  output: string,
  everything: boolean,
  waits: Watch["waits"],
): Promise<number> {
  await refuseClaimed(output, { waits });
  const before = bytesBelow(output);
  const finished = existsSync(join(output, "manifest.json"));
  if (finished || everything) sweepTemporaries(output);
  else sweepAbandoned(output);
  for (const part of working) {
    // Receipts are how a finished run is recognised, and what its report is printed from.
    const needed = finished ? part === "receipts" : !everything;
    if (!needed) rmSync(join(runFolder(output), part), { recursive: true, force: true });
  }
  return before - bytesBelow(output);
}

/** Does the same for a run whose output lies in a store. */
export async function collectStoredGarbage(
  stored: StoredRun,
  everything: boolean,
  waits: Watch["waits"],
): Promise<number> {
  await refuseClaimed(stored.folder, { refresh: stored.fetchClaim, waits });
  const finished = stored.sizeOf("manifest.json") !== undefined;
  const goes = (name: string): boolean =>
    working.some((part) => name.startsWith(`.run/${part}/`) && (finished ? part !== "receipts" : everything));
  const freed = stored.names.filter(goes).reduce((sum, name) => sum + (stored.sizeOf(name) ?? 0), 0);
  await stored.remove(goes);
  return freed;
}

function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
