/**
 * What real texts are taken for: a row a set of texts in one language, a column a language. Texts are documents, paragraphs of them
 * and short texts, of which the language is asked by itself. `stages/text/language/languages.md` holds the table.
 *
 * Of sets that the model was trained with, only the half that it has not seen is taken (`stages/text/language/train-languages.ts`).
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Language, languageShares } from "../../stages/text/language/language-shares.js";
import { recordsOf } from "../support/records.js";
import { sharedData } from "../support/wudao.js";

const columns = [
  "zh-hans",
  "zh-hant",
  "zh",
  "lzh",
  "yue",
  "ja",
  "ko",
  "en",
  "fr",
  "de",
  "cs",
  "und",
] as const;
const fewestParagraphUnits = 12;

export function benchLanguages(): void {
  console.log(`| texts | number | ${columns.join(" | ")} | else |`);
  console.log(`| --- |${" ---: |".repeat(columns.length + 2)}`);
  const zhWeb = {
    "statutes, zh-hans": "laws-00000",
    "news of technology, zh-hans": "lctt-00000",
    "manuals, zh-hant": "vsdocs-tw-00000",
    "classical books, lzh": "classical-00001",
    "poems, lzh": "poetry-tang-song-tw-00000",
  };
  for (const [name, file] of Object.entries(zhWeb)) {
    const texts = unseen([...records(`zh-web/${file}.jsonl.zst`)].map(({ content }) => content));
    printRow(name, texts);
    printRow(`${name}, paragraphs`, paragraphsOf(texts));
  }
  printHelp();
  printShortTexts();
}

/** Pages of help: those that are translated, in each language, and their paragraphs that are not on the English page. */
function printHelp(): void {
  const pages = new Map<string, Map<string, string>>();
  for (const { id, lang, gold_text: text } of records("multilingual/libreoffice-help.jsonl.zst")) {
    const page = pages.get(String(id)) ?? new Map<string, string>();
    pages.set(String(id), page.set(String(lang), String(text)));
  }
  const later = unseen([...pages.values()]);
  for (const language of ["zh-CN", "zh-TW", "ja", "ko", "en", "fr", "de", "cs"]) {
    const texts: string[] = [];
    const paragraphs: string[] = [];
    for (const page of later) {
      const keyOf = (wanted: string): string => [...page.keys()].find((key) => key.startsWith(wanted)) ?? "";
      const lines = (page.get(keyOf(language)) ?? "").split("\n");
      const english = new Set(language === "en" ? [] : (page.get(keyOf("en")) ?? "").split("\n"));
      const own = lines.filter((line) => !english.has(line));
      // Some pages are still English inside.
      if (own.length < 0.8 * lines.length) continue;
      texts.push(lines.join("\n"));
      paragraphs.push(...own);
    }
    printRow(`pages of help, ${language}`, texts);
    printRow(`pages of help, ${language}, paragraphs`, paragraphsOf(paragraphs));
  }
}

function printShortTexts(): void {
  const captions = [...records("multilingual/multi30k-train.jsonl.gz")];
  for (const language of ["en", "fr", "de", "cs"])
    printRow(
      `captions of a sentence, ${language}`,
      captions.map((caption) => String(caption[language])),
    );
  const headlines = [...records("domain/fewclue-tnews.jsonl.gz")].map(({ sentence }) => String(sentence));
  printRow("headlines, zh-hans", headlines);
  const posts = [...records("near-dup/weibo-posts.docs.jsonl.zst")].map(({ content }) => content);
  printRow("posts, zh-hans", posts);
  const stamps = captionsOfStamps();
  for (const language of ["zh_CN", "zh_TW", "ja", "ko", "en", "fr", "de", "cs"])
    printRow(
      `captions of a few words, ${language}`,
      stamps.flatMap((caption) => caption[language] ?? []),
    );
}

/** The captions stand in the archive as JSON, one line each. */
function captionsOfStamps(): Readonly<Record<string, string>>[] {
  const bytes = readFileSync(join(sharedData ?? "", "image-text/stamps-000000.tar")).toString("latin1");
  const found = bytes.matchAll(/\{"captions": (\{.*?\}), "lang"/g);
  return [...found].map(([, json = ""]) => JSON.parse(Buffer.from(json, "latin1").toString("utf8")));
}

function printRow(name: string, texts: readonly string[]): void {
  const counts = new Map<Language, number>();
  for (const text of texts) {
    const main = languageShares(text).keys().next().value ?? "other";
    counts.set(main, (counts.get(main) ?? 0) + 1);
  }
  const share = (count: number): string => (count === 0 ? "" : ((100 * count) / texts.length).toFixed(2));
  const known = columns.map((language) => counts.get(language) ?? 0);
  const others = texts.length - known.reduce((sum, count) => sum + count, 0);
  console.log(`| ${name} | ${texts.length} | ${[...known, others].map(share).join(" | ")} |`);
}

/** Long enough to be more than a heading or a cell of a table. */
function paragraphsOf(texts: readonly string[]): string[] {
  return texts
    .flatMap((text) => text.split("\n"))
    .filter((line) => line.trim().length >= fewestParagraphUnits);
}

function unseen<T>(all: readonly T[]): T[] {
  return all.filter((_, index) => index % 2 === 1);
}

function records(file: string): ReturnType<typeof recordsOf> {
  return recordsOf(join(sharedData ?? "", file));
}
