/** Files that come with the project: they stand in the source tree of the package; compiled code lies deeper. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Path of a shipped file, from its path in the package. */
export function shippedFile(...path: readonly string[]): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("the package root was not found above the stages");
    folder = parent;
  }
  return join(folder, ...path);
}
