/**
 * Colour profiles of screens and cameras: a curve for each channel, then a matrix. Reading one takes under a millisecond, where a
 * colour management system adds some 15 ms to each screenshot that has one; profiles of another kind are left to it.
 *
 * Source: ICC.1:2022, 7.2 (header), 8.3.3 (matrix profiles), 10.6 (curves), 10.18 (parametric curves), F.3 (the model).
 */
import { ImageBytes } from "../image-bytes.js";

/** What leads from the tones of a picture to linear light of sRGB's primaries. */
export interface ColourProfile {
  /** Tone -> light, 0 to 1, for each channel. */
  readonly curves: readonly [Float64Array, Float64Array, Float64Array];
  /** The 3 x 3 matrix, row by row. */
  readonly matrix: readonly number[];
}

/** XYZ of D50 -> linear sRGB: IEC 61966-2-1's primaries, adapted to D50 by Bradford's transform (ICC's sRGB profile). */
const toSrgb = [
  3.1338561, -1.6168667, -0.4906146, -0.9787684, 1.9161415, 0.033454, 0.0719453, -0.2289914, 1.4052427,
] as const;

/** Undefined for what is no profile of RGB with curves and a matrix. */
export function colourProfile(bytes: Uint8Array): ColourProfile | undefined {
  const icc = new ImageBytes(bytes);
  if (!icc.has(36, "acsp") || !icc.has(16, "RGB XYZ ")) return undefined;
  const tags = tagsOf(icc);
  // Tables that a profile has beside its matrix are meant to be preferred.
  if (tags.has("A2B0")) return undefined;
  const names = ["r", "g", "b"] as const;
  const [red, green, blue] = names.map((name) => curveOf(icc, tags.get(`${name}TRC`)));
  const columns = names.map((name) => xyzOf(icc, tags.get(`${name}XYZ`)));
  const [x, y, z] = columns;
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  if (x === undefined || y === undefined || z === undefined) return undefined;
  const matrix = Array.from({ length: 9 }, (_, at) => {
    const row = Math.floor(at / 3) * 3;
    const column = columns[at % 3] ?? [];
    return column.reduce((sum, value, part) => sum + (toSrgb[row + part] ?? 0) * value, 0);
  });
  return { curves: [red, green, blue], matrix };
}

/** Name -> where its data begins. */
function tagsOf(icc: ImageBytes): ReadonlyMap<string, number> {
  const tags = new Map<string, number>();
  const count = Math.min(100, icc.u32(128));
  for (let at = 132; at < 132 + count * 12; at += 12)
    tags.set(Buffer.from(icc.bytes.subarray(at, at + 4)).toString("latin1"), icc.u32(at + 4));
  return tags;
}

function xyzOf(icc: ImageBytes, at: number | undefined): readonly number[] | undefined {
  if (at === undefined || !icc.has(at, "XYZ ")) return undefined;
  return [fixed(icc, at + 8), fixed(icc, at + 12), fixed(icc, at + 16)];
}

/** A signed number with 16 binary places. */
function fixed(icc: ImageBytes, at: number): number {
  return (icc.u32(at) | 0) / 65_536;
}

function curveOf(icc: ImageBytes, at: number | undefined): Float64Array | undefined {
  if (at === undefined) return undefined;
  const light = icc.has(at, "curv")
    ? tableCurve(icc, at)
    : icc.has(at, "para")
      ? formula(icc, at)
      : undefined;
  return (
    light && Float64Array.from({ length: 256 }, (_, tone) => Math.min(1, Math.max(0, light(tone / 255))))
  );
}

/** No entry: light itself; one: an exponent with 8 binary places; more: straight lines between them. */
function tableCurve(icc: ImageBytes, at: number): ((tone: number) => number) | undefined {
  const count = icc.u32(at + 8);
  if (count === 0) return (tone) => tone;
  if (count === 1) return (tone) => tone ** (icc.u16(at + 12) / 256);
  if (at + 12 + count * 2 > icc.length) return undefined;
  return (tone) => {
    const place = tone * (count - 1);
    const left = Math.min(count - 2, Math.floor(place));
    const low = icc.u16(at + 12 + left * 2);
    return (low + (icc.u16(at + 14 + left * 2) - low) * (place - left)) / 65_535;
  };
}

/** Function type -> its number of parameters, in the order g a b c d e f. */
const parametersOf = [1, 3, 4, 5, 7] as const;

function formula(icc: ImageBytes, at: number): ((tone: number) => number) | undefined {
  const type = icc.u16(at + 8);
  const count = parametersOf[type];
  if (count === undefined) return undefined;
  const values = Array.from({ length: count }, (_, place) => fixed(icc, at + 12 + place * 4));
  const [g = 1, a = 1, b = 0, c = 0] = values;
  switch (type) {
    case 0:
      return (tone) => tone ** g;
    case 1:
      return (tone) => (tone >= -b / a ? (a * tone + b) ** g : 0);
    case 2:
      return (tone) => (tone >= -b / a ? (a * tone + b) ** g + c : c);
    default: {
      const [, , , , d = 0, e = 0, f = 0] = values;
      return (tone) => (tone >= d ? (a * tone + b) ** g + e : c * tone + f);
    }
  }
}
