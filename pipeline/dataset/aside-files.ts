/** Where a finished run set records aside: `rejects/` and `quarantine/`, lines of JSON, a file a split. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** The files under a folder, sorted; none where the run set nothing aside. */
export function asideFiles(output: string, kind: "rejects" | "quarantine"): string[] {
  const folder = join(output, kind);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".jsonl"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
