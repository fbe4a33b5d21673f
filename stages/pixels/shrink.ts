/**
 * Means over a grid of cells: how a picture looks from afar, whatever its size. A pixel on a border counts for both cells by its
 * share, so that a copy of half the size gives the same tones. Cost: one addition a channel of a pixel.
 */
import type { Raster } from "./raster.js";

/** @param columns at most the raster's width; @param rows at most its height */
export function shrink(raster: Raster, columns: number, rows: number): Raster {
  const { channels } = raster;
  const cells = columns * channels;
  const across = cutInto(raster.width, columns);
  const down = cutInto(raster.height, rows);
  const line = new Float64Array(cells);
  const sums = new Float64Array(cells);
  const data = new Uint8Array(cells * rows);
  const pixels = (raster.width / columns) * (raster.height / rows);
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    for (let y = down.first[row]!; y <= down.last[row]!; y++) {
      sumLine(raster, y, across, line, columns);
      const share = shareOf(down, row, y);
      for (let cell = 0; cell < cells; cell++) sums[cell] = sums[cell]! + line[cell]! * share;
    }
    for (let cell = 0; cell < cells; cell++) data[row * cells + cell] = sums[cell]! / pixels + 0.5;
  }
  return { width: columns, height: rows, channels, data };
}

/** For each cell: its first and last pixel, and how much of these two belongs to it. The pixels between belong to it entirely. */
interface Cut {
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly firstShare: Float64Array;
  readonly lastShare: Float64Array;
}

function cutInto(length: number, cells: number): Cut {
  const cut: Cut = {
    first: new Int32Array(cells),
    last: new Int32Array(cells),
    firstShare: new Float64Array(cells),
    lastShare: new Float64Array(cells),
  };
  for (let cell = 0; cell < cells; cell++) {
    // Whole numbers over `cells`: exact where the grid meets the pixels.
    const start = cell * length;
    const end = start + length;
    cut.first[cell] = Math.floor(start / cells);
    cut.last[cell] = Math.ceil(end / cells) - 1;
    cut.firstShare[cell] = 1 - (start % cells) / cells;
    cut.lastShare[cell] = end % cells === 0 ? 1 : (end % cells) / cells;
  }
  return cut;
}

function shareOf(cut: Cut, cell: number, at: number): number {
  if (at === cut.first[cell]) return cut.firstShare[cell]!;
  return at === cut.last[cell] ? cut.lastShare[cell]! : 1;
}

function sumLine(raster: Raster, y: number, across: Cut, line: Float64Array, columns: number): void {
  const { channels, data } = raster;
  const start = y * raster.width * channels;
  for (let column = 0; column < columns; column++) {
    const first = across.first[column]!;
    const last = across.last[column]!;
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      const end = start + last * channels + c;
      for (let at = start + (first + 1) * channels + c; at < end; at += channels) sum += data[at]!;
      sum += data[start + first * channels + c]! * across.firstShare[column]!;
      line[column * channels + c] = last > first ? sum + data[end]! * across.lastShare[column]! : sum;
    }
  }
}
