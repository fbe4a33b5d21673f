/** Lists the inputs of a recipe while its stages and the rest of the program load. */
import type { Catalogue } from "../catalogue.js";
import type { InputSpec, StageUse } from "../recipe/recipe.js";
import { stageOf } from "../recipe/resolve-stages.js";
import { isRemote } from "../storage/location.js";
import { loadStore } from "../storage/store.js";
import { type InputFile, listInputs } from "./list-inputs.js";

/** A listing under way. Fails only for whoever waits for it: what is wrong with the recipe is told first. */
export interface Ahead {
  readonly listing: Promise<readonly InputFile[]>;
}

/**
 * Comes back when the stores of the inputs have been asked. Undefined where all inputs lie on disks, which keep nobody waiting, or where
 * nothing can be read: that is told with the other problems of the recipe.
 */
export async function listAhead(
  inputs: readonly InputSpec[],
  source: StageUse | undefined,
  catalogue: Catalogue,
  baseDir: string,
): Promise<Ahead | undefined> {
  const remote = inputs.flatMap(({ paths }) => paths.filter(isRemote));
  if (source === undefined || remote.length === 0) return undefined;
  try {
    const [stage] = await Promise.all([stageOf(source, catalogue, baseDir), ...remote.map(loadStore)]);
    if (stage.kind !== "source") return undefined;
    const listing = listInputs(inputs, stage.endings);
    listing.catch(() => undefined);
    return { listing };
  } catch {
    return undefined;
  }
}
