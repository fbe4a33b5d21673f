/** Builds the tables of foldings; `npm run build` stores them. */
import tsCharacters from "opencc-js/dict/TSCharacters";
import { type Folding, type FoldTables, separator } from "./fold-tables.js";
import { planeSet } from "./plane-sets.js";

const removed = 0;
/** U+0000 cannot stand for itself, because 0 means "removed". */
const nulStandIn = 0xffff;

export function buildFoldTables(folding: Folding): FoldTables {
  return folding === "none" || folding === "white-space" ? plainTables(folding) : fullTables(folding);
}

function plainTables(folding: "none" | "white-space"): FoldTables {
  const plane = new Uint16Array(65536).map((_, unit) => unit);
  plane[0] = nulStandIn;
  if (folding === "white-space") {
    const spaces = planeSet(whiteSpace);
    for (let unit = 0; unit < 65536; unit++) if (spaces[unit] === 1) plane[unit] = removed;
  }
  return { plane, alone: new Uint8Array(0), astral: new Int32Array(0) };
}

const whiteSpace = /\p{White_Space}+/gu;
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]+/gu;
/** Punctuation, and the ASCII signs that Unicode counts as symbols (`~`, `|`, `+` ...). */
const punctuation = /[\p{P}$+<=>^`|~]+/gu;

function fullTables(folding: "full" | "words"): FoldTables {
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
  // One character of each pair is folded to the other: the traditional to the simplified one, or the other way round when only
  // the simplified one lies outside the BMP.
  for (const [traditional, simplified] of pairs) {
    if (traditional > 0xffff) astral.set(traditional, simplified);
    else if (simplified > 0xffff) astral.set(simplified, traditional);
  }
  for (const [traditional, simplified] of pairs) {
    if (traditional <= 0xffff && simplified <= 0xffff) plane[traditional] = simplified;
  }
  // Compatibility ideographs fold to letters that may be traditional themselves.
  for (let unit = 0xf900; unit <= 0xfaff; unit++) plane[unit] = plane[plane[unit]!]!;
  const alone = folding === "words" ? planeSet(unspaced) : new Uint8Array(0);
  return { plane, alone, astral: Int32Array.from([...astral].toSorted(([a], [b]) => a - b).flat()) };
}

/** Scripts written without spaces: each character is a token. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Co}\p{So}]+/gu;

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
