/** Characters outside the Basic Multilingual Plane are written as two UTF-16 units; this recognises the second. */

export function isSecondHalf(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}

export function isFirstHalf(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}
