/** Tones of a profile -> tones of sRGB, in place. Cost: 9 multiplications a pixel that differs from its left neighbour. */
import type { ColourProfile } from "./colour-profile.js";

/** Light -> tone of sRGB (IEC 61966-2-1): steps so fine that a tone is missed by less than a quarter. */
const steps = 1 << 14;
let tones: Uint8Array | undefined;

function srgbTones(): Uint8Array {
  tones ??= Uint8Array.from({ length: steps + 1 }, (_, step) => {
    const light = step / steps;
    const tone = light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
    return Math.round(tone * 255);
  });
  return tones;
}

/** @param data RGB */
export function toSrgb(data: Uint8Array, { curves, matrix }: ColourProfile): void {
  const tone = srgbTones();
  const [red, green, blue] = curves;
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = matrix as readonly [
    ...[number, number, number],
    ...[number, number, number],
    ...[number, number, number],
  ];
  let last = -1;
  for (let at = 0; at < data.length; at += 3) {
    const colour = (data[at]! << 16) | (data[at + 1]! << 8) | data[at + 2]!;
    if (colour === last) {
      data.copyWithin(at, at - 3, at);
      continue;
    }
    last = colour;
    const r = red[colour >> 16]!;
    const g = green[(colour >> 8) & 255]!;
    const b = blue[colour & 255]!;
    data[at] = tone[stepOf(m0 * r + m1 * g + m2 * b)]!;
    data[at + 1] = tone[stepOf(m3 * r + m4 * g + m5 * b)]!;
    data[at + 2] = tone[stepOf(m6 * r + m7 * g + m8 * b)]!;
  }
}

/** Colours outside of sRGB are cut off at its borders. */
function stepOf(light: number): number {
  return light <= 0 ? 0 : light >= 1 ? steps : (light * steps + 0.5) | 0;
}

/** The tone of the picture that becomes this one of sRGB: what transparent pixels are laid on before they are converted. */
export function toneBehind(tone: number, profile: ColourProfile): number {
  const greys = Uint8Array.from({ length: 256 * 3 }, (_, at) => Math.floor(at / 3));
  toSrgb(greys, profile);
  let nearest = 0;
  for (let grey = 1; grey < 256; grey++) {
    const distance = Math.abs(greys[grey * 3]! - tone);
    // The lightest for white, so that white stays white.
    if (distance <= Math.abs(greys[nearest * 3]! - tone)) nearest = grey;
  }
  return nearest;
}
