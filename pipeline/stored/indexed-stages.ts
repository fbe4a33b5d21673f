/** Which stages of a recipe have a stored index, under which names, and what earlier indexes hold for them. */
import { join } from "node:path";
import { UserError } from "../contracts/errors.js";
import type { AnyStage, StoredSketches } from "../contracts/stage.js";
import type { Recipe } from "../recipe/recipe.js";
import { stepNamer } from "../recipe/step-names.js";
import type { IndexFile, StoredIndex } from "./index-file.js";

/** A part of an earlier index that a barrier is matched against. */
export interface StoredPart {
  readonly folder: string;
  readonly run: string;
  readonly documents: number;
}

export interface IndexedStage {
  /** Position in the recipe. */
  readonly stage: number;
  /** The stage's name in an index: a second `minhash-dedup` is `minhash-dedup-2`. */
  readonly name: string;
  readonly stored: StoredSketches;
  readonly settings: IndexFile["stages"][string]["settings"];
}

export function indexedStages(recipe: Recipe, stages: readonly AnyStage[]): IndexedStage[] {
  const nameOf = stepNamer();
  return stages.flatMap((stage, position) => {
    if (stage.kind !== "barrier" || stage.stored === undefined) return [];
    const settings = stage.stored.settings(recipe.stages[position]?.params ?? {}) as IndexedStage["settings"];
    return [{ stage: position, name: nameOf(stage.name), stored: stage.stored, settings }];
  });
}

/**
 * The parts that each indexed stage is matched against, by its position. A part that several indexes hold counts once.
 *
 * @throws UserError `unusable-index` when the recipe has no stage that could use one, `other-index` when an index cannot be compared with
 */
export function partsFor(
  uses: readonly IndexedStage[],
  against: readonly StoredIndex[],
): Readonly<Record<string, readonly StoredPart[]>> {
  if (against.length > 0 && uses.length === 0) {
    throw new UserError(
      "unusable-index",
      "the recipe is to be matched against stored indexes, but none of its stages can be",
      "Add exact-dedup, url-dedup, simhash-dedup or minhash-dedup, or leave `against` out",
    );
  }
  return Object.fromEntries(
    uses.map(({ stage, name, settings }) => {
      const parts = new Map<string, StoredPart>();
      for (const index of against) {
        for (const { folder, run, documents } of sectionOf(index, name, settings).parts) {
          if (!parts.has(folder)) parts.set(folder, { folder: join(index.folder, folder), run, documents });
        }
      }
      return [stage, [...parts.values()]];
    }),
  );
}

function sectionOf(
  { folder, content }: StoredIndex,
  name: string,
  settings: IndexedStage["settings"],
): IndexFile["stages"][string] {
  const section = content.stages[name];
  if (section === undefined) {
    throw new UserError(
      "other-index",
      `the stored index has nothing of ${name}, only of ${Object.keys(content.stages).join(", ") || "no stage"}`,
      `Leave ${name} out, or make the index with a recipe that has it`,
      { file: folder },
    );
  }
  const different = Object.keys({ ...section.settings, ...settings }).filter(
    (key) => JSON.stringify(section.settings[key]) !== JSON.stringify(settings[key]),
  );
  if (different.length === 0) return section;
  const told = different.map(
    (key) =>
      `${key} ${JSON.stringify(section.settings[key])} there and ${JSON.stringify(settings[key])} here`,
  );
  throw new UserError(
    "other-index",
    `the stored index was made with other parameters of ${name}: ${told.join("; ")}`,
    "Give the recipe the same values, or make the index again",
    { file: folder },
  );
}
