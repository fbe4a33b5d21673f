/**
 * Counts the pairs of characters of ordinary texts, from the open test data:
 *
 *     node dist/stages/text/sensitive/count-pairs.js [folder of the data, default ../shared/data]
 *
 * Writes common-pairs.bin.gz next to the sources; same input, same bytes. The files that `npm run bench -- sensitive` reads are not
 * among them.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { constants, gzipSync } from "node:zlib";
import { trainingRecords } from "../../files/training-records.js";
import { evasionFolding, ignored } from "./evasion-folding.js";
import { pairCell, pairCells, pairHash, unitHash } from "./pair-cells.js";
import { commonPairsPath } from "./pair-frequency.js";
import { isSecondHalf } from "./surrogate-halves.js";

/** What is read, and every how many records. */
const diet = [
  { file: "zh-web/lctt-00001.jsonl.zst", every: 1 },
  { file: "zh-web/laws-00001.jsonl.zst", every: 1 },
  { file: "zh-web/pingcap-docs-00000.jsonl.gz", every: 1 },
  { file: "zh-web/vsdocs-tw-00000.jsonl.zst", every: 2 },
  { file: "zh-web/classical-00001.jsonl.zst", every: 4 },
  { file: "zh-web/poetry-tang-song-tw-00000.jsonl.zst", every: 16 },
  { file: "near-dup/weibo-posts.docs.jsonl.zst", every: 1 },
  { file: "domain/fewclue-csl.jsonl.gz", every: 1 },
  { file: "domain/fewclue-chid.jsonl.gz", every: 1 },
  { file: "domain/fewclue-tnews.jsonl.gz", every: 1 },
  { file: "html/article-extraction-benchmark.jsonl.zst", every: 1 },
  { file: "multilingual/libreoffice-help.jsonl.zst", every: 1 },
] as const;

const fields = ["title", "content", "abst", "sentence", "gold_text"] as const;

/** Smaller counts are not told apart, which halves the file. */
const fewest = 64;

const folder = process.argv[2] ?? join("..", "shared", "data");
const fold = evasionFolding();
const counts = new Map<number, number>();
for (const { file, every } of diet)
  for (const record of trainingRecords(folder, file, every))
    for (const field of fields) {
      const text = record[field];
      if (typeof text === "string") count(text.replaceAll("#idiom#", ""));
    }

const sums = new Float64Array(pairCells);
for (const [pair, often] of counts)
  sums[pairCell(pairHash(unitHash(Math.floor(pair / 0x10000)), unitHash(pair % 0x10000)))]! += often;
const cells = Uint8Array.from(sums, (sum) => (sum < fewest ? 0 : Math.round(Math.log2(sum))));
const packed = gzipSync(cells, { level: constants.Z_BEST_COMPRESSION });
writeFileSync(commonPairsPath, packed);
console.log(`${counts.size} pairs, ${packed.length} bytes`);

function count(text: string): void {
  let before = ignored;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (isSecondHalf(unit) || fold[unit] === ignored) continue;
    const folded = fold[unit]!;
    const pair = before * 0x10000 + folded;
    if (before !== ignored) counts.set(pair, (counts.get(pair) ?? 0) + 1);
    before = folded;
  }
}
