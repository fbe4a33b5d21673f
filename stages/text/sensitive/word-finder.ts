/**
 * Finds the words of a dictionary in one pass, through case, width, script and inserted signs.
 *
 * `WordHeads` tells the few places where the first four characters of a word may stand, at a cost that hardly depends on the number
 * of words; there the trie is walked. A hostile text costs at most the longest word at each unit. A small dictionary goes without:
 * the trie is walked wherever a word may begin.
 *
 *     fold    Uint16Array(65536)   unit -> folded unit, 0: left out
 *     trie    FlatTrie             folded words
 *
 * Cost: `npm run bench -- sensitive`; 1 MiB and 30 bytes a character of the dictionary.
 */
import { isAlnum } from "../ascii.js";
import { FlatTrie } from "../flat-trie.js";
import { nextMarked, unitsOf } from "../units.js";
import { ignored } from "./evasion-folding.js";
import { isSecondHalf, WordHeads } from "./word-heads.js";

/** More signs than this between two characters are layout, not evasion. */
const longestGap = 3;

type Visit = (word: number, start: number, end: number) => void;

/** With more first characters than this, words begin so often that `WordHeads` is faster. */
const mostBeginnings = 300;

export class WordFinder {
  private readonly trie = new FlatTrie();
  /** Undefined for a small dictionary. */
  private readonly heads: WordHeads | undefined;
  /** 1 for units, folded or not, that a word begins with. */
  private readonly begins: Uint8Array;
  /** By word: must stand exactly as written, and between these bounds: it holds Latin letters or digits. */
  private readonly exact: (string | undefined)[] = [];

  constructor(
    words: Iterable<readonly [word: string, index: number]>,
    private readonly fold: Uint16Array,
  ) {
    const folded: string[] = [];
    for (const [word, index] of words) folded.push(this.add(word, index));
    this.begins = Uint8Array.from(fold, (unit) => (unit !== ignored && this.trie.root[unit] !== 0 ? 1 : 0));
    if (this.trie.root.filter((node) => node !== 0).length <= mostBeginnings) return;
    this.heads = new WordHeads(
      fold,
      folded.filter((word) => word !== ""),
    );
  }

  /** Returns the folded word; nothing when all of it is left out. */
  private add(word: string, index: number): string {
    const fold = this.fold;
    let folded = "";
    let first = -1;
    let end = 0;
    for (let i = 0; i < word.length; i++) {
      const unit = fold[word.charCodeAt(i)]!;
      if (unit !== ignored) {
        folded += String.fromCharCode(unit);
        if (first < 0) first = i;
        end = i + 1;
      } else if ((word.charCodeAt(i) & 0xfc00) === 0xd800) i++;
    }
    if (folded === "") return folded;
    this.trie.add(folded, index);
    if (/[0-9a-z]/.test(folded)) this.exact[index] = this.plain(word.slice(first, end));
    return folded;
  }

  /** Reports every occurrence, overlapping ones included, nearly in the order of their beginnings. `visit` must not ask for other units. */
  find(text: string, visit: Visit): void {
    if (this.heads !== undefined) {
      this.heads.find(text, (start, length, units) => this.walk(text, units, start, length, visit));
      return;
    }
    const units = unitsOf(text);
    const next = (from: number): number => nextMarked(units, from, text.length, this.begins);
    for (let i = next(0); i < text.length; i = next(i + 1)) this.walk(text, units, i, 0, visit);
  }

  /** @param length 1, 2, 3: only words of so many characters; 4: of four and more; 0: of any length */
  private walk(text: string, units: Uint16Array, start: number, length: number, visit: Visit): void {
    const { trie, fold } = this;
    // Latin words stand alone.
    if (start > 0 && isAlnum(units[start]!) && isAlnum(units[start - 1]!)) return;
    let node = trie.root[fold[units[start]!]!]!;
    let read = 1;
    for (let i = start; node !== 0; ) {
      const value = trie.value[node]!;
      if (value !== 0 && read >= length && this.stands(text, value - 1, start, i + 1))
        visit(value - 1, start, i + 1);
      let unit: number = ignored;
      for (let gap = 0; ++i < text.length; gap++) {
        unit = fold[units[i]!]!;
        if (unit !== ignored || gap === longestGap) break;
        if ((units[i]! & 0xfc00) === 0xd800) i++;
      }
      if (unit === ignored) return;
      if (!isSecondHalf(unit)) read++;
      if (read > length && length > 0 && length < 4) return;
      node = trie.child(node, unit);
    }
  }

  /** `ass` is not in `class` nor in `as s`: what is Latin must stand as it is written and alone. */
  private stands(text: string, word: number, start: number, end: number): boolean {
    const exact = this.exact[word];
    if (exact === undefined) return true;
    if (isAlnum(exact.charCodeAt(0)) && isAlnum(text.charCodeAt(start - 1))) return false;
    if (isAlnum(exact.charCodeAt(exact.length - 1)) && isAlnum(text.charCodeAt(end))) return false;
    return this.plain(text.slice(start, end)) === exact;
  }

  /** Folded, but with every sign. */
  private plain(text: string): string {
    let plain = "";
    for (let i = 0; i < text.length; i++) {
      const unit = this.fold[text.charCodeAt(i)]!;
      plain += unit === ignored ? text.charAt(i) : String.fromCharCode(unit);
    }
    return plain;
  }
}
