/**
 * The UTF-16 units of a text as a typed array. Reading a unit of a string costs a look at what kind of string it is, each
 * time; a loop over an array runs several times faster. All rules share one buffer, filled once a text; the loops of
 * `unit-kinds.ts` look at the same one.
 */
import { loadKernel } from "../../../pipeline/kernels/load-kernel.js";
import { charClass } from "../characters/charclass.js";
import { TextKernel } from "./text-kernel.js";

/** What `unit-kinds.wat` exports; all places are addresses. */
export interface UnitLoops {
  classify(text: number, length: number, kinds: number): void;
  nextKind(set: number, from: number, to: number): number;
  nextBetween(before: number, set: number, after: number, from: number, to: number): number;
  nextRun(set: number, least: number, from: number, to: number): number;
  countOf(set: number, from: number, to: number): number;
  nextPair(pair: number, from: number, to: number): number;
  nextOpenLine(marks: number, text: number, kinds: number, from: number, to: number): number;
}

/** A class as `unit-kinds.wat` writes it. */
export function kindOf(charClass: number): number {
  return (charClass & 15) | (16 << (charClass >> 4));
}

/** Sets that `unit-kinds.ts` looks for, as every new memory gets them; and room for those of `unit-pairs.ts` and `open-lines.ts`. */
export const setTables = new Uint8Array(64 * 16);
export const pairTable = new Uint8Array(16_448);
export const lineTable = new Uint8Array(0x10000);

/** Most texts fit; what they do not need of it is not touched. */
const roomyUnits = 1 << 20;

/** The memory that holds the units, with the tables of `unit-kinds.wat`. */
export const unitMemory = new TextKernel<UnitLoops>(
  loadKernel(new URL("./unit-kinds.wasm", import.meta.url)),
  [charClass.map(kindOf), new Int32Array(128), setTables, pairTable, lineTable],
  1,
  roomyUnits,
);

/** The loops over the units that were loaded last, and how often units were loaded. */
export let unitLoops: UnitLoops;
export let unitLoads = 0;

let loaded: string | undefined;

/**
 * Units of `text` in [0, text.length), and zeros behind them. Valid until the units of another text are asked for; not to
 * be written to.
 *
 * Cost: a copy of the text, when it is another one than last time.
 */
export function unitsOf(text: string): Uint16Array {
  if (text !== loaded) {
    unitLoops = unitMemory.load(text);
    unitLoads++;
    loaded = text;
  }
  return unitMemory.units;
}

/** Whether a whole surrogate pair begins at `at`. */
export function isPair(units: Uint16Array, at: number, to: number): boolean {
  return (units[at]! & 0xfc00) === 0xd800 && at + 1 < to && (units[at + 1]! & 0xfc00) === 0xdc00;
}

/**
 * The first position in [from, to) whose unit is marked in `marks` (one entry a unit, 0: not marked), or `to`.
 *
 * For marks that are no classes (`unit-kinds.ts` is faster where they are): one loop, which is compiled once and stays
 * compiled whatever a rule does about what it found.
 */
export function nextMarked(units: Uint16Array, from: number, to: number, marks: Uint8Array): number {
  let at = from;
  while (at < to && marks[units[at]!] === 0) at++;
  return at;
}
