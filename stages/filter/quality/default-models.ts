/** The models that come with the project (`train-default.ts` makes them), and a user's own in their place. */
import { isAbsolute, resolve } from "node:path";
import { shippedFile } from "../../files/shipped-file.js";

export const perplexityPath = shippedFile("stages", "filter", "quality", "perplexity.bin.gz");
export const classifierPath = shippedFile("stages", "filter", "quality", "classifier.bin.gz");

/** `default`, or a path relative to the recipe. */
export function modelPath(model: string, shipped: string, baseDir: string): string {
  if (model === "default") return shipped;
  return isAbsolute(model) ? model : resolve(baseDir, model);
}
