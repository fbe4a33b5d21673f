/** Where things stand inside an output folder: the dataset on top, the run's own state under `.run/`. */
import { join } from "node:path";

export function runFolder(output: string): string {
  return join(output, ".run");
}
/**
 * Whether a file below an output folder may belong to a run. Hidden files do not, except `.run/`, nor does the folder
 * `lost+found`, which file systems create.
 */
export function belongsToRun(name: string): boolean {
  const [top = ""] = name.split("/", 1);
  return top === ".run" || !(top.startsWith(".") || top === "lost+found");
}
export function planPath(output: string): string {
  return join(runFolder(output), "plan.json");
}
/** The folder with the payload of one task. It appears complete, by a rename. */
export function payloadFolder(output: string, phase: string, index: number): string {
  return join(runFolder(output), "payload", phase, padded(index));
}
export function receiptPath(output: string, phase: string, index: number): string {
  return join(runFolder(output), "receipts", phase, `${padded(index)}.json`);
}
/** Rejects or quarantine of one split and phase. */
export function asidePath(
  output: string,
  kind: "rejects" | "quarantine",
  phase: string,
  index: number,
): string {
  return join(output, kind, phase, `${padded(index)}.jsonl`);
}
/** The file that says where the documents of a split come from. */
export function originsPath(output: string, split: number): string {
  return join(output, originsFolder, `documents-${padded(split)}.gz`);
}
/** Holds what leads from a token back to its source. */
export const originsFolder = "origins";
export function padded(index: number): string {
  return String(index).padStart(5, "0");
}
