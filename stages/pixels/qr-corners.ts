/**
 * Finder patterns of a QR code: runs of 1:1:3:1:1 along a row that the column confirms (ISO/IEC 18004, 6.3.3), and whether three of them
 * stand as the corners of a code do. Foliage and fur have such runs by chance, but not in the shape of a right angle of equal legs.
 */
import type { Raster } from "./raster.js";

interface Corner {
  readonly x: number;
  readonly y: number;
  /** Side of the dark square in the middle, three modules. */
  readonly core: number;
}

/** More patterns than this are texture and not a code. The limit also bounds the work, since all triples of patterns are looked at. */
const maxCorners = 24;

/** 3 where three patterns stand as in a QR code; else how many there are, at most 2. */
export function qrCorners(grey: Raster): number {
  const corners = finderPatterns(grey);
  return holdsCode(corners) ? 3 : Math.min(2, corners.length);
}

function holdsCode(corners: readonly Corner[]): boolean {
  return corners.some((angle, at) =>
    corners.some(
      (one, first) =>
        first !== at &&
        corners.some((other, second) => second > first && second !== at && isAngle(angle, one, other)),
    ),
  );
}

/**
 * Shortest distance of two corners, in cores. Centres are 14 modules apart in the smallest code and 170 in the largest; a core is
 * three modules wide.
 */
const shortestLeg = 4;
const longestLeg = 60;

/** Whether two corners stand at a right angle and equally far from the first, and all are of one size. */
function isAngle(angle: Corner, one: Corner, other: Corner): boolean {
  const cores = [angle.core, one.core, other.core];
  const core = (angle.core + one.core + other.core) / 3;
  if (Math.max(...cores) > 1.5 * Math.min(...cores) + 1) return false;
  const [ax, ay] = [one.x - angle.x, one.y - angle.y];
  const [bx, by] = [other.x - angle.x, other.y - angle.y];
  const [a, b] = [Math.hypot(ax, ay), Math.hypot(bx, by)];
  if (Math.min(a, b) < shortestLeg * core || Math.max(a, b) > longestLeg * core) return false;
  return Math.abs(a - b) < 0.2 * Math.max(a, b) && Math.abs(ax * bx + ay * by) < 0.2 * a * b;
}

/** Centres of 1:1:3:1:1 runs along rows that a column confirms, gathered into corners. */
function finderPatterns({ width, height, data }: Raster): readonly Corner[] {
  const corners: Corner[] = [];
  const runs = new Int32Array(5);
  for (let y = 0; y < height && corners.length < maxCorners; y += 2) {
    let filled = 0;
    let length = 0;
    let dark = data[y * width]! < 128;
    for (let x = 0; x <= width; x++) {
      const isDark = x < width ? data[y * width + x]! < 128 : !dark;
      if (isDark === dark) {
        length++;
        continue;
      }
      runs.copyWithin(0, 1);
      runs[4] = length;
      filled++;
      if (dark && filled >= 5 && isFinder(runs)) {
        const centre = x - runs[4] - runs[3]! - (runs[2]! >> 1);
        if (columnConfirms(data, width, height, centre, y, runs[2]!))
          addCorner(corners, { x: centre, y, core: runs[2]! });
      }
      dark = isDark;
      length = 1;
    }
  }
  return corners;
}

function isFinder(runs: Int32Array): boolean {
  const total = runs[0]! + runs[1]! + runs[2]! + runs[3]! + runs[4]!;
  if (total < 7) return false;
  const unit = total / 7;
  const slack = unit * 0.6;
  for (let run = 0; run < 5; run++) {
    const expected = run === 2 ? 3 * unit : unit;
    if (Math.abs(runs[run]! - expected) > (run === 2 ? 2 * slack : slack)) return false;
  }
  return true;
}

/** The same runs going up and down from the centre, within the length that the row promises. */
function columnConfirms(
  data: Uint8Array,
  width: number,
  height: number,
  x: number,
  y: number,
  core: number,
): boolean {
  const lengths = new Int32Array(5);
  for (const [step, middle, inner, outer] of [
    [-1, 2, 1, 0],
    [1, 2, 3, 4],
  ] as const) {
    let at = step > 0 ? y + 1 : y;
    for (const [run, dark] of [
      [middle, true],
      [inner, false],
      [outer, true],
    ] as const) {
      while (at >= 0 && at < height && data[at * width + x]! < 128 === dark && lengths[run]! <= core * 3) {
        lengths[run]!++;
        at += step;
      }
    }
  }
  return isFinder(lengths);
}

/** Each pattern is met on several rows; the first one stands for it. */
function addCorner(corners: Corner[], corner: Corner): void {
  const apart = corner.core;
  if (corners.every(({ x, y }) => Math.abs(x - corner.x) > apart || Math.abs(y - corner.y) > apart))
    corners.push(corner);
}
