/** The stored index of a dataset, where it has one: every file as `index.json` names it. */
import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { join, relative } from "node:path";
import { UserError } from "../contracts/errors.js";
import { indexFile, indexFolder, readIndex } from "../stored/index-file.js";

export async function checkStoredIndex(dataset: string): Promise<{ file: string; problem: string }[]> {
  if (!existsSync(join(dataset, indexFolder, indexFile))) return [];
  const problems: { file: string; problem: string }[] = [];
  try {
    const { folder, content } = readIndex(dataset);
    for (const { parts } of Object.values(content.stages)) {
      for (const part of parts) {
        for (const { file, sha256 } of part.files) {
          const path = join(folder, part.folder, file);
          const hash = createHash("sha256");
          for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }))
            hash.update(chunk as Buffer);
          if (hash.digest("hex") !== sha256)
            problems.push({
              file: relative(dataset, path),
              problem: "its SHA-256 is not that of index.json",
            });
        }
      }
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const file = relative(dataset, error.place.file ?? join(dataset, indexFolder));
    problems.push({ file, problem: error.problem });
  }
  return problems;
}
