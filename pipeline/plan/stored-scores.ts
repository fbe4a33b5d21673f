/**
 * `decide: stored` judges scores that another run has kept. Limits may be others than there; whatever else a filter is given
 * changes what it measures, so it must be as it was.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { UserError } from "../contracts/errors.js";
import { changedMeasures } from "../contracts/limits.js";
import type { Catalogue } from "../recipe/catalogue.js";
import type { Recipe } from "../recipe/recipe.js";
import { type FilterStep, filterSteps } from "./filter-steps.js";

/** What the manifest beside the files says of the run that wrote them. */
const writtenBy = z.object({
  recipe: z.object({
    stages: z.array(
      z.object({
        stage: z.string(),
        module: z.string().optional(),
        params: z.record(z.string(), z.unknown()),
      }),
    ),
  }),
});

/** @throws UserError `other-scores` when the files hold no scores that the recipe's filters can be judged by */
export async function checkStoredScores(
  recipe: Recipe,
  files: readonly string[],
  catalogue: Catalogue,
): Promise<void> {
  const wanted = await filterSteps(recipe.stages, catalogue, recipe.baseDir);
  for (const folder of new Set(files.map((file) => dirname(file)))) {
    const { stages } = readManifestOf(folder).recipe;
    const uses = stages.map(({ stage, module, params }) =>
      module === undefined ? { stage, params } : { stage, module, params },
    );
    const kept = await filterSteps(uses, catalogue, recipe.baseDir);
    for (const step of wanted) refuseOtherScores(step, kept, folder);
  }
}

function readManifestOf(folder: string): z.output<typeof writtenBy> {
  const file = join(folder, "manifest.json");
  const checked = existsSync(file) ? writtenBy.safeParse(parsed(readFileSync(file, "utf8"))) : undefined;
  if (checked?.success === true) return checked.data;
  throw new UserError(
    "other-scores",
    "decide: stored needs the manifest of the run that kept the scores, to tell what they measure",
    "Read the files where that run has written them, such as out/scored/data-*.jsonl",
    { file: folder },
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuseOtherScores(step: FilterStep, kept: readonly FilterStep[], folder: string): void {
  const before = kept.find(({ name }) => name === step.name);
  if (before === undefined) {
    throw new UserError(
      "other-scores",
      `decide: stored, but the run that wrote the files kept no scores of "${step.name}"`,
      "Take the filter out, or run the corpus with it and decide: later",
      { file: folder },
    );
  }
  const [changed] = changedMeasures(step.stage, before.params, step.params);
  if (changed === undefined) return;
  const was = JSON.stringify(before.params[changed]);
  throw new UserError(
    "other-scores",
    `decide: stored, but ${step.name}.${changed} is no limit and was ${was} when the scores were measured`,
    "Leave it as it was, or run the corpus again with decide: later",
    { file: folder },
  );
}
