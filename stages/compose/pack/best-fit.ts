/** Best-fit decreasing: each piece, the longest first, goes into the bin that it fills best. */
import { SmallestAbove } from "./smallest-above.js";

/**
 * Linear in the pieces but for sorting. At most 11/9 of the fewest bins that are possible, plus one (Johnson 1973).
 *
 * @param lengths each from 1 to `capacity`
 * @returns bins as places in `lengths`, ascending inside a bin; bins by their first piece, so that no order by length is left
 */
export function bestFitDecreasing(lengths: readonly number[], capacity: number): number[][] {
  const bins: number[][] = [];
  const rooms: number[] = [];
  // Bins with the same room left form a chain: `newest` has the last one for each room, `before` leads from each bin to the next older one.
  const newest = new Int32Array(capacity + 1).fill(-1);
  const before: number[] = [];
  const roomy = new SmallestAbove(capacity + 1);
  const longestFirst = lengths.map((_, piece) => piece).sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  for (const piece of longestFirst) {
    const length = lengths[piece]!;
    const room = roomy.find(length);
    let bin = bins.length;
    if (room === undefined) {
      bins.push([piece]);
      rooms.push(capacity - length);
    } else {
      bin = newest[room]!;
      newest[room] = before[bin]!;
      if (newest[room] < 0) roomy.delete(room);
      bins[bin]!.push(piece);
      rooms[bin] = room - length;
    }
    const left = rooms[bin]!;
    before[bin] = newest[left]!;
    newest[left] = bin;
    roomy.add(left);
  }
  for (const bin of bins) bin.sort((a, b) => a - b);
  return bins.sort((a, b) => a[0]! - b[0]!);
}
