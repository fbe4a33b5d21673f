/** Where a finished run set records aside: `rejects/` and `quarantine/`, lines of JSON, a file a split. */
import { join } from "node:path";
import { namesIn } from "../storage/names-in.js";

/** The files under a folder, sorted; none where the run set nothing aside. */
export function asideFiles(output: string, kind: "rejects" | "quarantine"): string[] {
  const folder = join(output, kind);
  return namesIn(folder, { recursive: true })
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => join(folder, name));
}
