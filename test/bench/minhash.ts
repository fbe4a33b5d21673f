/** MinHash dedup measured: sketching speed, error of the estimate, candidates found, all on real texts. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { makeSample } from "../../pipeline/sample.js";
import { minhashDedup } from "../../stages/dedup/minhash-dedup.js";
import { equalEntries, SimilaritySketcher } from "../../stages/dedup/similarity-sketch.js";
import { Shingler } from "../../stages/text/shingles.js";
import { missingNearDup, nearDupSets, pairKey, readNearDup } from "../stages/dedup/ground-truth.js";
import { runBarrier, withFolder } from "../stages/dedup/run-barrier.js";
import { recordsOf } from "../support/records.js";

const permutations = 112;
const corpora = ["lctt-00000", "laws-00000", "poetry-tang-song-tw-00000", "vsdocs-tw-00000"];

export async function benchMinhash(): Promise<void> {
  for (const corpus of corpora) await measureSketching(corpus);
  for (const set of nearDupSets) {
    if (missingNearDup(set) === false) {
      measureError(set);
      await measurePairs(set);
    }
  }
}

function cpuSeconds(since?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

/** The whole sketcher with its files, on texts that are in memory. */
async function measureSketching(corpus: string): Promise<void> {
  const file = resolve(`../shared/data/zh-web/${corpus}.jsonl.zst`);
  if (!existsSync(file)) return console.log(`${corpus}: not here`);
  const samples = Array.from(recordsOf(file), ({ content }, row) =>
    makeSample({ id: String(row), source: corpus, origin: String(row), text: content }),
  );
  const megabytes = samples.reduce((sum, sample) => sum + Buffer.byteLength(sample.text), 0) / 1e6;
  for (const shingle of ["characters", "script"] as const) {
    const rates: number[] = [];
    for (let round = 0; round < 4; round++) {
      await withFolder(async (folder) => {
        const params = minhashDedup.parameters.parse({ shingle });
        const start = process.cpuUsage();
        const sketcher = await minhashDedup.openSketch(folder, 16, params, { baseDir: folder, seed: 0 });
        for (const [ordinal, sample] of samples.entries()) sketcher.add(sample, ordinal);
        await sketcher.finish();
        rates.push(megabytes / cpuSeconds(start));
      });
    }
    const best = Math.max(...rates);
    console.log(
      `${corpus}: ${samples.length} texts, ${megabytes.toFixed(1)} MB of UTF-8, shingle ${shingle}: ` +
        `sketch ${best.toFixed(1)} MB per CPU second (first round ${rates[0]?.toFixed(1)})`,
    );
  }
}

function measureError(set: (typeof nearDupSets)[number]): void {
  const { documents, pairs } = readNearDup(set);
  const shingler = new Shingler("characters", 5, "white-space");
  const sketcher = new SimilaritySketcher(permutations);
  const signatures = new Map(
    documents.map(({ id, text }) => {
      const signature = new Uint16Array(permutations);
      sketcher.sketch(shingler.shingle(text), signature, 0);
      return [id, signature];
    }),
  );
  let error = 0;
  for (const pair of pairs) {
    const a = signatures.get(pair.a);
    const b = signatures.get(pair.b);
    if (a === undefined || b === undefined) throw new Error(`unknown text in ${pair.a} ${pair.b}`);
    error += Math.abs(equalEntries(a, b, permutations) / permutations - pair.similarity);
  }
  console.log(
    `${set}: mean |estimate - exact| ${(error / pairs.length).toFixed(4)} over ${pairs.length} pairs`,
  );
}

/** Pairs found before closure, against all pairs of the set from the threshold on. */
async function measurePairs(set: (typeof nearDupSets)[number]): Promise<void> {
  const { documents, pairs } = readNearDup(set);
  const truth = new Set(
    pairs.filter((pair) => pair.similarity >= 0.8).map((pair) => pairKey(pair.a, pair.b)),
  );
  for (const settings of [{}, { bands: 28, rows: 8 }, { shingle: "script" }, { fold: "full" }] as const) {
    await withFolder(async (folder) => {
      const start = process.cpuUsage();
      const run = await runBarrier(minhashDedup, documents, settings, { splits: 1, partitions: 4 }, folder);
      const seconds = cpuSeconds(start);
      const found = new Set<string>();
      for (const { a, b } of run.pairs) found.add(pairKey(a, b));
      const right = [...found].filter((key) => truth.has(key)).length;
      console.log(
        `${set} ${JSON.stringify(settings)}: recall ${(right / truth.size).toFixed(4)}, ` +
          `precision ${(right / found.size).toFixed(4)} of ${truth.size} pairs, ` +
          `${run.removed.size} removed, ${run.lookups} texts looked up, ${seconds.toFixed(2)} CPU s`,
      );
    });
  }
}
