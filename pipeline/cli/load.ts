/** Where the command line meets the stages: the only place of the engine that loads the catalogue, by name. */
import type { Catalogue } from "../recipe/catalogue.js";

export const catalogueUrl = new URL("../../stages/catalogue.js", import.meta.url).href;

export async function loadCatalogue(): Promise<Catalogue> {
  const module = (await import(catalogueUrl)) as { catalogue: Catalogue };
  return module.catalogue;
}
