/**
 * Where a word is looked at first: at two of its characters that stand together, its anchor. The pair that is rarest in ordinary texts
 * does best: the beginning of a word, or what is rare in the dictionary, may be common (中国, 的人).
 */
import { pairCell, unitHash } from "./pair-cells.js";
import { commonPairs } from "./pair-frequency.js";
import { isSecondHalf } from "./surrogate-halves.js";

/** Of a long word only so many characters are weighed. */
const longestSearch = 32;
/** With a character before it, a pair is looked at in one of eight places where it stands: as a binary logarithm. */
const turnedAway = 3;

export interface Anchor {
  /** Where in the word the two characters begin; the same for a word of one. */
  readonly first: number;
  readonly last: number;
  /** Where the character before them begins, or -1. */
  readonly before: number;
}

export interface Anchored {
  /** Folded. */
  readonly form: string;
  readonly anchor: Anchor;
  /** Of the word it was made of. */
  readonly index: number;
}

/** Nothing for a word without characters. */
export function anchorOf(word: string): Anchor | undefined {
  const places = charactersOf(word);
  const [only] = places;
  if (only === undefined) return undefined;
  let anchor: Anchor = { first: only, last: only, before: -1 };
  let least = Number.POSITIVE_INFINITY;
  const common = commonPairs();
  let hash = unitHash(word.charCodeAt(only));
  for (let i = 1; i < places.length; i++) {
    const [first = 0, last = 0] = [places[i - 1], places[i]];
    const next = unitHash(word.charCodeAt(last));
    const often = common[pairCell(hash, next)]! + (i === 1 ? turnedAway : 0);
    hash = next;
    if (often >= least) continue;
    least = often;
    anchor = { first, last, before: places[i - 2] ?? -1 };
  }
  return anchor;
}

/** The places of the characters that are weighed: of a pair of units, of its first. */
function charactersOf(word: string): number[] {
  const places: number[] = [];
  for (let i = 0; i < word.length && places.length < longestSearch; i++)
    if (!isSecondHalf(word.charCodeAt(i))) places.push(i);
  return places;
}
