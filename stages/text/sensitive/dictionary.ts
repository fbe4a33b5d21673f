/**
 * Dictionaries of sensitive words. A file has one word a line in UTF-8, plain or gzip; a category stands behind a tab or in
 * brackets above its words:
 *
 *     # a comment
 *     [gambling]
 *     真钱游戏
 *     裸聊\tpornography
 *     [allow]
 *     赌博罪
 *
 * A word under [allow] is harmless, and so is every other word within it.
 */
import { resolve } from "node:path";
import { z } from "zod";
import { UserError } from "../../../pipeline/contracts/errors.js";
import { readTextFile } from "../../files/text-file.js";
import { builtInWords } from "./built-in-words.js";
import { evasionFolding } from "./evasion-folding.js";
import { splitForms } from "./split-characters.js";
import { WordFinder } from "./word-finder.js";

/** Parameters of every stage that looks for sensitive words. */
export const dictionaryParameters = {
  files: z
    .array(z.string())
    .default([])
    .describe(
      "Dictionary files in UTF-8, plain or .gz, relative to the recipe: one word a line; a category behind a tab or as [category] above its words; words under [allow] are harmless",
    ),
  words: z.array(z.string().min(1)).default([]).describe("Further words"),
  allow: z
    .array(z.string().min(1))
    .default([])
    .describe("Harmless words: a sensitive word within one of them does not count (赌博罪 for 赌博)"),
  categories: z
    .array(z.string().min(1))
    .default([])
    .describe("Categories that count; empty for all. Words without one are in `other`"),
  "built-in": z
    .boolean()
    .default(true)
    .describe(
      "Use also the built-in phrases of advertisements (categories gambling, pornography, illegal-goods)",
    ),
  "min-length": z
    .number()
    .int()
    .min(1)
    .default(2)
    .describe("Shortest dictionary word that counts, in characters; single characters hit ordinary words"),
};

export interface DictionaryOptions {
  readonly files: readonly string[];
  readonly words: readonly string[];
  readonly allow: readonly string[];
  readonly categories: readonly string[];
  readonly "built-in": boolean;
  readonly "min-length": number;
}

export interface Occurrence {
  readonly word: number;
  readonly start: number;
  readonly end: number;
}

const allowed = "allow";
const uncategorised = "other";

export class SensitiveWords {
  readonly words: readonly string[];
  /** By word. */
  readonly categories: readonly string[];
  private readonly isAllowed: Uint8Array;
  private readonly finder: WordFinder;

  constructor(options: DictionaryOptions, baseDir: string) {
    const entries = new Map<string, string>(options["built-in"] ? builtInWords : []);
    for (const file of options.files) readDictionary(resolve(baseDir, file), entries);
    for (const word of options.words) entries.set(word, uncategorised);
    for (const word of options.allow) entries.set(word, allowed);
    refuseShortWords(options);
    const wanted = new Set(options.categories);
    refuseUnknownCategories(wanted, new Set(entries.values()));
    const accepted = [...entries].filter(
      ([word, category]) =>
        Array.from(word).length >= options["min-length"] &&
        (wanted.size === 0 || wanted.has(category) || category === allowed),
    );
    this.words = accepted.map(([word]) => word);
    this.categories = accepted.map(([, category]) => category);
    this.isAllowed = Uint8Array.from(this.categories, (category) => (category === allowed ? 1 : 0));
    const words = accepted.map(([word], index) => [word, index] as const);
    const forms = words.flatMap(([word, index]) => splitForms(word).map((form) => [form, index] as const));
    this.finder = new WordFinder(words, forms, evasionFolding());
  }

  get size(): number {
    return this.categories.length;
  }

  /** What counts in a text, in the order of the text. */
  find(text: string): readonly Occurrence[] {
    const found: Occurrence[] = [];
    const harmless: Occurrence[] = [];
    this.finder.find(text, (word, start, end) =>
      insert(this.isAllowed[word] === 1 ? harmless : found, { word, start, end }),
    );
    if (harmless.length === 0 || found.length === 0) return found;
    // One walk, with the furthest end of what began before.
    let next = 0;
    let reach = 0;
    return found.filter(({ start, end }) => {
      while (next < harmless.length && harmless[next]!.start <= start)
        reach = Math.max(reach, harmless[next++]!.end);
      return end > reach;
    });
  }
}

/** Short words of a file may be left out; a short word in the recipe itself is there to be found. */
function refuseShortWords(options: DictionaryOptions): void {
  const least = options["min-length"];
  for (const key of ["words", "allow"] as const) {
    const short = options[key].find((word) => Array.from(word).length < least);
    if (short === undefined) continue;
    throw new UserError(
      "short-word",
      `"${short}" in \`${key}\` is shorter than \`min-length\`, ${least}`,
      `Take it out, or set min-length to ${Array.from(short).length}`,
    );
  }
}

function refuseUnknownCategories(wanted: ReadonlySet<string>, known: ReadonlySet<string>): void {
  for (const category of wanted) {
    if (known.has(category)) continue;
    const names = [...known].filter((name) => name !== allowed).sort();
    throw new UserError(
      "unknown-category",
      `no word is in the category "${category}"`,
      names.length === 0
        ? "There are no words: give `files` or `words`"
        : `There are: ${names.slice(0, 30).join(", ")}`,
    );
  }
}

/** Inserts it in the order of the text; matches come nearly in that order. */
function insert(occurrences: Occurrence[], one: Occurrence): void {
  let at = occurrences.length;
  for (; at > 0; at--) {
    const before = occurrences[at - 1]!;
    if (before.start < one.start || (before.start === one.start && before.end <= one.end)) break;
    occurrences[at] = before;
  }
  occurrences[at] = one;
}

function readDictionary(path: string, into: Map<string, string>): void {
  let section = uncategorised;
  for (const line of readTextFile(path).split(/\r?\n/)) {
    const entry = line.trim();
    if (entry === "" || entry.startsWith("#")) continue;
    const heading = /^\[([^\]]+)\]$/.exec(entry)?.[1];
    if (heading !== undefined) {
      section = heading.trim();
      continue;
    }
    const [word = "", category = section] = entry.split("\t");
    if (word.trim() !== "") into.set(word.trim(), category.trim());
  }
}
