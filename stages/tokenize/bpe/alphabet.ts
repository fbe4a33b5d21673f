/** What a text consists of before anything is merged, and how that is spelled in a vocabulary. */

export interface Alphabet {
  /** Byte -> token, where the atoms are the bytes of UTF-8. */
  readonly byteTokens?: Int32Array;
  /**
   * Writes the UTF-16 units of the text that is spelled `spelling[from, to)` to `units`, which has room for as many as the
   * spelling is long.
   *
   * @returns how many; -1 where the text does not consist of whole characters
   */
  readUnits(spelling: Uint16Array, from: number, to: number, units: Uint16Array): number;
  /** First and last UTF-16 unit of what is spelled `spelling[from, to)`, -1 where it begins or ends with a piece of a character. */
  firstUnit(spelling: Uint16Array, from: number, to: number): number;
  lastUnit(spelling: Uint16Array, from: number, to: number): number;
  /** Writes the atoms of `units[from, to)` to `atoms`, which has room for three a unit; returns how many. */
  atomsOf(units: Uint16Array, from: number, to: number, atoms: Int32Array): number;
}
