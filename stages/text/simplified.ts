/**
 * Traditional to simplified characters with OpenCC's dictionaries.
 *
 * OpenCC converts with a chain of dictionaries, each by longest match from left to right; some chains first cut the text
 * at phrases so that no match crosses a phrase. The result equals opencc-js, except for ideographic description sequences
 * that the text's end cuts off.
 *
 * Works on UTF-16 units in two reused buffers: one load a unit that begins no entry. Cost: see `test/bench/clean.ts`.
 */
import { configs } from "opencc-js/preset/t2cn";
import { FlatTrie } from "./flat-trie.js";
import { traditionalMarks } from "./traditional-marks.js";

/** What the text is written in: OpenCC's `t`, Taiwan, Taiwan with its own words, Hong Kong, Hong Kong with its own words. */
export const traditionalForms = ["t", "tw", "twp", "hk", "hkp"] as const;
export type TraditionalForm = (typeof traditionalForms)[number];

const configNames = { t: "t2s", tw: "tw2s", twp: "tw2sp", hk: "hk2s", hkp: "hk2sp" } as const;

type Dictionaries = readonly string[];

interface Chain {
  readonly normalizationChain?: readonly Dictionaries[];
  readonly segmentation?: Dictionaries;
  readonly conversionChain: readonly Dictionaries[];
}

/**
 * Builds a converter; the same string comes back when nothing changes.
 *
 * @param ambiguousPhrases false leaves out phrases made only of characters that simplified text uses too (打坏 -> 打坯
 *   is right for traditional text and wrong for simplified text)
 */
export function makeSimplifier(form: TraditionalForm, ambiguousPhrases = true): (text: string) => string {
  const chain = configs[configNames[form]] as Chain | undefined;
  if (chain === undefined) throw new Error(`opencc-js has no configuration ${configNames[form]}`);
  const marks = new Set(traditionalMarks);
  const accept = (word: string): boolean => ambiguousPhrases || word.length < 2 || holdsMark(word, marks);
  const normalize = (chain.normalizationChain ?? []).map((group) => new Replacer(group, () => true));
  const segment = chain.segmentation === undefined ? undefined : new Replacer(chain.segmentation, accept);
  const convert = chain.conversionChain.map((group) => new Replacer(group, accept));

  return (text) => {
    let source = first.load(text);
    let changed = false;
    for (const replacer of normalize) {
      const target = source === first ? second : first;
      target.clear();
      changed = replacer.run(source, 0, source.length, target) || changed;
      source = target;
    }
    if (segment === undefined) {
      for (const replacer of convert) {
        const target = source === first ? second : first;
        target.clear();
        changed = replacer.run(source, 0, source.length, target) || changed;
        source = target;
      }
    } else {
      const target = source === first ? second : first;
      target.clear();
      const from = source;
      segment.segments(from, (start, end) => {
        changed = runChain(convert, from, start, end, target) || changed;
      });
      source = target;
    }
    return changed ? source.text() : text;
  };
}

function runChain(chain: readonly Replacer[], from: Units, start: number, end: number, into: Units): boolean {
  let changed = false;
  let source = from;
  let low = start;
  let high = end;
  for (let i = 0; i < chain.length; i++) {
    const target = i === chain.length - 1 ? into : source === third ? fourth : third;
    if (target !== into) target.clear();
    const begin = target.length;
    changed = chain[i]!.run(source, low, high, target) || changed;
    source = target;
    low = begin;
    high = target.length;
  }
  return changed;
}

function holdsMark(word: string, marks: ReadonlySet<string>): boolean {
  for (const character of word) if (marks.has(character)) return true;
  return false;
}

/** A growing buffer of UTF-16 units. */
class Units {
  units = new Uint16Array(1 << 16);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  load(text: string): this {
    this.length = 0;
    this.reserve(text.length);
    Buffer.from(this.units.buffer).write(text, "utf16le");
    this.length = text.length;
    return this;
  }

  reserve(more: number): void {
    if (this.length + more <= this.units.length) return;
    const larger = new Uint16Array(Math.max(this.length + more, this.units.length * 2));
    larger.set(this.units.subarray(0, this.length));
    this.units = larger;
  }

  text(): string {
    return Buffer.from(this.units.buffer, 0, this.length * 2).toString("utf16le");
  }
}

const first = new Units();
const second = new Units();
const third = new Units();
const fourth = new Units();

/** One group of dictionaries: earlier ones win. */
class Replacer {
  private readonly trie = new FlatTrie();
  /** Replacement of word w: pool[starts[w] .. starts[w + 1]). */
  private readonly pool: Uint16Array;
  private readonly starts: Int32Array;
  private longest = 1;

  constructor(group: Dictionaries, accept: (word: string) => boolean) {
    const replacements: string[] = [];
    for (const dictionary of group.slice().reverse()) {
      for (const entry of dictionary.split("|")) {
        const [word = "", replacement = ""] = entry.split(" ");
        if (!accept(word)) continue;
        this.trie.add(word, replacements.length);
        replacements.push(replacement);
        this.longest = Math.max(this.longest, replacement.length);
      }
    }
    this.starts = new Int32Array(replacements.length + 1);
    const joined = replacements.join("");
    this.pool = new Uint16Array(joined.length);
    for (let i = 0; i < joined.length; i++) this.pool[i] = joined.charCodeAt(i);
    replacements.forEach((replacement, i) => {
      this.starts[i + 1] = this.starts[i]! + replacement.length;
    });
  }

  /** Appends source[start, end) with replacements to `into`; true when something is replaced by something else. */
  run(source: Units, start: number, end: number, into: Units): boolean {
    const { trie, pool, starts } = this;
    const root = trie.root;
    const value = trie.value;
    const from = source.units;
    let changed = false;
    // A replacement may be longer than what it replaces; room is checked again before each one.
    into.reserve(end - start + this.longest);
    let to = into.units;
    let length = into.length;
    let i = start;
    while (i < end) {
      const unit = from[i]!;
      let node = root[unit]!;
      if (node === 0) {
        const stop = unit >= 0x2ff0 && unit <= 0x2fff ? descriptionEnd(from, i, end) : i + 1;
        while (i < stop) to[length++] = from[i++]!;
        continue;
      }
      let match = value[node]!;
      let matchEnd = i + 1;
      for (let j = i + 1; j < end; j++) {
        node = trie.child(node, from[j]!);
        if (node === 0) break;
        if (value[node] !== 0) {
          match = value[node]!;
          matchEnd = j + 1;
        }
      }
      if (match === 0) {
        to[length++] = unit;
        i++;
        continue;
      }
      const poolStart = starts[match - 1]!;
      const size = starts[match]! - poolStart;
      if (length + size + (end - i) > to.length) {
        into.length = length;
        into.reserve(size + (end - i) + this.longest);
        to = into.units;
      }
      let same = size === matchEnd - i;
      for (let k = 0; k < size; k++) {
        const replacement = pool[poolStart + k]!;
        if (same && replacement !== from[i + k]) same = false;
        to[length++] = replacement;
      }
      changed ||= !same;
      i = matchEnd;
    }
    into.length = length;
    return changed;
  }

  /** Cuts at matches: each match is one segment, what lies between matches is one segment. */
  segments(source: Units, visit: (start: number, end: number) => void): void {
    const { trie } = this;
    const from = source.units;
    const end = source.length;
    let open = 0;
    let i = 0;
    while (i < end) {
      const unit = from[i]!;
      let node = trie.root[unit]!;
      let matchEnd = 0;
      for (let j = i + 1; node !== 0; j++) {
        if (trie.value[node] !== 0) matchEnd = j;
        node = j < end ? trie.child(node, from[j]!) : 0;
      }
      if (matchEnd === 0) {
        i = unit >= 0x2ff0 && unit <= 0x2fff ? descriptionEnd(from, i, end) : i + 1;
        continue;
      }
      if (open < i) visit(open, i);
      visit(i, matchEnd);
      i = matchEnd;
      open = i;
    }
    if (open < end) visit(open, end);
  }
}

/** Real description sequences are far shorter; the bound keeps nonsense linear. */
const longestDescription = 64;

/** End of the ideographic description sequence that starts at `start` (OpenCC leaves those alone), or the next unit. */
function descriptionEnd(units: Uint16Array, start: number, end: number): number {
  let wanted = 1;
  let i = start;
  const limit = Math.min(end, start + longestDescription);
  while (i < limit && wanted > 0) {
    const unit = units[i]!;
    if (unit >= 0x2ff0 && unit <= 0x2fff) wanted += unit === 0x2ff2 || unit === 0x2ff3 ? 2 : 1;
    else wanted--;
    const next = i + 1 < end ? units[i + 1]! : 0;
    i += unit >= 0xd800 && unit <= 0xdbff && next >= 0xdc00 && next <= 0xdfff ? 2 : 1;
  }
  return wanted === 0 ? Math.min(i, end) : start + 1;
}
