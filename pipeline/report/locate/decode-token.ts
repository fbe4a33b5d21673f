/** The text of one token of a dataset. */

import { UserError } from "../../contracts/errors.js";
import { findVocabulary } from "../../dataset/find-vocabulary.js";
import { readManifest } from "../../dataset/manifest-file.js";
import type { Catalogue } from "../../recipe/catalogue.js";

/** Undefined where the tokenizer is not here any more, or the token is none of its own (image codes, added tokens). */
export async function decodeToken(
  folder: string,
  catalogue: Catalogue,
  token: number,
): Promise<string | undefined> {
  try {
    const manifest = await readManifest(folder);
    // Composers of pictures shift the ids of texts.
    if (manifest.facts["image-codes"] !== undefined) return undefined;
    const vocabulary = await findVocabulary(folder, manifest, catalogue);
    return vocabulary !== undefined && token < vocabulary.size ? vocabulary.decode([token]) : undefined;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
