/** Which stage of a recipe makes its rows. */
import type { ComposeStage } from "../../contracts/stage.js";
import type { Job } from "../job.js";

/** The compose stage of a recipe, with its parameters; undefined for a recipe that writes samples as they are. */
export function composerOf({
  stages,
  plan,
}: Job): { readonly stage: ComposeStage; readonly params: Readonly<Record<string, unknown>> } | undefined {
  const index = stages.findIndex(({ kind }) => kind === "compose");
  const stage = stages[index];
  return stage?.kind === "compose" ? { stage, params: plan.recipe.stages[index]?.params ?? {} } : undefined;
}
