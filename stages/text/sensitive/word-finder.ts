/**
 * Finds the words of a dictionary in one pass, through case, width, script and inserted signs.
 *
 * A word is looked at where two of its characters stand that are rarely together in texts (`anchor.ts`). `find-words.wat` tells these
 * places at a cost that does not depend on the number of words (`place-filter.ts`); there it compares the words with that anchor, few of
 * them however many share it (`anchor-nodes.ts`). Words with Latin letters are asked here whether they stand as they are written.
 *
 * Cost: `npm run bench -- sensitive`; 1.5 MiB and about 70 bytes a form, twice.
 */
import { loadKernel } from "../../../pipeline/kernels/load-kernel.js";
import { TextKernel } from "../units/text-kernel.js";
import { anchored } from "./anchor.js";
import { ignored } from "./evasion-folding.js";
import { isFirstHalf } from "./surrogate-halves.js";
import { matchWords, wordTables } from "./word-tables.js";

interface Exports {
  findPlaces(from: number, end: number, to: number): number;
  findWords(from: number, end: number, at: number, last: number): number;
}

const module = loadKernel(new URL("./find-words.wasm", import.meta.url));

/** The list of places takes four units of output a unit of text. */
const growth = 4;

type Visit = (word: number, start: number, end: number) => void;

type Words = readonly (readonly [word: string, index: number])[];

/** A word as it must stand, exactly and between these bounds: it holds Latin letters or digits. */
interface Writing {
  readonly exact: string;
  readonly index: number;
}

export class WordFinder {
  private readonly kernel: TextKernel<Exports>;
  /** Words of the kernel's memory: where matches begin, and where it says where they end. */
  private readonly matches: number;
  private readonly matchesEnd: number;
  /** By form. */
  private readonly wordOf: Int32Array;
  /** By form; undefined where any writing will do. Several words may have one form: `ab` and `a.b`. */
  private readonly writings: readonly (readonly Writing[] | undefined)[];

  /** @param variants how else words may be written; what is a word itself stays one */
  constructor(
    words: Words,
    variants: Words,
    private readonly fold: Uint16Array,
  ) {
    const indexOf = new Map<string, number>();
    const writingsOf = new Map<string, Writing[]>();
    for (const [word, index] of [...variants, ...words]) {
      const form = this.folded(word);
      indexOf.set(form, index);
      if (!/[0-9a-z]/.test(form)) continue;
      const writing = { exact: this.plain(this.withoutOuterSigns(word)), index };
      const others = (writingsOf.get(form) ?? []).filter(({ exact }) => exact !== writing.exact);
      writingsOf.set(form, [...others, writing]);
    }
    const { tables, forms, matches, matchesEnd } = wordTables(fold, anchored(indexOf));
    this.wordOf = Int32Array.from(forms, ({ index }) => index);
    this.writings = forms.map(({ form }) => writingsOf.get(form));
    this.matches = matches;
    this.matchesEnd = matchesEnd;
    this.kernel = new TextKernel(module, tables, growth);
  }

  /** What is compared; nothing when all of a word is left out. */
  private folded(word: string): string {
    let same = 0;
    while (same < word.length && this.fold[word.charCodeAt(same)] === word.charCodeAt(same)) same++;
    // Most words stay as they were; a string that was put together would also cost more to look up.
    if (same === word.length) return word;
    let folded = word.slice(0, same);
    for (let i = same; i < word.length; i++) {
      const unit = this.fold[word.charCodeAt(i)]!;
      if (unit !== ignored) folded += String.fromCharCode(unit);
      else if (isFirstHalf(word.charCodeAt(i))) i++;
    }
    return folded;
  }

  private withoutOuterSigns(word: string): string {
    const isLeftOut = (at: number): boolean => this.fold[word.charCodeAt(at)] === ignored;
    let start = 0;
    let end = word.length;
    while (start < end && isLeftOut(start)) start++;
    while (end > start && isLeftOut(end - 1)) end--;
    return word.slice(start, end);
  }

  /** Reports every occurrence, overlapping ones included, nearly in the order of the text. */
  find(text: string, visit: Visit): void {
    const { kernel, matches } = this;
    const exports = kernel.load(text);
    const { unitsAt, outputAt, tableWords } = kernel;
    const end = unitsAt + text.length * 2;
    const last = exports.findPlaces(unitsAt, end, outputAt) >>> 0;
    let at = outputAt;
    while (at < last) {
      at = exports.findWords(unitsAt, end, at, last) >>> 0;
      const matchesEnd = tableWords[this.matchesEnd]! / 4;
      for (let match = matches; match < matchesEnd; match += matchWords) {
        const form = tableWords[match]!;
        const first = ((tableWords[match + 1]! >>> 0) - unitsAt) / 2;
        const behind = ((tableWords[match + 2]! >>> 0) - unitsAt) / 2;
        const word = this.wordAt(text, form, first, behind);
        if (word !== undefined) visit(word, first, behind);
      }
    }
  }

  /** `ass` is not in `as s`: what is Latin must stand as it is written. */
  private wordAt(text: string, form: number, start: number, end: number): number | undefined {
    const writings = this.writings[form];
    if (writings === undefined) return this.wordOf[form];
    for (const { exact, index } of writings) if (this.stands(text, exact, start, end)) return index;
    return undefined;
  }

  private stands(text: string, exact: string, start: number, end: number): boolean {
    if (exact.length !== end - start) return false;
    for (let i = 0; i < exact.length; i++) {
      const unit = text.charCodeAt(start + i);
      const folded = this.fold[unit]!;
      if ((folded === ignored ? unit : folded) !== exact.charCodeAt(i)) return false;
    }
    return true;
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
