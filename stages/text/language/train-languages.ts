/**
 * Trains the language model that comes with the project, from the open test data:
 *
 *     node dist/stages/text/language/train-languages.js [folder of the data, default ../shared/data]
 *         [folder of LibreOffice's help, default /usr/share/libreoffice/help; Debian: libreoffice-help-es -it -pt -nl -pl]
 *         [folder of the npm package cldr-annotations-full 48.2.0, default node_modules/cldr-annotations-full]
 *
 * Writes languages.json.gz next to the sources; same input, same bytes. Only every second document is read
 * (`isTraining`); the other halves, and data of other kinds, are what the tests measure with.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { constants, gunzipSync, gzipSync } from "node:zlib";
import { Decoder } from "../../../pipeline/storage/compression/zstd/addon.js";
import { charClass, isHanClass } from "../characters/charclass.js";
import { simplifiedUnits } from "../characters/traditional-marks.js";
import {
  hanStep,
  type LanguageModelFile,
  languageModelPath,
  latinLanguages,
  trigramStep,
} from "./language-model.js";
import { latinTrigrams, trigramRange } from "./latin-trigrams.js";

const folder = process.argv[2] ?? join("..", "shared", "data");
const helpFolder = process.argv[3] ?? "/usr/share/libreoffice/help";
const annotationsFolder = process.argv[4] ?? join("node_modules", "cldr-annotations-full");

/** Trigrams seen less often in all languages together say nothing. */
const fewestOccurrences = 3;
/** Smoothing: this share is added to that of every trigram in each language. */
const trigramSmoothing = 3e-7;

function* records(file: string): Generator<Record<string, string>> {
  const packed = readFileSync(join(folder, file));
  const lines = file.endsWith(".gz") ? gunzipSync(packed) : new Decoder().decodeSync(packed);
  let index = 0;
  for (const line of lines.toString("utf8").split("\n"))
    if (line !== "" && index++ % 2 === 0) yield JSON.parse(line) as Record<string, string>;
}

/** The paragraphs of a help page, without what its template says on every page. */
function paragraphs(html: string): string {
  const texts = Array.from(html.matchAll(/<p [^>]*>(.*?)<\/p>/gs), ([, inner = ""]) =>
    inner.replace(/<[^>]*>/g, ""),
  );
  return texts.join("\n").replace(/&\w+;/g, " ");
}

/** Trigrams of one collection in each language. */
interface TrigramCounts {
  readonly counts: readonly Float64Array[];
  readonly totals: number[];
}

const trigramWindow = new Int32Array(1 << 20);

function countTrigrams(texts: Iterable<readonly [text: string, language: number]>): TrigramCounts {
  const counts = latinLanguages.map(() => new Float64Array(trigramRange));
  const totals = latinLanguages.map(() => 0);
  for (const [text, language] of texts) {
    const count = latinTrigrams(text, 0, text.length, trigramWindow);
    for (let i = 0; i < count; i++) counts[language]![trigramWindow[i]!]!++;
    totals[language]! += count;
  }
  return { counts, totals };
}

/** Every second page of LibreOffice's help, the same pages in all languages. */
function* helpTexts(): Generator<readonly [string, number]> {
  const pages = new Map<string, number>();
  const texts: [string, number][] = [];
  const packed = new Decoder().decodeSync(
    readFileSync(join(folder, "multilingual/libreoffice-help.jsonl.zst")),
  );
  for (const line of packed.toString("utf8").split("\n")) {
    if (line === "") continue;
    const { id = "", lang, gold_text: text = "" } = JSON.parse(line) as Record<string, string>;
    const page = pages.get(id) ?? pages.size;
    pages.set(id, page);
    const language = latinLanguages.findIndex((name) => lang?.startsWith(name));
    if (language >= 0 && page % 2 === 0) texts.push([text, language]);
  }
  for (const [language, name] of latinLanguages.entries()) {
    if (texts.some(([, known]) => known === language)) continue;
    for (const [id, page] of pages) {
      const path = join(helpFolder, name, "text", id);
      if (page % 2 === 0 && existsSync(path)) texts.push([paragraphs(readFileSync(path, "utf8")), language]);
    }
    if (texts.at(-1)?.[1] !== language) throw new Error(`no pages of ${name} in ${helpFolder}`);
  }
  // What is left untranslated in the other languages; the English pages come first.
  const english = new Set<string>();
  for (const [page, language] of texts.sort((a, b) => a[1] - b[1])) {
    const lines = page.split("\n").map((line) => line.replace(/\s+/g, " ").trim());
    if (latinLanguages[language] === "en") for (const line of lines) english.add(line);
    const own = latinLanguages[language] === "en" ? lines : lines.filter((line) => !english.has(line));
    yield [own.join("\n"), language];
  }
}

/** Names and keywords of emoji: the words of captions (animals, food, tools, faces), a few at a time. */
function* annotationTexts(): Generator<readonly [string, number]> {
  for (const [language, name] of latinLanguages.entries()) {
    const path = join(annotationsFolder, "annotations", name, "annotations.json");
    const file = JSON.parse(readFileSync(path, "utf8")) as {
      annotations: { annotations: Record<string, { default?: string[]; tts?: string[] }> };
    };
    const words = Object.values(file.annotations.annotations).flatMap(({ default: keywords, tts }) => [
      ...(tts ?? []),
      ...(keywords ?? []),
    ]);
    yield [words.join("\n"), language];
  }
}

/** Both collections weigh the same: sentences tell a language by its small words, captions by the others. */
function trainLatin(): Pick<LanguageModelFile, "trigrams" | "trigramWeights" | "unknownTrigram"> {
  const collections = [countTrigrams(helpTexts()), countTrigrams(annotationTexts())];
  const ids: number[] = [];
  for (let id = 0; id < trigramRange; id++) {
    const occurrences = collections.flatMap(({ counts }) => counts.map((count) => count[id]!));
    if (occurrences.reduce((sum, count) => sum + count, 0) >= fewestOccurrences) ids.push(id);
  }
  const logarithm = (id: number, language: number): number => {
    const shares = collections.map(({ counts, totals }) => counts[language]![id]! / totals[language]!);
    const share = shares.reduce((sum, one) => sum + one, 0) / collections.length;
    return Math.max(-128, Math.round(Math.log(share + trigramSmoothing) / trigramStep));
  };
  const weights = ids.flatMap((id) => latinLanguages.map((_, language) => logarithm(id, language)));
  return {
    trigrams: ids.map((id, index) => id - (ids[index - 1] ?? 0)),
    trigramWeights: Buffer.from(Int8Array.from(weights).buffer).toString("base64"),
    unknownTrigram: Math.max(-128, Math.round(Math.log(trigramSmoothing) / trigramStep)),
  };
}

/** Each collection weighs the same, so that statutes do not outweigh news. */
const classicalCollections = [
  { file: "zh-web/classical-00001.jsonl.zst", field: "content" },
  { file: "zh-web/poetry-tang-song-tw-00000.jsonl.zst", field: "content" },
] as const;
const modernCollections = [
  { file: "zh-web/laws-00001.jsonl.zst", field: "content" },
  { file: "zh-web/lctt-00001.jsonl.zst", field: "content" },
  { file: "domain/fewclue-csl.jsonl.gz", field: "abst" },
  { file: "domain/fewclue-tnews.jsonl.gz", field: "sentence" },
  { file: "near-dup/weibo-posts.docs.jsonl.zst", field: "content" },
] as const;
/**
 * Smoothing: this share is added to that of every character; and below it, the most that one character may weigh.
 */
const hanSmoothing = 3e-7;
const strongestHan = 7.9;

function hanShares(collections: typeof classicalCollections | typeof modernCollections): Float64Array {
  const shares = new Float64Array(0x10000);
  for (const { file, field } of collections) {
    const counts = new Float64Array(0x10000);
    let total = 0;
    for (const record of records(file)) {
      const text = record[field] ?? "";
      for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        if (!isHanClass(charClass[unit]!)) continue;
        counts[simplifiedUnits[unit]!]!++;
        total++;
      }
    }
    for (let unit = 0; unit < counts.length; unit++)
      shares[unit]! += counts[unit]! / total / collections.length;
  }
  return shares;
}

function trainHan(): Pick<LanguageModelFile, "han" | "hanWeights"> {
  const classical = hanShares(classicalCollections);
  const modern = hanShares(modernCollections);
  let han = "";
  const weights: number[] = [];
  for (let unit = 0; unit < 0x10000; unit++) {
    if (classical[unit]! + modern[unit]! === 0) continue;
    const odds = Math.log((classical[unit]! + hanSmoothing) / (modern[unit]! + hanSmoothing));
    han += String.fromCharCode(unit);
    weights.push(Math.round(Math.max(-strongestHan, Math.min(strongestHan, odds)) / hanStep));
  }
  return { han, hanWeights: Buffer.from(Int8Array.from(weights).buffer).toString("base64") };
}

const file: LanguageModelFile = {
  source:
    "Letter trigrams of LibreOffice help 7.4 (MPL-2.0) and of CLDR annotations 48.2 (Unicode-3.0), characters of NiuTrans Classical-Modern, chinese-poetry, LawRefBook, LCTT, FewCLUE and Chinese_Rumor_Dataset; counts only",
  ...trainLatin(),
  ...trainHan(),
};
const json = gzipSync(JSON.stringify(file), { level: constants.Z_BEST_COMPRESSION });
writeFileSync(join(...languageModelPath), json);
console.log(`${languageModelPath.at(-1)}: ${json.length} bytes`);
