/** The tokenizer of a dataset, found again from the recipe in its manifest. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import { UserError } from "../contracts/errors.js";
import type { MapStage, StageContext, Vocabulary } from "../contracts/stage.js";
import type { Catalogue } from "../recipe/catalogue.js";
import { stageOf } from "../recipe/resolve-stages.js";
import { checkParams } from "../recipe/stage-params.js";
import { planPath } from "../run/folders.js";
import { sha256Of } from "../storage/sha256.js";
import type { DatasetManifest } from "./manifest-file.js";

/**
 * The vocabulary that the tokens of a dataset were made with. A dataset may come from others: no module that it names is loaded.
 *
 * @returns undefined when no stage of the recipe makes tokens
 * @throws UserError `no-tokenizer` when its files are not here any more or are not those of the run, or a module may have made them
 */
export async function findVocabulary(
  folder: string,
  manifest: DatasetManifest,
  catalogue: Catalogue,
): Promise<Vocabulary | undefined> {
  const baseDir = await baseDirOf(folder);
  const modules: string[] = [];
  for (const { stage: name, module, params } of manifest.recipe.stages) {
    if (module !== undefined) {
      modules.push(module);
      continue;
    }
    const stage = await stageOf({ stage: name, params }, catalogue, baseDir).catch((error: unknown) => {
      if (error instanceof UserError) return undefined;
      throw error;
    });
    if (stage?.kind !== "map" || stage.vocabulary === undefined) continue;
    const checked = checkParams(stage, params);
    if ("problems" in checked) {
      throw new UserError(
        "no-tokenizer",
        `the parameters of ${name} in the manifest are not those of this program: ${checked.problems[0]?.message}`,
      );
    }
    await checkFiles(stage, checked.params, baseDir, manifest);
    const context: StageContext = { baseDir, seed: manifest.recipe.seed };
    return stage.vocabulary(checked.params, context);
  }
  if (modules.length > 0 && manifest.columns.some(({ name }) => name === "input_ids"))
    throw new UserError(
      "no-tokenizer",
      `the tokens come from a stage of one's own (${modules.join(", ")}): what a dataset names is not run to show it`,
    );
  return undefined;
}

/** Ids of another tokenizer would decode to plausible nonsense: the files must be those that the run read. */
async function checkFiles(
  stage: MapStage,
  params: Record<string, unknown>,
  baseDir: string,
  { resources }: DatasetManifest,
): Promise<void> {
  for (const file of stage.files?.(params) ?? []) {
    const path = resolve(baseDir, file);
    const sha256 = await sha256Of(path).catch(() => undefined);
    if (sha256 === undefined)
      throw new UserError("no-tokenizer", "the tokenizer file of the run is not here", "", { file: path });
    if (!resources.some((resource) => resource.sha256 === sha256)) {
      throw new UserError("no-tokenizer", "the tokenizer file is another one than the run used", "", {
        file: path,
      });
    }
  }
}

/** The folder that relative paths of the recipe start from. The run's own plan names it; without a plan, it is the working folder. */
async function baseDirOf(folder: string): Promise<string> {
  const plan = await readFile(planPath(folder), "utf8").catch(() => undefined);
  if (plan === undefined) return process.cwd();
  const checked = z.object({ recipe: z.object({ baseDir: z.string() }) }).safeParse(parsed(plan));
  return checked.success ? checked.data.recipe.baseDir : process.cwd();
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
