/** How much the inputs are when they are unpacked, as far as sizes and names tell. */

import type { SourceBytes, SourceStage } from "../contracts/stage.js";
import type { Recipe } from "../recipe/recipe.js";
import type { InputFile } from "./list-inputs.js";
import { expansion } from "./plan-splits.js";

/** Unpacked bytes of each input, as far as sizes and names tell. */
export function sourceBytes(recipe: Recipe, files: readonly InputFile[], source: SourceStage): SourceBytes[] {
  const params = recipe.stages[0]?.params ?? {};
  return recipe.inputs.map(({ name }) => ({
    source: name,
    bytes: files.reduce(
      (sum, { input, file, bytes }) =>
        sum + (input === name ? bytes * usualExpansion(file, source, params) : 0),
      0,
    ),
  }));
}

/** Unpacked bytes for each byte of a file, as far as its name tells. */
export function usualExpansion(
  file: string,
  source: SourceStage,
  params: Readonly<Record<string, unknown>>,
): number {
  return source.divisible(file, params) || source.gathers !== undefined ? 1 : expansion;
}
