/**
 * Finds the words of a dictionary in one pass, through case, width, script and inserted signs.
 *
 * `WordAnchors` tells the few places where a word may stand, at a cost that hardly depends on the number of words; there the units of
 * the words with that anchor are compared, backwards and forwards.
 *
 *     fold     Uint16Array(65536)   unit -> folded unit, 0: left out
 *     units    Uint16Array          the folded forms of words, one behind the other, those with the same anchor together
 *     places   Int32Array(2 a form) where a form begins in `units`, and where the last character of its anchor is
 *     first    Int32Array           anchor -> its first form
 *
 * Cost: `npm run bench -- sensitive`; 2 MiB and about 60 bytes a form.
 */
import { isAlnum } from "../ascii.js";
import { unitsOfWord } from "../simplify/unit-buffer.js";
import { AnchorChoice } from "./anchor-choice.js";
import { ignored } from "./evasion-folding.js";
import { isFirstHalf, none, unitBefore, unitBehind } from "./inserted-signs.js";
import { WordAnchors } from "./word-anchors.js";

type Visit = (word: number, start: number, end: number) => void;

type Words = readonly (readonly [word: string, index: number])[];

interface Anchored {
  readonly form: string;
  /** Where in it the last character of its anchor is. */
  readonly anchorEnd: number;
}

export class WordFinder {
  private readonly anchors: WordAnchors;
  private readonly first: Int32Array;
  private readonly units: Uint16Array;
  private readonly places: Int32Array;
  /** By form. */
  private readonly wordOf: Int32Array;
  /** By form: must stand exactly as written, and between these bounds: it holds Latin letters or digits. */
  private readonly exact: readonly (string | undefined)[];

  /** @param variants how else words may be written; what is a word itself stays one */
  constructor(
    words: Words,
    variants: Words,
    private readonly fold: Uint16Array,
  ) {
    const choice = new AnchorChoice(words.map(([word]) => this.folded(word)));
    const entries = new Map([...variants, ...words].map((entry) => [this.folded(entry[0]), entry]));
    entries.delete("");
    const groups = new Map<string, Anchored[]>();
    for (const form of entries.keys()) {
      const places = choice.of(form);
      const anchor = places.map((place) => form.charAt(place)).join("");
      const group = groups.get(anchor);
      const anchored = { form, anchorEnd: places.at(-1) ?? 0 };
      if (group === undefined) groups.set(anchor, [anchored]);
      else group.push(anchored);
    }
    const all = [...groups.values()].flat();
    const forms = all.map(({ form }) => form);
    this.units = unitsOfWord(forms.join(""));
    this.places = new Int32Array(2 * forms.length + 1);
    let end = 0;
    for (const [index, { form, anchorEnd }] of all.entries()) {
      this.places[2 * index] = end;
      this.places[2 * index + 1] = end + anchorEnd;
      end += form.length;
    }
    this.places[2 * forms.length] = end;
    this.first = new Int32Array(groups.size + 1);
    for (const [index, group] of [...groups.values()].entries())
      this.first[index + 1] = this.first[index]! + group.length;
    this.wordOf = Int32Array.from(forms, (form) => entries.get(form)?.[1] ?? 0);
    this.exact = forms.map((form) =>
      /[0-9a-z]/.test(form) ? this.plain(this.withoutOuterSigns(entries.get(form)?.[0] ?? "")) : undefined,
    );
    this.anchors = new WordAnchors(
      fold,
      [...groups.keys()].map((anchor) => [...unitsOfWord(anchor)]),
    );
  }

  /** What is compared; nothing when all of a word is left out. */
  private folded(word: string): string {
    let folded = "";
    for (let i = 0; i < word.length; i++) {
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
    const { first, places, fold, units: wanted } = this;
    this.anchors.find(text, (anchor, at, units) => {
      // Most words that share an anchor differ just behind it.
      const behind = at + 1 < text.length ? fold[units[at + 1]!]! : ignored;
      const end = first[anchor + 1]!;
      for (let form = first[anchor]!; form < end; form++) {
        const next = places[2 * form + 1]! + 1;
        if (behind !== ignored && next < places[2 * form + 2]! && wanted[next] !== behind) continue;
        const last = this.lastOf(form, units, at, text.length);
        if (last === none) continue;
        const start = this.startOf(form, units, at);
        if (start !== none && this.stands(text, form, start, last + 1))
          visit(this.wordOf[form]!, start, last + 1);
      }
    });
  }

  /** The last unit of a form whose anchor ends at `at`, or `none`. */
  private lastOf(form: number, units: Uint16Array, at: number, length: number): number {
    const { places, fold, units: wanted } = this;
    const end = places[2 * form + 2]!;
    let last = at;
    for (let i = places[2 * form + 1]! + 1; i < end; i++) {
      last = unitBehind(units, fold, last, length);
      if (last === none || fold[units[last]!] !== wanted[i]) return none;
    }
    return last;
  }

  /** The first one, or `none`. */
  private startOf(form: number, units: Uint16Array, at: number): number {
    const { places, fold, units: wanted } = this;
    const begin = places[2 * form]!;
    let start = at;
    for (let i = places[2 * form + 1]!; fold[units[start]!] === wanted[i]; i--) {
      if (i === begin) return start;
      start = unitBefore(units, fold, start);
      if (start === none) break;
    }
    return none;
  }

  /** `ass` is not in `class` nor in `as s`: what is Latin must stand as it is written and alone. */
  private stands(text: string, form: number, start: number, end: number): boolean {
    const exact = this.exact[form];
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
