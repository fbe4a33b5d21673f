/**
 * Trains the quality models that come with the project, from the open test data:
 *
 *     node dist/stages/filter/quality/train-default.js [folder of the data, default ../shared/data] [manual pages]
 *
 * Writes perplexity.bin.gz and classifier.bin.gz next to the sources; same input, same bytes. Good texts are every second
 * document; bad ones are the same documents, corrupted. The other halves are what the tests measure with.
 *
 * The classifier that comes with the project learnt manual pages, too, which are not among the open test data: every eighth of 703
 * of Debian's manpages-zh 1.6.4.0 (usr/share/man/zh_CN, files without links, by path), as `man -E UTF-8` and `col -bx` print them 80 columns wide,
 * in JSON Lines with `content`. Without them it drops a quarter of such pages.
 */
import { basename, dirname, join } from "node:path";
import { trainingRecords } from "../../files/training-records.js";
import { corrupt, corruptionKinds } from "./corruptions.js";
import { classifierPath, perplexityPath } from "./default-models.js";
import { LinearTrainer } from "./train-linear.js";
import { NgramTrainer } from "./train-ngrams.js";

/** What is read, and every how many of the even documents: modern prose, statutes, manuals, classical prose, verse. */
const diet = [
  { file: "zh-web/lctt-00000.jsonl.zst", field: "content", every: 1 },
  { file: "zh-web/laws-00000.jsonl.zst", field: "content", every: 1 },
  { file: "zh-web/pingcap-docs-00000.jsonl.gz", field: "content", every: 1 },
  { file: "zh-web/vsdocs-tw-00000.jsonl.zst", field: "content", every: 2 },
  { file: "zh-web/classical-00001.jsonl.zst", field: "content", every: 1 },
  { file: "zh-web/poetry-tang-song-tw-00000.jsonl.zst", field: "content", every: 16 },
  { file: "near-dup/weibo-posts.docs.jsonl.zst", field: "content", every: 4 },
  { file: "domain/fewclue-csl.jsonl.gz", field: "abst", every: 2 },
  { file: "domain/fewclue-chid.jsonl.gz", field: "content", every: 4 },
  { file: "html/article-extraction-benchmark.jsonl.zst", field: "gold_text", every: 1 },
] as const;

/** A text is one to five of its lines and more: pages of all lengths. */
const lengths = [200, 500, 1200, 4000] as const;
const epochs = 3;

function* goodTexts(folder: string): Generator<string> {
  for (const { file, field, every } of diet)
    for (const { [field]: text } of trainingRecords(folder, file, 2 * every))
      if (typeof text === "string" && text.length > 20) yield text.replaceAll("#idiom#", "");
}

/** A fixed shuffle: the index of each text by a multiplicative step. */
function shuffled<T>(list: readonly T[]): T[] {
  const step = 7_368_787 % list.length || 1;
  return list.map((_, index) => list[(index * step) % list.length]!);
}

const folder = process.argv[2] ?? join("..", "shared", "data");
const texts = shuffled([...goodTexts(folder)]);

const manual = process.argv[3];
const pages = manual === undefined ? [] : [...trainingRecords(dirname(manual), basename(manual), 8)];
const classified = shuffled([...goodTexts(folder), ...pages.map(({ content }) => String(content))]);

const ngrams = new NgramTrainer({ order: 3, capacity: 6_000_000, entries: 130_000 });
for (const text of texts) ngrams.add(text);
console.log(`perplexity: ${texts.length} texts, ${ngrams.finish().write(perplexityPath)} bytes`);

const linear = new LinearTrainer({ buckets: 1 << 17, rate: 2 });
for (let epoch = 0; epoch < epochs; epoch++) {
  classified.forEach((text, index) => {
    const length = lengths[(index + epoch) % lengths.length] ?? text.length;
    linear.add(text.slice(0, length), true, 1);
    const kind = corruptionKinds[(index + epoch) % corruptionKinds.length] ?? "navigation";
    linear.add(corrupt(text, kind, index * epochs + epoch).slice(0, length), false, 1);
  });
}
console.log(`classifier: ${linear.finish().write(classifierPath)} bytes`);
