/** Gives each copy of a unit its place in the new order, as a key in [0, 1). */
import { fractionOf } from "./order-hash.js";

export interface Placing {
  readonly seed: number;
  /** How often the unit's source is used. */
  readonly epochs: number;
  /** True: a copy may stand anywhere in its pass; false: it keeps its place in the source. */
  readonly shuffles: boolean;
}

export interface Unit {
  /** Whether the last pass takes the unit, when that pass is partial. */
  readonly isChosen: boolean;
  readonly slice: number;
  readonly ordinal: number;
  /** Place of the unit in its source, in [0, 1). */
  readonly place: number;
}

/** Keeps this draw apart from others of the same seed. */
const position = 2;

/**
 * Every source is spread evenly from the front to the end, whatever its size. A source that is gone through several times
 * takes its passes one behind the other, so that a repeat is about a whole pass away.
 */
export function copiesOf(unit: Unit, { seed, epochs, shuffles }: Placing): number[] {
  const whole = Math.floor(epochs);
  const rest = epochs - whole;
  const keys: number[] = [];
  const passes = whole + (rest > 0 && unit.isChosen ? 1 : 0);
  for (let pass = 0; pass < passes; pass++) {
    const share = pass < whole ? 1 : rest;
    const within = shuffles ? fractionOf(seed, position, unit.slice, unit.ordinal, pass) : unit.place;
    keys.push(Math.min((pass + share * within) / epochs, 1 - 2 ** -53));
  }
  return keys;
}
