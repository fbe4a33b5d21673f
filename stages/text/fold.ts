/**
 * Folding of texts for hashing only: what two copies of one text may differ in is removed or made equal.
 * The folded code points never leave the hash; the text itself is not changed.
 */
import tsCharacters from "opencc-js/dict/TSCharacters";
import { planeSet } from "./plane-sets.js";
import { unitsOf } from "./units.js";

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

const removed = 0;
/** U+0000 cannot stand for itself, because 0 means "removed". */
const nulStandIn = 0xffff;

/**
 * Folds texts into a buffer that is used again for each text.
 *
 * Cost: 256 KiB of tables a folding (built once a thread), 4 bytes a UTF-16 unit of the longest text seen;
 * about 2 ns a unit.
 */
export class Folder {
  /** Folded code points; valid are the first that `fold` returned, until the next call. */
  points = new Uint32Array(4096);
  readonly #tables: Tables;

  constructor(folding: Folding) {
    this.#tables = tablesOf(folding);
  }

  /** Folds `text` into `points` and returns their number. */
  fold(text: string): number {
    if (text.length > this.points.length) {
      this.points = new Uint32Array(Math.max(text.length, this.points.length * 2));
    }
    return foldUnits(unitsOf(text), text.length, this.#tables, this.points);
  }
}

interface Tables {
  /** BMP unit -> folded unit, 0 where removed; surrogates stand for themselves. */
  readonly plane: Uint16Array;
  /** The few astral code points that fold to something else. */
  readonly astral: ReadonlyMap<number, number>;
}

/** Kernel: UTF-16 units -> folded code points. Lone surrogates are kept as they are. */
function foldUnits(units: Uint16Array, length: number, tables: Tables, points: Uint32Array): number {
  const plane = tables.plane;
  const astral = tables.astral;
  let count = 0;
  for (let i = 0; i < length; i++) {
    const unit = plane[units[i]!]!;
    if ((unit & 0xf800) !== 0xd800) {
      points[count] = unit;
      // Adds one unless the unit is 0, which is `removed`, without a jump that spaces would make hard to foresee.
      count += -unit >>> 31;
      continue;
    }
    const next = i + 1 < length ? units[i + 1]! : 0;
    if (unit < 0xdc00 && (next & 0xfc00) === 0xdc00) {
      i++;
      const point = 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00);
      const folded = astral.size === 0 ? point : (astral.get(point) ?? point);
      points[count] = folded;
      if (folded !== removed) count++;
    } else {
      points[count++] = unit;
    }
  }
  return count;
}

const built = new Map<Folding, Tables>();

function tablesOf(folding: Folding): Tables {
  const known = built.get(folding);
  if (known !== undefined) return known;
  const tables = folding === "none" || folding === "white-space" ? plainTables(folding) : fullTables(folding);
  built.set(folding, tables);
  return tables;
}

function plainTables(folding: "none" | "white-space"): Tables {
  const plane = new Uint16Array(65536).map((_, unit) => unit);
  plane[0] = nulStandIn;
  if (folding === "white-space") {
    const spaces = planeSet(whiteSpace);
    for (let unit = 0; unit < 65536; unit++) if (spaces[unit] === 1) plane[unit] = removed;
  }
  return { plane, astral: new Map() };
}

const whiteSpace = /\p{White_Space}+/gu;
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]+/gu;
/** Punctuation, and the ASCII signs that Unicode counts as symbols (`~`, `|`, `+` ...). */
const punctuation = /[\p{P}$+<=>^`|~]+/gu;

function fullTables(folding: "full" | "words"): Tables {
  const between = folding === "words" ? separator : removed;
  const plane = new Uint16Array(65536);
  const [spaces, nothing, signs] = [planeSet(whiteSpace), planeSet(invisible), planeSet(punctuation)];
  const changing = planeSet(changes);
  for (let unit = 0; unit < 65536; unit++) {
    const letter = changing[unit] === 1 ? foldLetter(String.fromCharCode(unit)).charCodeAt(0) : unit;
    if (spaces[letter] === 1 || signs[letter] === 1) plane[unit] = between;
    else plane[unit] = nothing[letter] === 1 ? removed : letter;
  }
  const astral = new Map<number, number>();
  // Variation selectors and tags: invisible.
  for (let point = 0xe0000; point <= 0xe0fff; point++) astral.set(point, removed);
  const pairs = characterPairs();
  // One of each pair gives way: the traditional form, or the simplified one where only that is outside the BMP.
  for (const [traditional, simplified] of pairs) {
    if (traditional > 0xffff) astral.set(traditional, simplified);
    else if (simplified > 0xffff) astral.set(simplified, traditional);
  }
  for (const [traditional, simplified] of pairs) {
    if (traditional <= 0xffff && simplified <= 0xffff) plane[traditional] = simplified;
  }
  // Compatibility ideographs fold to letters that may be traditional themselves.
  for (let unit = 0xf900; unit <= 0xfaff; unit++) plane[unit] = plane[plane[unit]!]!;
  return { plane, astral };
}

/** All others are their own NFKC and lower case. */
const changes = /[\p{Changes_When_NFKC_Casefolded}\p{Changes_When_Lowercased}]+/gu;

/** Half width and lower case, where that is one UTF-16 unit again. */
function foldLetter(letter: string): string {
  const narrow = letter.normalize("NFKC");
  const single = narrow.length === 1 ? narrow : letter;
  const lower = single.toLowerCase();
  return lower.length === 1 ? lower : single;
}

function characterPairs(): [number, number][] {
  return tsCharacters.split("|").map((pair) => {
    const [traditional = "", simplified = ""] = pair.split(" ");
    return [traditional.codePointAt(0) ?? 0, simplified.codePointAt(0) ?? 0];
  });
}
