/**
 * How many bytes a task takes in the phases that cut what earlier ones left: a shard, a bucket, a part to be dealt. A run of a sample cannot
 * show it, since it fills none of them.
 */
import type { AnyStage } from "../contracts/stage.js";
import type { Plan } from "../plan/plan.js";
import { partBytes } from "../run/order/row-units.js";
import type { Phase } from "../run/phases.js";

/** Bytes of one task; undefined where each takes what a split left. */
export type TaskBytes = (phase: Phase) => number | undefined;

/** @param stages of the recipe, by position */
export function taskBytesOf(
  { orders, recipe }: Pick<Plan, "orders" | "recipe">,
  stages: readonly AnyStage[],
): TaskBytes {
  const paramsOf = (index: number) => recipe.stages[index]?.params ?? {};
  const hasOneStream = stages.some((stage) => stage.kind === "compose" && stage.composes === "stream");
  return (phase) => {
    if (phase.kind === "write") {
      const sink = stages.at(-1);
      return sink?.kind === "sink" ? sink.shardBytes(paramsOf(stages.length - 1)) : undefined;
    }
    if (phase.kind !== "deal" && phase.kind !== "gather") return undefined;
    const ordering = orders.find((each) => each.stages[0] === phase.stage);
    if (phase.kind === "deal") return ordering?.of === "rows" && hasOneStream ? partBytes : undefined;
    const buckets = ordering?.stages.flatMap((index) => {
      const stage = stages[index];
      return stage?.kind === "order" ? [stage.bucketBytes(paramsOf(index))] : [];
    });
    return Math.min(...(buckets ?? []));
  };
}
