/**
 * Where the units of a text are that a rule looks for: by class (`charclass.ts`), many units at a time. A text is classified once,
 * by the first rule that asks; a search after that costs a few instructions for sixteen units, and what is found is so rare that
 * the rules themselves need not be fast.
 *
 *     const units = kindsOf(text);
 *     for (let i = nextKind(gaps, 0, text.length); i < text.length; i = nextKind(gaps, i + 1, text.length)) ...
 *
 * The searches are about the text that was given to `kindsOf` last, until the units of another text are asked for.
 * `unit-kinds.wat` draws the layout of the memory.
 */
import { charClass, NEWLINE } from "../characters/charclass.js";
import { kindOf, setTables, unitLoads, unitLoops, unitMemory, unitsOf } from "./units.js";

/** A set of classes: its place in the memory of the units. */
export type KindSet = number;

const countsAt = 0x10000;
const setsAt = countsAt + 128 * 4;
const setBytes = 16;
/** Zeros before the kinds, so that searches may look back a little. */
const noKinds = 64;
/** Classes that there is room for. */
export const mostClasses = 48;

let setsMade = 0;
let classified = -1;
let kindsAt = 0;

/** The set of the classes that `holds` is true for. Made once, when a module is loaded. */
export function kindSet(holds: (kind: number) => boolean): KindSet {
  const first = setsMade++ * setBytes;
  if (first === setTables.length) throw new Error("no room for another set of classes");
  for (let kind = 0; kind < mostClasses; kind++)
    if (holds(kind)) setTables[first + (kind & 15)]! |= kindOf(kind) & 0xf0;
  // The memory may be there already; a later one gets the set from the tables.
  if (unitMemory.tableWords.length > 0)
    new Uint8Array(unitMemory.tableWords.buffer, setsAt + first).set(
      setTables.subarray(first, first + setBytes),
    );
  return setsAt + first;
}

export const lineEnds = kindSet((kind) => kind === NEWLINE);

/** Units of `text` as `unitsOf` gives them; from now on the searches are about this text. Cost: under a nanosecond a unit, once a text. */
export function kindsOf(text: string): Uint16Array {
  const units = unitsOf(text);
  if (classified !== unitLoads) {
    kindsAt = unitMemory.outputAt + noKinds;
    unitLoops.classify(unitMemory.unitsAt, text.length, kindsAt);
    classified = unitLoads;
  }
  return units;
}

/** Counted where it stands: the units of the text that it is the title of stay in the memory. */
const longestTitle = 64;
const noCounts = Array.from({ length: mostClasses }, () => 0);

/**
 * How many units of each class the text has. A plain array: V8 keeps a typed one of that length outside its heap, which costs more than
 * counting. A copy of one that has the length: a growing one leaves three times as much garbage, which is most of what a short text leaves.
 */
export function countKinds(text: string): readonly number[] {
  const counts = noCounts.slice();
  if (text.length <= longestTitle) {
    for (let i = 0; i < text.length; i++) counts[charClass[text.charCodeAt(i)]!]!++;
    return counts;
  }
  kindsOf(text);
  const { tableWords } = unitMemory;
  for (let kind = 0; kind < mostClasses; kind++) counts[kind] = tableWords[countsAt / 4 + kindOf(kind)]!;
  return counts;
}

/** The first place in [from, to) with a unit of these classes, or `to`. */
export function nextKind(set: KindSet, from: number, to: number): number {
  return unitLoops.nextKind(set, kindsAt + from, kindsAt + to) - kindsAt;
}

/** The first place in [from, to) with a unit of `set` that has a unit of `before` in front and one of `after` behind, or `to`. */
export function nextBetween(before: KindSet, set: KindSet, after: KindSet, from: number, to: number): number {
  return unitLoops.nextBetween(before, set, after, kindsAt + from, kindsAt + to) - kindsAt;
}

/** The most that `nextRun` can ask for. */
export const longestLeast = 32;

/**
 * The first place from which on at least `least` units of these classes follow, or `to`.
 *
 * @param least 2 to `longestLeast`
 * @param to the length of the text
 */
export function nextRun(set: KindSet, least: number, from: number, to: number): number {
  return unitLoops.nextRun(set, least, kindsAt + from, kindsAt + to) - kindsAt;
}

/** The same for a search that reads units beside kinds: `open-lines.ts`. */
export function nextOpenLine(marks: number, from: number, to: number): number {
  return unitLoops.nextOpenLine(marks, unitMemory.unitsAt, kindsAt, from, to);
}

/** How many units in [from, to) are of these classes. */
export function countOf(set: KindSet, from: number, to: number): number {
  return unitLoops.countOf(set, kindsAt + from, kindsAt + to);
}
