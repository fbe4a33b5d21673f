/** The stages of a recipe that mix and shuffle: which stand together, what they will do and what passes through them. */

import type { AnyStage, SourceBytes } from "../contracts/stage.js";
import type { Recipe } from "../recipe/recipe.js";

/** Stages that stand side by side and lay out anew what comes before them, as one. */
export interface Ordering {
  /** Positions in `stages`. */
  readonly stages: readonly number[];
  /** `documents`: before they are packed; `rows`: as they are written. */
  readonly of: "documents" | "rows";
}

/** Ordering stages in front of the compose stage and in front of the sink. */
export function orderings(stages: readonly AnyStage[]): Ordering[] {
  const composer = stages.findIndex(({ kind }) => kind === "compose");
  const places = stages.flatMap(({ kind }, index) => (kind === "order" ? [index] : []));
  const before = places.filter((index) => index < composer);
  const behind = places.filter((index) => index > composer);
  return [
    ...(before.length === 0 ? [] : [{ stages: before, of: "documents" as const }]),
    ...(behind.length === 0 ? [] : [{ stages: behind, of: "rows" as const }]),
  ];
}

/**
 * What each ordering stage will do, in words.
 *
 * @throws UserError when a stage names inputs that the recipe does not have
 */
export function describeOrders(
  recipe: Recipe,
  orders: readonly Ordering[],
  stages: readonly AnyStage[],
  sources: readonly SourceBytes[],
): { readonly stage: string; readonly of: Ordering["of"]; readonly lines: readonly string[] }[] {
  return orders.flatMap(({ stages: places, of }) =>
    places.flatMap((place) => {
      const stage = stages[place];
      if (stage?.kind !== "order") return [];
      return [{ stage: stage.name, of, lines: stage.describe(sources, recipe.stages[place]?.params ?? {}) }];
    }),
  );
}

/** Bytes that one pass of an ordering moves: as if it moved texts, which are larger than their tokens. */
export function passBytes(
  order: Ordering,
  recipe: Recipe,
  stages: readonly AnyStage[],
  sources: readonly SourceBytes[],
): number {
  const all = sources.reduce((sum, { bytes }) => sum + bytes, 0);
  const mixed = order.stages.flatMap((place) => {
    const stage = stages[place];
    const bytes =
      stage?.kind === "order" ? stage.passBytes?.(sources, recipe.stages[place]?.params ?? {}) : undefined;
    return bytes === undefined ? [] : [bytes];
  });
  return mixed[0] ?? all;
}
