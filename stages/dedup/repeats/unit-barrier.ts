/** What the stages that cut repeated lines, paragraphs and sentences have in common: all but their level, parameters and words. */
import type { SketchSet } from "../../../pipeline/contracts/stage.js";
import { resolveCuts } from "../matching/cut-file.js";
import {
  matchUnits,
  type UnitParameters,
  UnitSketch,
  unitDiskBytesPerMillion,
  unitPartitions,
} from "./repeated-units.js";
import type { UnitLevel } from "./text-units.js";

/** @param reason why a document is dropped of which nothing is left */
export function cutsUnits(level: UnitLevel, reason: string) {
  return {
    cost: { memoryBytes: 96 * 1024 * 1024, diskBytesPerMillion: unitDiskBytesPerMillion },
    edits: true,
    partitions: unitPartitions,
    async openSketch(
      folder: string,
      partitions: number,
      params: UnitParameters & { readonly sentences?: number },
    ) {
      return new UnitSketch(folder, partitions, level, params.sentences ?? 1, params);
    },
    async match(
      partition: number,
      sketches: SketchSet,
      cutFile: string,
      _texts: unknown,
      params: UnitParameters,
    ) {
      matchUnits(partition, sketches, cutFile, params);
    },
    async *resolve(cutFiles: readonly string[], _sketches: SketchSet, { keep }: UnitParameters) {
      yield* resolveCuts(cutFiles, reason, keep === "first");
    },
  };
}
