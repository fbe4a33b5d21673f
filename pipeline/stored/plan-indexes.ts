/** What a plan says of stored indexes: which the run is matched against, what it stores, and the disk for that. */
import { UserError } from "../contracts/errors.js";
import type { AnyStage } from "../contracts/stage.js";
import type { Recipe } from "../recipe/recipe.js";
import { readIndex, type StoredIndex } from "./index-file.js";
import { type IndexedStage, indexedStages, partsFor, type StoredPart } from "./indexed-stages.js";

export interface PlannedIndexes {
  readonly against: readonly { readonly folder: string; readonly sha256: string }[];
  /** Parts that a barrier is matched against, by stage position. */
  readonly stored: Readonly<Record<string, readonly StoredPart[]>>;
  /** Barriers, by stage position, whose kept documents are stored. */
  readonly indexed: readonly number[];
  /** The most parts that one barrier is matched against. */
  readonly mostParts: number;
  /** Forecast of the bytes of the dataset's index. */
  readonly indexBytes: number;
}

/** Ids and addresses of a document, as the index has them. */
const namedDocumentBytes = 200;

/** @throws UserError where an index cannot be read, or not used by this recipe */
export function planIndexes(
  recipe: Recipe,
  stages: readonly AnyStage[],
  input: { readonly bytes: number; readonly samples: number },
): PlannedIndexes {
  const uses = indexedStages(recipe, stages);
  const indexes = recipe.against.map(readIndex);
  const stored = partsFor(uses, indexes);
  const indexed = recipe.index === "none" ? [] : uses;
  if (recipe.index !== "none" && uses.length === 0) {
    throw new UserError(
      "unusable-index",
      `index: ${recipe.index} asks for an index, but no stage of the recipe could use one`,
      "Add exact-dedup, url-dedup, simhash-dedup or minhash-dedup, or leave `index` out",
    );
  }
  return {
    against: indexes.map(({ folder, sha256 }) => ({ folder, sha256 })),
    stored,
    indexed: indexed.map(({ stage }) => stage),
    mostParts: Math.max(0, ...Object.values(stored).map((parts) => parts.length)),
    indexBytes:
      forecast(indexed, input.bytes, input.samples) + (recipe.index === "all" ? bytesOf(indexes) : 0),
  };
}

/** What the run itself adds to its index, if nothing is dropped. */
function forecast(indexed: readonly IndexedStage[], inputBytes: number, expectedSamples: number): number {
  return indexed.reduce(
    (sum, { stored: { diskBytesPerMillion, diskBytesPerTextByte = 0 } }) =>
      sum +
      Math.ceil(expectedSamples * (namedDocumentBytes + diskBytesPerMillion / 1e6)) +
      Math.ceil(inputBytes * diskBytesPerTextByte),
    0,
  );
}

function bytesOf(indexes: readonly StoredIndex[]): number {
  return indexes
    .flatMap(({ content }) => Object.values(content.stages))
    .flatMap(({ parts }) => parts)
    .flatMap(({ files }) => files)
    .reduce((sum, { bytes }) => sum + bytes, 0);
}
