/**
 * Sensitive words: a dictionary of 64,000 words against one of 64, on the same real texts; and the large one without the words
 * that occur in them, since each occurrence costs something whatever finds it.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { SensitiveWords } from "../../stages/text/sensitive/dictionary.js";
import { sharedData } from "../support/wudao.js";
import { corpusTexts } from "./corpus-texts.js";
import { cpuSecondsSince } from "./cpu-seconds.js";

const megabytes = 12;
const rounds = 7;

export function benchSensitiveWords(): void {
  const packed = readFileSync(join(sharedData ?? "", "lists/sensitive-word-sensitive_word_dict.txt.gz"));
  const words = gunzipSync(packed)
    .toString("utf8")
    .split(/\r?\n/)
    .filter((word) => word.trim() !== "");
  const few = words.filter((_, index) => index % Math.ceil(words.length / 64) === 0);
  for (const corpus of ["lctt-00000", "laws-00000"]) {
    const { texts, bytes } = corpusTexts(`zh-web/${corpus}.jsonl.zst`, megabytes);
    const occurring = occurringWords(words, texts);
    const lists = [few, words, words.filter((_, index) => !occurring.has(index))];
    const dictionaries = lists.map(dictionaryOf);
    const best = dictionaries.map(() => Number.POSITIVE_INFINITY);
    const found = dictionaries.map(() => 0);
    // In turn, so that all meet the same machine.
    for (let round = 0; round < rounds; round++) {
      for (const [which, dictionary] of dictionaries.entries()) {
        found[which] = 0;
        const before = process.cpuUsage();
        for (const text of texts) found[which] += dictionary.find(text).length;
        best[which] = Math.min(best[which] ?? 0, cpuSecondsSince(before));
      }
    }
    const [small = 0] = best;
    console.log(`${corpus}:`);
    for (const [which, seconds] of best.entries())
      console.log(
        `  ${lists[which]?.length} words, ${found[which]} found: ${((seconds / bytes) * 1e9).toFixed(2)} ms of CPU per MB, ` +
          `${(seconds / small).toFixed(2)} times as long as the first (bar: 1)`,
      );
  }
}

/** Indices into `words`. */
function occurringWords(words: readonly string[], texts: readonly string[]): Set<number> {
  const occurring = new Set<number>();
  const dictionary = dictionaryOf(words);
  const indexOf = new Map(words.map((word, index) => [word, index]));
  for (const text of texts)
    for (const { word } of dictionary.find(text))
      occurring.add(indexOf.get(dictionary.words[word] ?? "") ?? -1);
  return occurring;
}

function dictionaryOf(words: readonly string[]): SensitiveWords {
  const options = { files: [], words, allow: [], categories: [], "built-in": false, "min-length": 2 };
  return new SensitiveWords(options, ".");
}
