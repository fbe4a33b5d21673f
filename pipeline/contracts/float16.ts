/** Half-precision numbers as bits. Source: IEEE 754-2008, binary16; rounds to nearest, ties to even. */
import { float32Bits } from "./float32.js";

export function float16Bits(value: number): number {
  const single = float32Bits(value);
  const sign = (single >>> 16) & 0x8000;
  const magnitude = single & 0x7fffffff;
  // Infinity and not-a-number; then what is at least 65,520 and rounds to infinity.
  if (magnitude >= 0x7f800000) return sign | 0x7c00 | (magnitude > 0x7f800000 ? 0x200 : 0);
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // Below 2^-14 the spacing is 2^-24 throughout: rounding is that of a whole number.
    return sign | roundEven(Math.abs(Math.fround(value)) * 2 ** 24);
  }
  const rebased = magnitude - 0x38000000;
  const half = rebased >>> 13;
  const rest = rebased & 0x1fff;
  return sign | (half + (rest > 0x1000 || (rest === 0x1000 && (half & 1) === 1) ? 1 : 0));
}

function roundEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

export function float16Value(half: number): number {
  const sign = (half & 0x8000) === 0 ? 1 : -1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
