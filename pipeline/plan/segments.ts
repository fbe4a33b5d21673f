/** Cuts the stages of a recipe at its barriers. */
import type { AnyStage } from "../contracts/stage.js";

/** Positions in `stages` of the maps and filters that run fused, and of the barriers that follow them. */
export interface Segment {
  readonly first: number;
  readonly last: number;
  readonly barriers: readonly number[];
}

/**
 * A segment is the maps, filters and batches between two barriers; the last one ends before the compose stage or sink. A barrier
 * that edits texts ends its segment, so that the next barrier sketches the edited texts.
 */
export function cutSegments(stages: readonly AnyStage[]): Segment[] {
  const segments: Segment[] = [];
  let first = 1;
  let index = 1;
  const flow: readonly (AnyStage["kind"] | undefined)[] = ["map", "filter", "batch"];
  const isFlow = (at: number): boolean => flow.includes(stages[at]?.kind);
  for (;;) {
    while (isFlow(index)) index++;
    const last = index;
    const barriers: number[] = [];
    for (;;) {
      const stage = stages[index];
      if (stage?.kind !== "barrier") break;
      barriers.push(index++);
      if (stage.edits === true) break;
    }
    segments.push({ first, last, barriers });
    if (barriers.length === 0) return segments;
    first = index;
  }
}
