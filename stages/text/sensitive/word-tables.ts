/** The tables of `find-words.wat`, as they are described there. */
import { unitsOfWord } from "../units/unit-buffer.js";
import type { Anchored } from "./anchor.js";
import { type AnchorNode, anchorNodes, byAnchor } from "./anchor-nodes.js";
import { PlaceFilter } from "./place-filter.js";

/** What the kernel writes for a match: form, address of its first unit, address behind its last one. */
export const matchWords = 3;
/** The kernel writes this many matches before they are read. */
const readAtOnce = 1 << 10;
const stateWords = 8;
/** Of the state. */
const matchToWord = 4;
const stateAt = 917568;
const nodesAt = stateAt + 4 * stateWords;
/** Words of 32 bits. */
const nodeHead = 3;
const formHead = 2;
const beginsOrEndsLatin = /^[0-9a-z]|[0-9a-z]$/;

export interface WordTables {
  readonly tables: readonly (Int32Array | Uint16Array | Uint8Array)[];
  /** In the order in which they are numbered. */
  readonly forms: readonly Anchored[];
  /** Words of the kernel's memory: where matches begin, and the one that holds the address behind the last. */
  readonly matches: number;
  readonly matchesEnd: number;
}

export function wordTables(fold: Uint16Array, anchored: readonly Anchored[]): WordTables {
  const filter = new PlaceFilter(fold, anchored);
  const nodes = anchorNodes(anchored, filter.entries);
  const { written, places } = writtenNodes(nodes);
  const { slots, mask } = slotsOf(nodes, places);
  const mostAtPlace =
    1 + [...byAnchor(anchored).values()].reduce((most, { length }) => Math.max(most, length), 0);
  const matches = new Int32Array(
    // What one place adds finds room when the others are not yet read. The last stays free: before the text stand zeros, no Latin letter.
    matchWords * (readAtOnce + mostAtPlace),
  );
  const slotsAt = nodesAt + written.byteLength;
  const matchesAt = slotsAt + slots.byteLength;
  const state = new Int32Array(stateWords);
  state.set([8 * mask, slotsAt, matchesAt, matchesAt + 4 * matchWords * readAtOnce]);
  return {
    tables: [filter.entries, filter.pairs, fold, filter.contexts, state, written, slots, matches],
    forms: nodes.flatMap(({ forms }) => forms),
    matches: matchesAt / 4,
    matchesEnd: stateAt / 4 + matchToWord,
  };
}

/** Nodes as the kernel reads them, and their addresses. */
function writtenNodes(nodes: readonly AnchorNode[]): {
  readonly written: Int32Array;
  readonly places: readonly number[];
} {
  let size = 0;
  for (const { forms } of nodes) {
    size += nodeHead;
    for (const { form } of forms) size += formHead + Math.ceil(form.length / 2);
  }
  const written = new Int32Array(size);
  const units = new Uint16Array(written.buffer);
  const places: number[] = [];
  let at = 0;
  let number = 0;
  for (const { shape, forms, more } of nodes) {
    places.push(nodesAt + 4 * at);
    written[at++] = shape;
    written[at++] = number;
    written[at++] = forms.length * 4 + more;
    number += forms.length;
    for (const { form, anchor } of forms) {
      written[at++] = 2 * anchor.last;
      written[at++] = 2 * form.length + (beginsOrEndsLatin.test(form) ? 1 : 0);
      units.set(unitsOfWord(form), 2 * at);
      at += Math.ceil(form.length / 2);
    }
  }
  return { written, places };
}

function slotsOf(
  nodes: readonly AnchorNode[],
  places: readonly number[],
): { slots: Int32Array; mask: number } {
  const mask = (1 << (33 - Math.clz32(nodes.length))) - 1;
  const slots = new Int32Array(2 * (mask + 1));
  for (const [index, { hash }] of nodes.entries()) {
    let slot = (hash >>> 8) & mask;
    while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) & mask;
    slots[slot * 2] = hash;
    slots[slot * 2 + 1] = places[index]!;
  }
  return { slots, mask };
}
