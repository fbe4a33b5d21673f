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
const matchToWord = 4;
const stateAt = 1572864;
const groupsAt = stateAt + 4 * stateWords;

export interface WordTables {
  readonly tables: readonly (Int32Array | Uint16Array)[];
  /** Words of the kernel's memory: where matches begin, and the one that holds the address behind the last. */
  readonly matches: number;
  readonly matchesEnd: number;
}

/** Forms are numbered in the order of the groups. */
export function wordTables(fold: Uint16Array, groups: Groups): WordTables {
  const { written, places } = writtenGroups([...groups.values()]);
  const anchors = new WordAnchors(
    fold,
    [...groups.keys()].map((anchor) => [...unitsOfWord(anchor)]),
    places,
  );
  const matches = new Int32Array(
    // What one place adds finds room when the others are not yet read.
    matchWords * (readAtOnce + anchorsAtPlace * mostOfHash(anchors, groups)),
  );
  const slotsAt = groupsAt + written.byteLength;
  const matchesAt = slotsAt + anchors.slots.byteLength;
  const state = new Int32Array(stateWords);
  state.set([anchors.mask, slotsAt, matchesAt, matchesAt + 4 * matchWords * readAtOnce]);
  return {
    tables: [anchors.entries, anchors.thirds, anchors.bits, fold, state, written, anchors.slots, matches],
    matches: matchesAt / 4,
    matchesEnd: stateAt / 4 + matchToWord,
  };
}

/** Groups as the kernel reads them, and their addresses. */
function writtenGroups(groups: readonly (readonly Anchored[])[]): {
  readonly written: Int32Array;
  readonly places: readonly number[];
} {
  const sizes = groups.map((group) =>
    group.reduce((words, { form }) => words + 2 + Math.ceil(form.length / 2), 2),
  );
  const written = new Int32Array(sizes.reduce((all, size) => all + size, 0));
  const units = new Uint16Array(written.buffer);
  const places: number[] = [];
  let at = 0;
  let forms = 0;
  for (const group of groups) {
    places.push(groupsAt + 4 * at);
    written[at++] = forms;
    forms += group.length;
    written[at++] = forms;
    for (const { form, anchorEnd } of group) {
      written[at++] = 2 * anchorEnd;
      written[at++] = 2 * form.length;
      units.set(unitsOfWord(form), 2 * at);
      at += Math.ceil(form.length / 2);
    }
  }
  return { written, places };
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
