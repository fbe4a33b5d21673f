/**
 * Where a word is looked at first: at two of its characters that stand together, its anchor. The pair that is rarest in ordinary texts
 * does best: the beginning of a word, or what is rare in the dictionary, may be common (中国, 的人). Of those equally rare the one that
 * most words hold: the fewer pairs a text is searched for, the fewer are taken for one of them.
 */
import { pairCell, pairCells, pairHash, unitHash } from "./pair-cells.js";
import { commonPairs } from "./pair-frequency.js";
import { isSecondHalf } from "./surrogate-halves.js";

/** Only this many characters of a long form are considered for the anchor. */
const longestSearch = 32;

export interface Anchor {
  /** Where in the word the two characters begin; the same for a word of one. */
  readonly first: number;
  readonly last: number;
  /** Where the character before the two begins; -1 when there is none. */
  readonly before: number;
}

export interface Anchored {
  /** Folded. */
  readonly form: string;
  readonly anchor: Anchor;
  /** The word that the form was made of. */
  readonly index: number;
}

/** @param forms form -> word; those without characters have no anchor */
export function anchored(forms: ReadonlyMap<string, number>): Anchored[] {
  const holders = new Uint32Array(pairCells);
  for (const form of forms.keys()) {
    const places = charactersOf(form);
    const cells = cellsOf(form, places);
    for (let i = 1; i < places.length; i++) holders[cells[i]!]!++;
  }
  const found: Anchored[] = [];
  for (const [form, index] of forms) {
    const anchor = anchorOf(form, holders);
    if (anchor !== undefined) found.push({ form, anchor, index });
  }
  return found;
}

/** The anchor of a form; nothing for a form without characters. */
function anchorOf(form: string, holders: Uint32Array): Anchor | undefined {
  const places = charactersOf(form);
  const [only] = places;
  if (only === undefined) return undefined;
  const cells = cellsOf(form, places);
  const common = commonPairs();
  let anchor: Anchor = { first: only, last: only, before: -1 };
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 1; i < places.length; i++) {
    const often = common[cells[i]!]!;
    const held = holders[cells[i]!]!;
    if (often > least || (often === least && held <= most)) continue;
    least = often;
    most = held;
    anchor = { first: places[i - 1] ?? only, last: places[i] ?? only, before: places[i - 2] ?? -1 };
  }
  return anchor;
}

const cells = new Uint32Array(longestSearch);

/** By the place of its last character, the cell of each pair; until the next form is asked for. */
function cellsOf(form: string, places: readonly number[]): Uint32Array {
  let hash = 0;
  for (const [i, place] of places.entries()) {
    const next = unitHash(form.charCodeAt(place));
    cells[i] = pairCell(pairHash(hash, next));
    hash = next;
  }
  return cells;
}

/** The places of the characters that are considered; for a surrogate pair, the place of its first unit. */
function charactersOf(form: string): number[] {
  const places: number[] = [];
  for (let i = 0; i < form.length && places.length < longestSearch; i++)
    if (!isSecondHalf(form.charCodeAt(i))) places.push(i);
  return places;
}
