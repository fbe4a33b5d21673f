/** A mixture as a table for a terminal. */
import type { Mixture } from "../run/order/mixture.js";
import { grouped } from "./plural.js";

/** Wanted against got, source by source. */
export function mixtureLines(mixture: Mixture | undefined): string[] {
  if (mixture === undefined) return [];
  const rows = [
    ["mixture", `wanted ${mixture.measure}`, "got", "share", "epochs", mixture.of],
    ...mixture.sources.map(({ source, wanted, got, epochs, taken }) => [
      source,
      grouped(wanted),
      grouped(got),
      `${((100 * got) / Math.max(1, mixture.got)).toFixed(1)} %`,
      epochs.toFixed(2),
      grouped(taken),
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return [
    "",
    ...rows.map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
        .join("  "),
    ),
  ];
}
