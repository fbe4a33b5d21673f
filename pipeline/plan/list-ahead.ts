/** Asks stores for the inputs of a recipe while the rest of the program loads. */
import type { Catalogue } from "../recipe/catalogue.js";
import type { InputSpec, Recipe } from "../recipe/recipe.js";
import { stageOf } from "../recipe/resolve-stages.js";
import { isRemote } from "../storage/location.js";
import { loadStore } from "../storage/store-of.js";
import { type Listing, listWithOthers } from "./list-inputs.js";

/** Loads what the store of the inputs needs, beside the stages. What cannot be loaded fails where it is needed. */
export function loadStoreOf(inputs: readonly InputSpec[]): void {
  const remote = inputs.flatMap(({ paths }) => paths).find(isRemote);
  if (remote !== undefined) loadStore(remote).catch(() => undefined);
}

/** The listing of the inputs, under way; it fails only for whoever waits for it. */
export function listAhead(
  { stages: [source], inputs, baseDir }: Recipe,
  catalogue: Catalogue,
): Promise<Listing> {
  const listing = endings().then((known) => listWithOthers(inputs, known));
  listing.catch(() => undefined);
  return listing;

  async function endings(): Promise<readonly string[]> {
    const stage = source === undefined ? undefined : await stageOf(source, catalogue, baseDir);
    return stage?.kind === "source" ? stage.endings : [];
  }
}
