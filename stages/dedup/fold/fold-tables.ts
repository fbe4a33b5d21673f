/**
 * Foldings: what two copies of one text may differ in is removed or made equal. The tables of `fold.wat`, as `npm run build` stores
 * them: building those of `full` takes each thread 30 ms.
 *
 *     plane     131,072 bytes
 *     alone     65,536 bytes, for `words`
 *     astral    4 bytes a number
 */
import { readFileSync } from "node:fs";

/**
 * - `none`: the text as it is.
 * - `white-space`: Unicode white space removed.
 * - `full`: also traditional -> simplified, full -> half width, upper -> lower case; punctuation, zero-width and
 *   control characters removed.
 * - `words`: as `full`, but what stands between words (white space, punctuation) becomes one `separator` each.
 */
export type Folding = "none" | "white-space" | "full" | "words";

/** What `words` puts where white space or punctuation was. */
export const separator = 1;

export interface FoldTables {
  /** BMP unit -> folded unit, 0 where removed; surrogates stand for themselves. */
  readonly plane: Uint16Array;
  /** For the folding `words`: 1 for each unit that is a token of its own. Empty for other foldings. */
  readonly alone: Uint8Array;
  /** Pairs, sorted: the few astral code points that fold to something else, and what to. */
  readonly astral: Int32Array;
}

export const foldings: readonly Folding[] = ["none", "white-space", "full", "words"];

const planeUnits = 0x10000;

export function storedFoldTables(folding: Folding): URL {
  return new URL(`./foldings/${folding}.bin`, import.meta.url);
}

const known = new Map<Folding, FoldTables>();

/** Read once a thread. */
export function readFoldTables(folding: Folding): FoldTables {
  let tables = known.get(folding);
  if (tables === undefined) {
    const { buffer, byteOffset, byteLength } = readFileSync(storedFoldTables(folding));
    const end = byteOffset + byteLength;
    const aloneAt = byteOffset + planeUnits * 2;
    const astralAt = folding === "words" ? aloneAt + planeUnits : aloneAt;
    tables = {
      plane: new Uint16Array(buffer, byteOffset, planeUnits),
      alone: new Uint8Array(buffer, aloneAt, astralAt - aloneAt),
      astral: new Int32Array(buffer, astralAt, (end - astralAt) / 4),
    };
    known.set(folding, tables);
  }
  return tables;
}
