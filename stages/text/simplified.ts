/**
 * Traditional to simplified characters with OpenCC's dictionaries.
 *
 * OpenCC converts with a chain of dictionaries, each by longest match from left to right; some chains first cut the text
 * at phrases so that no match crosses a phrase. The result equals OpenCC 1.4.2 itself (`test/interop/simplify.test.ts`), and
 * opencc-js but for the rare characters that it leaves out.
 *
 * Works on UTF-16 units in reused buffers. Most units begin no entry, or no phrase with the unit behind them: those cost
 * a few loads; the trie is walked for the rest. Cost: `npm run bench -- simplify`.
 */
import { configs } from "opencc-js/preset/t2cn";
import { FlatTrie } from "./flat-trie.js";
import { rareSimplified } from "./rare-simplified.js";
import { traditionalMarks } from "./traditional-marks.js";
import { nextMarked } from "./units.js";

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
 * @param everyEntry false leaves out what is right for traditional text only: phrases made of characters that simplified
 *   text uses too (打坏 -> 打坯), and rare characters, which simplified editions print in their traditional form
 */
export function makeSimplifier(form: TraditionalForm, everyEntry = true): (text: string) => string {
  const chain = configs[configNames[form]] as Chain | undefined;
  if (chain === undefined) throw new Error(`opencc-js has no configuration ${configNames[form]}`);
  const marks = new Set(traditionalMarks);
  const accept = (word: string): boolean => everyEntry || word.length < 2 || holdsMark(word, marks);
  const normalize = (chain.normalizationChain ?? []).map((group) => new Replacer(group, () => true));
  const segment = chain.segmentation === undefined ? undefined : new Replacer(chain.segmentation, accept);
  // The last step is traditional to simplified in every chain: phrases first, then characters.
  const last = chain.conversionChain.length - 1;
  const convert = chain.conversionChain.map(
    (group, step) => new Replacer(everyEntry && step === last ? withRare(group) : group, accept),
  );

  return (text) => {
    let source = first.load(text);
    let changed = false;
    for (const replacer of normalize) {
      if (!replacer.mayChange(source)) continue;
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

/** OpenCC puts the rare characters between phrases and characters. */
function withRare(group: Dictionaries): Dictionaries {
  return [...group.slice(0, -1), rareSimplified, ...group.slice(-1)];
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
  /** What a unit becomes where no longer word begins; valid for units that are not `whole`. */
  private readonly single = Uint16Array.from({ length: 0x10000 }, (_, unit) => unit);
  private readonly kinds = new Uint8Array(0x10000);
  /** 1 for the hashes of two units that some word begins with: most units that begin words begin none here. */
  private readonly pairs = new Uint8Array(pairHashes);
  /** 1 for units that some word ends with. */
  private readonly ends = new Uint8Array(0x10000);

  constructor(group: Dictionaries, accept: (word: string) => boolean) {
    const replacements: string[] = [];
    for (const dictionary of group.slice().reverse()) {
      for (const entry of dictionary.split("|")) {
        const [word = "", replacement = ""] = entry.split(" ");
        if (word === "" || !accept(word)) continue;
        this.trie.add(word, replacements.length);
        this.mark(word, replacement);
        replacements.push(replacement);
        this.longest = Math.max(this.longest, replacement.length);
      }
    }
    this.kinds.fill(whole, 0x2ff0, 0x3000);
    this.starts = new Int32Array(replacements.length + 1);
    const joined = replacements.join("");
    this.pool = new Uint16Array(joined.length);
    for (let i = 0; i < joined.length; i++) this.pool[i] = joined.charCodeAt(i);
    replacements.forEach((replacement, i) => {
      this.starts[i + 1] = this.starts[i]! + replacement.length;
    });
  }

  private mark(word: string, replacement: string): void {
    const unit = word.charCodeAt(0);
    this.ends[word.charCodeAt(word.length - 1)] = 1;
    if (word.length > 1) {
      this.kinds[unit] = Math.max(this.kinds[unit]!, begins);
      this.pairs[pairHash(unit, word.charCodeAt(1))] = 1;
    } else if (replacement.length === 1) {
      this.single[unit] = replacement.charCodeAt(0);
    } else {
      this.kinds[unit] = whole;
    }
  }

  /** False when no word of the dictionaries ends anywhere in the text. */
  mayChange(source: Units): boolean {
    return nextMarked(source.units, 0, source.length, this.ends) < source.length;
  }

  /** Appends source[start, end) with replacements to `into`; true when something is replaced by something else. */
  run(source: Units, start: number, end: number, into: Units): boolean {
    const { trie, pool, starts, single, kinds, pairs } = this;
    const value = trie.value;
    const from = source.units;
    let changed = 0;
    // A replacement may be longer than what it replaces; room is checked again before each one.
    into.reserve(end - start + this.longest);
    let to = into.units;
    let length = into.length;
    let i = start;
    while (i < end) {
      const unit = from[i]!;
      const kind = kinds[unit]!;
      if (
        kind === plain ||
        (kind === begins && (i + 1 === end || pairs[pairHash(unit, from[i + 1]!)] === 0))
      ) {
        const by = single[unit]!;
        changed |= by ^ unit;
        to[length++] = by;
        i++;
        continue;
      }
      let node = trie.root[unit]!;
      if (node === 0) {
        const stop = descriptionEnd(from, i, end);
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
      changed |= size ^ (matchEnd - i);
      for (let k = 0; k < size; k++) {
        const replacement = pool[poolStart + k]!;
        if (k < matchEnd - i) changed |= replacement ^ from[i + k]!;
        to[length++] = replacement;
      }
      i = matchEnd;
    }
    into.length = length;
    return changed !== 0;
  }

  /** Cuts at matches: each match is one segment, what lies between matches is one segment. */
  segments(source: Units, visit: (start: number, end: number) => void): void {
    const { trie, kinds, pairs } = this;
    const from = source.units;
    const end = source.length;
    let open = 0;
    let i = 0;
    while (i < end) {
      const unit = from[i]!;
      const kind = kinds[unit]!;
      if (
        kind === plain ||
        (kind === begins && (i + 1 === end || pairs[pairHash(unit, from[i + 1]!)] === 0))
      ) {
        if (trie.root[unit] !== 0 && trie.value[trie.root[unit]!] !== 0) {
          if (open < i) visit(open, i);
          visit(i, i + 1);
          open = i + 1;
        }
        i++;
        continue;
      }
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

/** What a unit asks for: nothing but `single`; a look at the next unit; a walk through the trie. */
const plain = 0;
const begins = 1;
const whole = 2;

const pairHashes = 1 << 16;

function pairHash(unit: number, next: number): number {
  return (Math.imul(unit, 0x9e37) ^ next) & (pairHashes - 1);
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
