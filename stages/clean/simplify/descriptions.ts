/** Ideographic description sequences (⿰氵去), which OpenCC leaves as they are. */

export const firstDescription = 0x2ff0;

export function isDescription(unit: number): boolean {
  return unit >= firstDescription && unit <= 0x2fff;
}

/** Real description sequences are far shorter; the bound keeps nonsense linear. */
const longestDescription = 64;

/** End of the description that starts at `start`; the next unit, where it is not complete. */
export function descriptionEnd(units: Uint16Array, start: number, end: number): number {
  let wanted = 1;
  let i = start;
  const limit = Math.min(end, start + longestDescription);
  while (i < limit && wanted > 0) {
    const unit = units[i]!;
    if (isDescription(unit)) wanted += unit === 0x2ff2 || unit === 0x2ff3 ? 2 : 1;
    else wanted--;
    const next = i + 1 < end ? units[i + 1]! : 0;
    i += unit >= 0xd800 && unit <= 0xdbff && next >= 0xdc00 && next <= 0xdfff ? 2 : 1;
  }
  return wanted === 0 ? Math.min(i, end) : start + 1;
}
