/**
 * The UTF-16 units of a text as a typed array. Reading a unit of a string costs a look at what kind of string it is, each
 * time; a loop over an array runs several times faster. All rules share one buffer, filled once a text.
 */

/** Buffers above this are given back with the next text. */
const keptUnits = 4 << 20;

let units = new Uint16Array(1 << 16);
let bytes = Buffer.from(units.buffer);
let loaded: string | undefined;

/**
 * Units of `text` in [0, text.length), and a 0 behind them. Valid until the units of another text are asked for; not to
 * be written to.
 *
 * Cost: a copy of the text, when it is another one than last time.
 */
export function unitsOf(text: string): Uint16Array {
  if (text === loaded) return units;
  const isTooLarge = units.length > keptUnits && text.length < keptUnits;
  if (text.length >= units.length || isTooLarge) {
    units = new Uint16Array(Math.max(1 << 16, text.length + (text.length >> 3) + 1));
    bytes = Buffer.from(units.buffer);
  }
  bytes.write(text, "utf16le");
  units[text.length] = 0;
  loaded = text;
  return units;
}

/** Whether a whole surrogate pair begins at `at`. */
export function isPair(units: Uint16Array, at: number, to: number): boolean {
  return (units[at]! & 0xfc00) === 0xd800 && at + 1 < to && (units[at + 1]! & 0xfc00) === 0xdc00;
}

/**
 * The first position in [from, to) whose unit is marked in `marks` (one entry a unit, 0: not marked), or `to`.
 *
 * Rules look for what they may change with this one loop: it is compiled once, and stays compiled whatever a rule does
 * about what it found.
 */
export function nextMarked(units: Uint16Array, from: number, to: number, marks: Uint8Array): number {
  let at = from;
  while (at < to && marks[units[at]!] === 0) at++;
  return at;
}
