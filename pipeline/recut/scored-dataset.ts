/** A dataset of texts whose filters were to decide later, and what they decide now: with the limits of its run, or with others. */

import { UserError } from "../contracts/errors.js";
import { changedMeasures } from "../contracts/limits.js";
import type { Limit } from "../contracts/stage.js";
import { type Dataset, openDataset } from "../dataset/open-dataset.js";
import type { Row } from "../dataset/row-batches.js";
import { type FilterStep, filterSteps } from "../plan/filter-steps.js";
import type { Catalogue } from "../recipe/catalogue.js";
import { suggest } from "../recipe/did-you-mean.js";
import { parseSetting } from "../recipe/settings.js";
import { checkParams } from "../recipe/stage-params.js";
import { judge, limitsOf } from "../run/stream/decide.js";

export interface ScoredDataset {
  readonly dataset: Dataset;
  readonly steps: readonly FilterStep[];
  /** The limit that a row passes, for each step. */
  verdicts(row: Row): readonly (Limit | undefined)[];
  scoresOf(row: Row): Scores;
}

type Scores = Readonly<Record<string, number>>;

/**
 * @param settings `step.parameter=value`
 * @throws UserError `not-scored`; `bad-set` for what is no limit of a filter
 */
export async function openScoredDataset(
  folder: string,
  settings: readonly string[],
  catalogue: Catalogue,
): Promise<ScoredDataset> {
  const dataset = await openDataset(folder);
  const { recipe } = dataset.manifest;
  // Rows that were made of documents have no scores.
  const hasScores = ["id", "text", "scores"].every((name) =>
    dataset.columns.some((each) => each.name === name),
  );
  if (recipe.decide !== "later" || !hasScores) {
    throw new UserError(
      "not-scored",
      "the run of this dataset has not kept all documents with their scores",
      "Run its recipe with `decide: later` and without a compose stage",
      { file: folder },
    );
  }
  const uses = recipe.stages.map(({ stage, module, params }) =>
    module === undefined ? { stage, params } : { stage, module, params },
  );
  const steps = await filterSteps(uses, catalogue, folder);
  if (steps.length === 0)
    throw new UserError("not-scored", "the run of this dataset had no filter", "", { file: folder });
  for (const setting of settings) applySetting(setting, steps);
  const judged = steps.map(({ name, stage, params }) => ({ name, limits: limitsOf(stage, params) }));
  const scoresOf = (row: Row): Scores => {
    const scores = JSON.parse(String(row.scores)) as Record<string, number>;
    const missing = judged.find(({ name }) => !(name in scores));
    if (missing === undefined) return scores;
    throw new UserError(
      "not-scored",
      `the document ${String(row.id)} has no score of ${missing.name}`,
      "Rows of this dataset were changed after the run; run its recipe again",
      { file: folder },
    );
  };
  return {
    dataset,
    steps,
    scoresOf,
    verdicts(row) {
      const scores = scoresOf(row);
      return judged.map(({ name, limits }) => judge(name, limits, scores));
    },
  };
}

function applySetting(setting: string, steps: FilterStep[]): void {
  const { owner: stage, key, value } = parseSetting(setting);
  if (stage === undefined)
    throw new UserError(
      "bad-set",
      `--set ${setting}: "${key}" belongs to the recipe, and only limits of filters can change here`,
      "Run the corpus again with this setting",
    );
  const at = steps.findIndex(({ name }) => name === stage);
  const step = steps[at];
  if (step === undefined) {
    const names = steps.map(({ name }) => name);
    throw new UserError(
      "bad-set",
      `--set ${setting}: the run had no filter "${stage}"`,
      suggest(stage, names),
    );
  }
  const checked = checkParams(step.stage, { ...step.params, [key]: value });
  if ("problems" in checked) {
    const [problem] = checked.problems;
    throw new UserError("bad-set", `--set ${setting}: ${problem?.message}`, problem?.advice ?? "");
  }
  if (changedMeasures(step.stage, step.params, checked.params).length > 0) {
    throw new UserError(
      "bad-set",
      `--set ${setting}: ${key} is no limit, so the kept scores do not tell what it would change`,
      "Run the corpus again with this setting",
    );
  }
  steps[at] = { ...step, params: checked.params };
}
