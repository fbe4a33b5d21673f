/** Folding and shingles one by one: what the loops of `fold.wat` must equal. */
import { type Folding, readFoldTables, separator } from "../../../../stages/dedup/fold/fold-tables.js";
import { mix32 } from "../../../../stages/text/hash.js";

export function foldReference(text: string, folding: Folding): number[] {
  const { plane, astral } = readFoldTables(folding);
  const points: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const folded = point > 0xffff ? foldAstral(point, astral) : (plane[point] ?? 0);
    if (folded !== 0) points.push(folded);
  }
  return points;
}

function foldAstral(point: number, pairs: Int32Array): number {
  for (let at = 0; at < pairs.length; at += 2) if (pairs[at] === point) return pairs[at + 1] ?? 0;
  return point;
}

/** A hash for each token of `script`: a character of a script without spaces, or a word. */
export function tokensReference(text: string): number[] {
  const { alone } = readFoldTables("words");
  const tokens: number[][] = [[]];
  for (const point of foldReference(text, "words")) {
    if (point > 0xffff || alone[point] === 1) tokens.push([point], []);
    else if (point === separator) tokens.push([]);
    else tokens.at(-1)?.push(point);
  }
  return tokens.map((token) => polynomial(token, 0)).flatMap((hash) => (hash === 0 ? [] : mix32(hash)));
}

/** The polynomial of each window of `size` words; of all words where there are fewer. */
export function windowsReference(words: readonly number[], size: number): number[] {
  if (words.length === 0) return [];
  if (words.length < size) return [polynomial(words, size - words.length)];
  return Array.from({ length: words.length - size + 1 }, (_, at) =>
    polynomial(words.slice(at, at + size), 0),
  );
}

function polynomial(words: readonly number[], start: number): number {
  return words.reduce((hash, word) => Math.imul(hash, 0x9e3779b1) + word, start) >>> 0;
}
