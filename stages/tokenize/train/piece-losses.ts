/** Drops the pieces whose loss makes the words least less probable. */
import { type Piece, UnigramLattice } from "./unigram-lattice.js";
import type { WordText } from "./word-text.js";

/**
 * @param most pieces to be left, beside those that nothing can stand in for
 *
 * Source: `PruneSentencePieces` of google/sentencepiece.
 */
export function prunedPieces(pieces: readonly Piece[], text: WordText, most: number): Piece[] {
  const lattice = new UnigramLattice(pieces);
  const { uses, reach, total } = countUses(lattice, pieces.length, text);
  const uncertain: { readonly index: number; readonly loss: number }[] = [];
  const keeps = new Uint8Array(pieces.length);
  let sum = 0;
  for (const count of uses) sum += count;
  const logSum = Math.log(sum);
  for (const [index, piece] of pieces.entries()) {
    const standIns = standInsFor(lattice, piece, index);
    if (standIns === "none") keeps[index] = 1;
    // Never used, or better without it.
    if (uses[index] === 0 || standIns === "better" || standIns === "none") continue;
    const count = uses[index]!;
    let after = -standIns.length * Math.log(sum + count * (standIns.length - 1));
    for (const standIn of standIns) after += Math.log(uses[standIn]! + count);
    uncertain.push({ index, loss: (reach[index]! / total) * (Math.log(count) - logSum - after) });
  }
  uncertain.sort((a, b) => b.loss - a.loss || a.index - b.index);
  const room = most - keeps.reduce((kept, keep) => kept + keep, 0);
  for (const { index } of uncertain.slice(0, Math.max(0, room))) keeps[index] = 1;
  return pieces.filter((_, index) => keeps[index] === 1);
}

interface Uses {
  /** How often a piece is used when every word is taken apart in the most probable way. */
  readonly uses: Float64Array;
  /** How many words use it. */
  readonly reach: Float64Array;
  readonly total: number;
}

function countUses(lattice: UnigramLattice, pieces: number, { units, starts, counts }: WordText): Uses {
  const uses = new Float64Array(pieces);
  const reach = new Float64Array(pieces);
  const lastWord = new Int32Array(pieces).fill(-1);
  let total = 0;
  for (let word = 0; word < counts.length; word++) {
    const count = counts[word]!;
    total += count;
    for (const piece of lattice.bestWay(units, starts[word]!, starts[word + 1]!, -1)) {
      if (piece < 0) continue;
      uses[piece]! += count;
      if (lastWord[piece] !== word) reach[piece]! += count;
      lastWord[piece] = word;
    }
  }
  return { uses, reach, total };
}

/** The pieces that a piece would be taken apart into without it; `better` where they are already. */
function standInsFor(lattice: UnigramLattice, { text }: Piece, index: number): number[] | "better" | "none" {
  const units = Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  if (lattice.bestWay(units, 0, units.length, -1).length > 1) return "better";
  const way = lattice.bestWay(units, 0, units.length, index);
  return way.includes(-1) ? "none" : way;
}
