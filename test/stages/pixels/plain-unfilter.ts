/** The filters of PNG's rows as W3C PNG, 9.2 writes them: what the kernel must equal. */
export function plainUnfilter(filtered: Uint8Array, rowBytes: number, height: number, step: number) {
  const out = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y++) {
    const filter = filtered[y * (rowBytes + 1)]!;
    for (let x = 0; x < rowBytes; x++) {
      const raw = filtered[y * (rowBytes + 1) + 1 + x]!;
      const at = y * rowBytes + x;
      const left = x >= step ? out[at - step]! : 0;
      const above = y > 0 ? out[at - rowBytes]! : 0;
      const corner = x >= step && y > 0 ? out[at - rowBytes - step]! : 0;
      const predicted = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
      if (predicted === undefined) return undefined;
      out[at] = raw + predicted;
    }
  }
  return out;
}

function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((tone) => Math.abs(estimate - tone));
  if (toLeft! <= toAbove! && toLeft! <= toCorner!) return left;
  return toAbove! <= toCorner! ? above : corner;
}
