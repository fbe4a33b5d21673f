/** The tables of `find-words.wat`, as they are described there. */
import { unitsOfWord } from "../simplify/unit-buffer.js";
import { WordAnchors } from "./word-anchors.js";

export interface Anchored {
  readonly form: string;
  /** Where in it the last character of its anchor is. */
  readonly anchorEnd: number;
}

/** Forms with the same anchor, by anchor. */
type Groups = ReadonlyMap<string, readonly Anchored[]>;

/** What the kernel writes for a match: form, address of its first unit, address behind its last one. */
export const matchWords = 3;
/** So many matches are written before they are read. */
const readAtOnce = 1 << 10;
/** Anchors of one to four characters. */
const anchorsAtPlace = 4;
const stateWords = 8;
/** Of the state. */
const matchToWord = 6;

export interface WordTables {
  readonly tables: readonly (Int32Array | Uint16Array)[];
  /** Words of the kernel's memory: where matches begin, and the one that holds the address behind the last. */
  readonly matches: number;
  readonly matchesEnd: number;
}

/** Forms are numbered in the order of the groups. */
export function wordTables(fold: Uint16Array, groups: Groups): WordTables {
  const anchors = new WordAnchors(
    fold,
    [...groups.keys()].map((anchor) => [...unitsOfWord(anchor)]),
  );
  const all = [...groups.values()].flat();
  const { units, places } = writtenForms(all);
  const first = new Int32Array(groups.size + 1);
  for (const [index, group] of [...groups.values()].entries())
    first[index + 1] = first[index]! + group.length;
  const matches = new Int32Array(
    // What one place adds finds room when the others are not yet read.
    matchWords * (readAtOnce + anchorsAtPlace * mostOfHash(anchors, groups)),
  );
  const state = new Int32Array(stateWords);
  const tables = [
    ...[anchors.entries, anchors.thirds, anchors.bits, fold, state],
    ...[units, anchors.slots, first, places, matches],
  ];
  const addressOf = (table: Int32Array): number =>
    tables.slice(0, tables.indexOf(table)).reduce((bytes, { byteLength }) => bytes + byteLength, 0);
  const matchesAt = addressOf(matches);
  state.set([anchors.mask, addressOf(anchors.slots), addressOf(first), addressOf(places)]);
  state.set([matchesAt, matchesAt + 4 * matchWords * readAtOnce], 4);
  return { tables, matches: matchesAt / 4, matchesEnd: addressOf(state) / 4 + matchToWord };
}

function writtenForms(forms: readonly Anchored[]): {
  readonly units: Uint16Array;
  readonly places: Int32Array;
} {
  const spelled = forms.map(({ form }) => form).join("");
  const places = new Int32Array(2 * forms.length + 1);
  let end = 0;
  for (const [index, { form, anchorEnd }] of forms.entries()) {
    places[2 * index] = 2 * end;
    places[2 * index + 1] = 2 * (end + anchorEnd);
    end += form.length;
  }
  places[2 * forms.length] = 2 * end;
  // Of an even length: what stands behind begins at a multiple of 4.
  return { units: unitsOfWord(spelled + "\0".repeat(spelled.length % 2)), places };
}

/** The most forms whose anchors have the same hash. */
function mostOfHash(anchors: WordAnchors, groups: Groups): number {
  const forms = new Map<number, number>();
  for (const [index, group] of [...groups.values()].entries()) {
    const hash = anchors.hashes[index] ?? 0;
    forms.set(hash, (forms.get(hash) ?? 0) + group.length);
  }
  return [...forms.values()].reduce((most, count) => Math.max(most, count), 0);
}
