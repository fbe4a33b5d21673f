/** The endings that English contracts, as patterns list them. */

/** `'s|'t|'re|'ve|'m|'ll|'d` at an apostrophe, else -1. Without regard to case, U+017F (long s) is an s as well. */
export function endOfContraction(units: Uint16Array, start: number, to: number, anyCase: boolean): number {
  if (start + 1 >= to) return -1;
  const fold = anyCase ? 0x20 : 0;
  const first = units[start + 1]! | fold;
  const second = start + 2 < to ? units[start + 2]! : 0;
  switch (first) {
    case 0x73: // s
    case 0x74: // t
    case 0x6d: // m
    case 0x64: // d
      return start + 2;
    case 0x72: // re
    case 0x76: // ve
      return (second | fold) === 0x65 ? start + 3 : -1;
    case 0x6c: // ll
      return (second | fold) === 0x6c ? start + 3 : -1;
    default:
      return anyCase && units[start + 1] === 0x17f ? start + 2 : -1;
  }
}
