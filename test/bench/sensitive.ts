/** Sensitive words: a dictionary of 64,000 words against one of 64, on the same real texts. */
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
    const dictionaries = [few, words].map(dictionaryOf);
    const best = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    let found = 0;
    // In turn, so that both meet the same machine.
    for (let round = 0; round < rounds; round++) {
      for (const [which, dictionary] of dictionaries.entries()) {
        found = 0;
        const before = process.cpuUsage();
        for (const text of texts) found += dictionary.find(text).length;
        best[which] = Math.min(best[which] ?? 0, cpuSecondsSince(before));
      }
    }
    const [small = 0, large = 0] = best;
    console.log(
      `${corpus}: ${few.length} words ${((small / bytes) * 1e9).toFixed(2)} ms of CPU per MB, ${words.length} words ` +
        `${((large / bytes) * 1e9).toFixed(2)} ms (${found} found): ${(large / small).toFixed(2)} times as long (bar: 1)`,
    );
  }
}

function dictionaryOf(words: readonly string[]): SensitiveWords {
  const options = { files: [], words, allow: [], categories: [], "built-in": false, "min-length": 2 };
  return new SensitiveWords(options, ".");
}
