/** The filters of a recipe, each with the name of its step: under that name its scores are kept. */

import type { FilterStage } from "../contracts/stage.js";
import type { Catalogue } from "../recipe/catalogue.js";
import type { StageUse } from "../recipe/recipe.js";
import { stageOf } from "../recipe/resolve-stages.js";
import { stepNamer } from "../recipe/step-names.js";

export interface FilterStep {
  readonly name: string;
  readonly stage: FilterStage;
  /** Position of its use in the recipe. */
  readonly index: number;
  readonly params: Readonly<Record<string, unknown>>;
}

export async function filterSteps(
  uses: readonly StageUse[],
  catalogue: Catalogue,
  baseDir: string,
): Promise<FilterStep[]> {
  const nameOf = stepNamer();
  const steps: FilterStep[] = [];
  for (const [index, use] of uses.entries()) {
    const stage = await stageOf(use, catalogue, baseDir);
    if (stage.kind !== "filter") continue;
    steps.push({ name: nameOf(stage.name), stage, index, params: use.params });
  }
  return steps;
}
