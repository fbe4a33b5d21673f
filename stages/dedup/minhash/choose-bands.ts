/** The recall curve of LSH bands, and the bands that a threshold asks for. */

/** Share of the pairs of a similarity that have at least one of `bands` independent bands of `rows` entries in common. */
export function bandRecall(similarity: number, bands: number, rows: number): number {
  return 1 - (1 - similarity ** rows) ** bands;
}

/**
 * The most selective bands that a signature has room for and that find a share of `recall` of the pairs right at
 * the threshold (of more similar ones they find more): the most rows, and then the fewest bands. Longer bands bring fewer
 * pairs together by chance, fewer bands take less disk. Where none reach it, as many bands of one entry as there are.
 */
export function chooseBands(
  permutations: number,
  threshold: number,
  recall: number,
): { readonly bands: number; readonly rows: number } {
  const missed = Math.log(1 - recall);
  for (let rows = permutations; rows >= 1; rows--) {
    const bands = Math.max(1, Math.ceil(missed / Math.log1p(-(threshold ** rows))));
    if (bands * rows <= permutations) return { bands, rows };
  }
  return { bands: permutations, rows: 1 };
}
