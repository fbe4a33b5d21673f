/**
 * Trains the tokenizer that comes with the project, from the open test data:
 *
 *     node dist/stages/tokenize/train/train-default.js [folder of the data, default ../shared/data]
 *
 * Writes default.tokenizer.json.gz next to the sources. About a minute and 6 GB (--max-old-space-size=8000); same input, same bytes.
 */
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { constants, gzipSync } from "node:zlib";
import { trainingRecords } from "../../files/training-records.js";
import { countTrainingWords } from "./count-training-words.js";
import { trainBpe } from "./train-bpe.js";

/** What is read, and every how many records: modern Chinese first, then law, classical, Traditional and European text. */
const diet = [
  { file: "zh-web/lctt-00000.jsonl.zst", every: 1 },
  { file: "zh-web/lctt-00001.jsonl.zst", every: 1 },
  { file: "zh-web/pingcap-docs-00000.jsonl.gz", every: 1 },
  { file: "domain/fewclue-chid.jsonl.gz", every: 1 },
  { file: "domain/fewclue-csl.jsonl.gz", every: 1 },
  { file: "domain/fewclue-tnews.jsonl.gz", every: 1 },
  { file: "near-dup/weibo-posts.docs.jsonl.zst", every: 1 },
  { file: "zh-web/laws-00001.jsonl.zst", every: 2 },
  { file: "zh-web/classical-00001.jsonl.zst", every: 2 },
  { file: "zh-web/poetry-tang-song-tw-00000.jsonl.zst", every: 4 },
  { file: "zh-web/vsdocs-tw-00000.jsonl.zst", every: 4 },
  { file: "multilingual/multi30k-train.jsonl.gz", every: 1 },
] as const;

const fields = ["title", "content", "text", "abst", "sentence", "en"] as const;

const folder = process.argv[2] ?? join("..", "shared", "data");
const { counts } = await countTrainingWords(texts(), 6_000_000, availableParallelism());
const trained = trainBpe(counts.take(), { vocabularySize: 32_000, specialTokens: ["<|endoftext|>"] });
const json = gzipSync(JSON.stringify(trained.file), { level: constants.Z_BEST_COMPRESSION });
writeFileSync(join("stages", "tokenize", "default.tokenizer.json.gz"), json);
console.log(`default.tokenizer.json.gz: ${json.length} bytes`);

async function* texts(): AsyncGenerator<string, void, undefined> {
  for (const { file, every } of diet) {
    for (const record of trainingRecords(folder, file, every))
      for (const field of fields) {
        const text = record[field];
        if (typeof text === "string") yield text.replaceAll("#idiom#", "");
      }
    console.log(file);
  }
}
