/**
 * Trains the language model that comes with the project, from the open test data:
 *
 *     node dist/stages/text/train-languages.js [folder of the data, default ../shared/data]
 *         [folder of LibreOffice's help, default /usr/share/libreoffice/help; Debian: libreoffice-help-es -it -pt -nl -pl]
 *
 * Writes languages.json.gz next to the sources; same input, same bytes. Only every second document is read
 * (`isTraining`); the other halves, and data of other kinds, are what the tests measure with.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { constants, gunzipSync, gzipSync } from "node:zlib";
import { Decoder } from "../../pipeline/storage/zstd-addon.js";
import { charClass, isHanClass } from "./charclass.js";
import {
  hanStep,
  type LanguageModelFile,
  languageModelPath,
  latinLanguages,
  trigramStep,
} from "./language-model.js";
import { latinTrigrams, trigramRange } from "./latin-trigrams.js";
import { simplifiedUnits } from "./traditional-marks.js";

const folder = process.argv[2] ?? join("..", "shared", "data");
const helpFolder = process.argv[3] ?? "/usr/share/libreoffice/help";

/** Trigrams seen less often in all languages together say nothing. */
const fewestOccurrences = 3;
/** Added to each count, as if every trigram had been seen that often (Lidstone). */
const smoothing = 0.3;

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

function trainLatin(): Pick<LanguageModelFile, "trigrams" | "trigramWeights" | "unknownTrigram"> {
  const counts = latinLanguages.map(() => new Float64Array(trigramRange));
  const totals = latinLanguages.map(() => 0);
  const window = new Int32Array(1 << 20);
  // What is left untranslated in the other languages; the English pages come first.
  const english = new Set<string>();
  const add = (page: string, language: number): void => {
    const lines = page.split("\n").map((line) => line.replace(/\s+/g, " ").trim());
    if (latinLanguages[language] === "en") for (const line of lines) english.add(line);
    const own = latinLanguages[language] === "en" ? lines : lines.filter((line) => !english.has(line));
    const text = own.join("\n");
    const count = latinTrigrams(text, 0, text.length, window);
    for (let i = 0; i < count; i++) counts[language]![window[i]!]!++;
    totals[language]! += count;
  };
  // Every second page, the same pages in all languages.
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
  for (const [text, language] of texts.sort((a, b) => a[1] - b[1])) add(text, language);
  for (const [language, name] of latinLanguages.entries()) {
    if (totals[language]! > 0) continue;
    for (const [id, page] of pages) {
      const path = join(helpFolder, name, "text", id);
      if (page % 2 === 0 && existsSync(path)) add(paragraphs(readFileSync(path, "utf8")), language);
    }
    if (totals[language] === 0) throw new Error(`no pages of ${name} in ${helpFolder}`);
  }
  const ids: number[] = [];
  for (let id = 0; id < trigramRange; id++)
    if (counts.reduce((sum, count) => sum + count[id]!, 0) >= fewestOccurrences) ids.push(id);
  const logarithm = (count: number, language: number): number => {
    const share = (count + smoothing) / (totals[language]! + smoothing * ids.length);
    return Math.max(-128, Math.round(Math.log(share) / trigramStep));
  };
  const weights = ids.flatMap((id) => counts.map((count, language) => logarithm(count[id]!, language)));
  return {
    trigrams: ids.map((id, index) => id - (ids[index - 1] ?? 0)),
    trigramWeights: Buffer.from(Int8Array.from(weights).buffer).toString("base64"),
    unknownTrigram: Math.min(...latinLanguages.map((_, language) => logarithm(0, language))),
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
/** As if every character had this share of each collection; and how far one character may speak. */
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
    "Letter trigrams of LibreOffice help 7.4 (MPL-2.0), characters of NiuTrans Classical-Modern, chinese-poetry, LawRefBook, LCTT, FewCLUE and Chinese_Rumor_Dataset; counts only",
  ...trainLatin(),
  ...trainHan(),
};
const json = gzipSync(JSON.stringify(file), { level: constants.Z_BEST_COMPRESSION });
writeFileSync(join(...languageModelPath), json);
console.log(`${languageModelPath.at(-1)}: ${json.length} bytes`);
