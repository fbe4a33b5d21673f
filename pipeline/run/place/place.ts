/**
 * Where a run lies: in a folder that this machine sees, or in a store, with a scratch folder on this machine for what is being
 * worked on.
 */

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isRemote } from "../../storage/location.js";
import { planPath, runFolder } from "../folders.js";
import { localSizes, type SizeOf } from "../receipts.js";
import { isAbandoned, temporaryPath } from "../temporaries.js";
import { tellDiskTrouble } from "./disk-trouble.js";
import { isState, isWork, StoredRun } from "./stored-run.js";

export interface Place {
  /** The output as the user named it. */
  readonly location: string;
  /** Folder of this machine in which the run works: the output itself, or the scratch folder. */
  readonly folder: string;
  /** Undefined where the folder is the output. */
  readonly stored: StoredRun | undefined;
  /** Sizes of published files, by their names below the run. */
  readonly sizeOf: SizeOf;
}

/**
 * A process takes over the scratch folder that an ended process has left for the same run. After this many milliseconds, nobody
 * comes back for it.
 */
const forgottenAfterMs = 24 * 3600 * 1000;

/** A folder on a disk of this machine; `WUDAO_SCRATCH` names another. */
export function scratchRoot(): string {
  return process.env.WUDAO_SCRATCH ?? tmpdir();
}

/**
 * Opens a run to work on it. Of a run in a store, plan and receipts are fetched, and the spills of an unfinished one.
 *
 * @param location output folder of a run, or the path of its plan.json
 * @throws UserError when the store cannot be reached
 */
export async function openPlace(location: string): Promise<Place> {
  const run = location.replace(/\/+$/, "").replace(/\/\.run\/plan\.json$/, "");
  if (!isRemote(location)) return localPlace(run);
  const stored = new StoredRun(run, scratchFolder(run));
  try {
    await fetchRun(stored);
  } catch (error) {
    throw tellDiskTrouble(error, stored.folder);
  }
  return { location: run, folder: stored.folder, stored, sizeOf: stored.sizeOf };
}

async function fetchRun(stored: StoredRun): Promise<void> {
  const before = planHere(stored.folder);
  await stored.fetch(isState);
  // Spills of another plan can have the same sizes.
  if (planHere(stored.folder) !== before) rmSync(payloadOf(stored.folder), { recursive: true, force: true });
  stored.forgetStrangers();
  if (!existsSync(join(stored.folder, "manifest.json"))) await stored.fetch(isWork);
}

export function localPlace(folder: string): Place {
  return { location: folder, folder, stored: undefined, sizeOf: localSizes(folder) };
}

export function holdsPayload({ folder, stored }: Place): boolean {
  return existsSync(payloadOf(folder)) || stored?.holdsPayload === true;
}

/** Removes the spills of a run that is finished: nobody reads them again. */
export async function removePayload({ folder, stored }: Place): Promise<void> {
  await Promise.all([stored?.removePayload(), rm(payloadOf(folder), { recursive: true, force: true })]);
}

/** Ends the work: of a finished run the scratch folder goes; an unfinished one's serves the next process on this machine. */
export async function closePlace({ stored }: Place, isDone: boolean): Promise<void> {
  if (stored === undefined) return;
  const removed = isDone ? rm(stored.folder, { recursive: true, force: true }) : undefined;
  await Promise.all([stored.settle(), removed]);
}

function payloadOf(folder: string): string {
  return join(runFolder(folder), "payload");
}

function planHere(folder: string): string | undefined {
  return existsSync(planPath(folder)) ? readFileSync(planPath(folder), "utf8") : undefined;
}

/** The folder that a killed process left for this run, or a fresh one. */
function scratchFolder(location: string): string {
  const root = scratchRoot();
  mkdirSync(root, { recursive: true });
  const base = `wudao-${createHash("sha256").update(location).digest("hex").slice(0, 16)}`;
  const own = temporaryPath(join(root, base));
  for (const name of readdirSync(root)) {
    if (!/^wudao-[0-9a-f]{16}\./.test(name) || !isAbandoned(name)) continue;
    const path = join(root, name);
    try {
      if (name.startsWith(`${base}.`) && !existsSync(own)) renameSync(path, own);
      else if (Date.now() - statSync(path).mtimeMs > forgottenAfterMs) rmSync(path, { recursive: true });
    } catch (error) {
      // Another process was faster.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  mkdirSync(own, { recursive: true });
  return own;
}
