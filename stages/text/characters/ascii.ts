/** Questions about ASCII units. */

export function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

export function isAsciiLetter(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a);
}

export function isAlnum(unit: number): boolean {
  return isDigit(unit) || isAsciiLetter(unit);
}
