/** Tables for terminals. */
import { displayWidth } from "./display-width.js";

/** Lines of cells, each column as wide as its widest cell: texts begin below one another, numbers end so. */
export function alignedColumns(
  rows: readonly (readonly string[])[],
  isText: (column: number) => boolean = (column) => column === 0,
): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries())
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const space = " ".repeat((widths[column] ?? 0) - displayWidth(cell));
        return isText(column) ? cell + space : space + cell;
      })
      .join("  ")
      .trimEnd(),
  );
}
