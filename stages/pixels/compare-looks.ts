/**
 * Whether two pictures show the same, from copies of 32 x 32 pixels in colour. Hashes bring pictures together; tones decide.
 *
 * A resized or re-encoded copy differs a little everywhere. Two emoji of other skin, two screenshots with another row selected
 * or two charts of other figures are equal but for one place, so the largest difference of a place may exceed the mean one only
 * so far. Small pictures have no detail to compare at 32 cells a side, and are compared at 16.
 *
 * Limits measured on labelled half-size and JPEG copies of 60 pictures among 2,460 (test/stages/dedup/image-dedup.test.ts): of large
 * pictures the farthest copy differs by 4.7, made without the colour profile of its original, the nearest other chart by 5.0.
 */
export interface Look {
  readonly width: number;
  readonly height: number;
  /** 32 x 32 pixels, RGB. */
  readonly thumbnail: Uint8Array;
}

export const lookSide = 32;
/** Shorter side under which a picture has no detail at 32 cells. */
const smallSide = 128;
/** Mean difference of tones, and how far a 2 x 2 place may exceed `placeSlope` times it. */
const large = { mean: 4.85, place: 12 };
const small = { mean: 5.5, place: 5 };
const placeSlope = 4;
/** Share by which aspects may differ: halves of odd sides are rounded. */
const aspectSlack = 0.06;

/** Likeness from 0 to 1, or undefined when the pictures differ. */
export function likeness(a: Look, b: Look): number | undefined {
  const aspect = (a.width * b.height) / (a.height * b.width);
  if (Math.abs(Math.log(aspect)) > aspectSlack) return undefined;
  const isSmall = Math.min(a.width, a.height, b.width, b.height) < smallSide;
  const limits = isSmall ? small : large;
  const { mean, place } = isSmall
    ? difference(halve(a.thumbnail), halve(b.thumbnail), lookSide / 2)
    : difference(a.thumbnail, b.thumbnail, lookSide);
  if (mean > limits.mean || place > limits.place + placeSlope * mean) return undefined;
  return 1 - mean / 255;
}

/** Mean of the absolute differences, and the largest difference of the means of 2 x 2 pixels of one channel. */
function difference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  side: number,
): { readonly mean: number; readonly place: number } {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  let place = 0;
  const stride = side * 3;
  for (let y = 0; y < side; y += 2) {
    for (let x = 0; x < stride; x += x % 3 === 2 ? 4 : 1) {
      const at = y * stride + x;
      let four = 0;
      for (const i of [at, at + 3, at + stride, at + stride + 3]) four += a[i]! - b[i]!;
      place = Math.max(place, Math.abs(four) / 4);
    }
  }
  return { mean: sum / a.length, place };
}

function halve(pixels: Uint8Array): Float64Array {
  const side = lookSide / 2;
  const halved = new Float64Array(side * side * 3);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      for (let c = 0; c < 3; c++) {
        const at = (2 * y * lookSide + 2 * x) * 3 + c;
        const below = at + lookSide * 3;
        halved[(y * side + x) * 3 + c] =
          (pixels[at]! + pixels[at + 3]! + pixels[below]! + pixels[below + 3]!) / 4;
      }
  return halved;
}
