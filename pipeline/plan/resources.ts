/** The files that stages read besides the samples: dictionaries, tokenizers, models, modules of the user's own. */
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { AnyStage } from "../contracts/stage.js";
import type { Recipe } from "../recipe/recipe.js";

/**
 * In the order in which the recipe names them, so that the plan's hash does not depend on where those lie that are shipped.
 *
 * @param recipe one that was checked: its files are there
 */
export function hashResources(
  stages: readonly AnyStage[],
  recipe: Recipe,
): { file: string; sha256: string }[] {
  const files = recipe.stages.flatMap((use, index) => {
    const stage = stages[index];
    const own = use.module === undefined ? [] : [use.module];
    return [...own, ...(stage?.files?.(use.params) ?? [])];
  });
  return [...new Set(files)].map((file) => ({ file, sha256: sha256Of(resourcePath(file, recipe)) }));
}

/** Block by block: models are larger than what one read may hold. */
function sha256Of(path: string): string {
  const hash = createHash("sha256");
  const block = Buffer.allocUnsafe(1 << 20);
  const file = openSync(path, "r");
  try {
    for (;;) {
      const bytes = readSync(file, block);
      if (bytes === 0) return hash.digest("hex");
      hash.update(block.subarray(0, bytes));
    }
  } finally {
    closeSync(file);
  }
}

export function resourcePath(file: string, { baseDir }: Recipe): string {
  return resolve(baseDir, file.startsWith("file:") ? fileURLToPath(file) : file);
}

/** Bytes a worker that stages need for the files which they hold in memory. */
export function heldFileBytes(stages: readonly AnyStage[], recipe: Recipe): number {
  return stages.reduce((sum, stage, index) => {
    const factor = stage.cost?.memoryPerFileByte ?? 0;
    if (factor === 0) return sum;
    const files = stage.files?.(recipe.stages[index]?.params ?? {}) ?? [];
    return files.reduce((bytes, file) => bytes + factor * statSync(resourcePath(file, recipe)).size, sum);
  }, 0);
}
