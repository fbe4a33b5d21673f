/** Errors that a task's own process could not hand to the run's: one small file each, in the run's folder. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { UserError } from "../contracts/errors.js";
import { padded, runFolder } from "../run/folders.js";
import { publishText } from "../run/receipts.js";
import { namesIn } from "../storage/names-in.js";
import { type ErrorParts, errorOf, partsOf } from "./error-parts.js";

function folderOf(output: string, phase: string): string {
  return join(runFolder(output), "failures", phase);
}

/** Only errors that would come again are stored; a task that crashed is simply tried again. */
export function recordFailure(output: string, phase: string, index: number, error: UserError): void {
  publishText(join(folderOf(output, phase), `${padded(index)}.json`), JSON.stringify(partsOf(error)));
}

export function readFailures(output: string, phase: string): readonly UserError[] {
  const folder = folderOf(output, phase);
  return namesIn(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => errorOf(JSON.parse(readFileSync(join(folder, name), "utf8")) as ErrorParts));
}

export function clearFailures(output: string, phase: string): void {
  rmSync(folderOf(output, phase), { recursive: true, force: true });
}
