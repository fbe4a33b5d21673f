/** A mixture as a table for a terminal. */
import type { Mixture } from "../run/order/mixture.js";
import { alignedColumns } from "./aligned-columns.js";
import { grouped } from "./plural.js";

/** Wanted against got, source by source. */
export function mixtureLines(mixture: Mixture | undefined): string[] {
  if (mixture === undefined) return [];
  const lines = alignedColumns([
    ["mixture", `wanted ${mixture.measure}`, "got", "share", "epochs", mixture.of],
    ...mixture.sources.map(({ source, wanted, got, epochs, taken }) => [
      source,
      grouped(wanted),
      grouped(got),
      `${((100 * got) / Math.max(1, mixture.got)).toFixed(1)} %`,
      epochs.toFixed(2),
      grouped(taken),
    ]),
  ]);
  return ["", ...lines];
}
