/** Characters outside the Basic Multilingual Plane are pairs of units. */

export function isSecondHalf(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}

export function isFirstHalf(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}
