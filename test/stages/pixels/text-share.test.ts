import assert from "node:assert/strict";
import { test } from "node:test";
import { measureCues } from "../../../stages/pixels/cues.js";
import type { Raster } from "../../../stages/pixels/raster.js";

/** 口田目日中 as a print of 12 pixels a character has them: strokes one pixel wide. */
const glyphs: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => x === 1 || x === 9 || y === 1 || y === 9,
  (x, y) => x === 1 || x === 9 || y === 1 || y === 9 || x === 5 || y === 5,
  (x, y) => x === 2 || x === 8 || y === 1 || y === 4 || y === 7 || y === 10,
  (x, y) => x === 2 || x === 8 || y === 1 || y === 5 || y === 9,
  (x, y) => (x === 5 && y > 0) || ((x === 1 || x === 9) && y > 2 && y < 8) || y === 3 || y === 7,
];

function draw(width: number, height: number, toneOf: (x: number, y: number) => number): Raster {
  const data = Uint8Array.from({ length: width * height }, (_, at) =>
    toneOf(at % width, Math.floor(at / width)),
  );
  return { width, height, channels: 1, data };
}

/** A page: lines of characters up to `filled` of its height, margins, white between the lines. */
function page(filled: number): Raster {
  return draw(240, 240, (x, y) => {
    const [column, line] = [Math.floor(x / 12), Math.floor(y / 16)];
    const [left, top] = [x % 12, y % 16];
    const isInside = column > 0 && column < 19 && y < filled * 240 && left < 11 && top < 11;
    return isInside && glyphs[(7 * column + 3 * line) % glyphs.length]?.(left, top) ? 15 : 245;
  });
}

test("a photographed page of text is told from a photo: a caption learned from either would be of the wrong kind", () => {
  const full = measureCues(page(1)).textShare;
  const half = measureCues(page(0.5)).textShare;
  assert.ok(full > 0.7, `${full} of a page in print`);
  assert.ok(half > 0.3 && half < 0.6 * full, `${half} of a page half in print`);
  // What photos have: soft shades, a hard edge of a roof against the sky, leaves with all tones in between.
  const photo = draw(240, 240, (x, y) =>
    y < 80
      ? 200 - Math.floor(y / 2)
      : x < 120
        ? 60 + ((x * 7 + y * 3) % 40)
        : (x * 37 + y * 91 + x * y) % 256,
  );
  assert.ok(measureCues(photo).textShare < 0.05, `${measureCues(photo).textShare} of a photo`);
});
