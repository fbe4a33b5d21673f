/** MinHash dedup measured: sketching speed, error of the estimate, candidates found, all on real texts. */
import { makeSample, type Sample } from "../../pipeline/contracts/sample.js";
import { equalEntries, SimilaritySketcher } from "../../stages/dedup/minhash/similarity-sketch.js";
import { minhashDedup } from "../../stages/dedup/minhash-dedup.js";
import { Shingler } from "../../stages/dedup/shingles/shingles.js";
import {
  closePairs,
  describeScore,
  missingNearDup,
  nearDupSets,
  pairKey,
  readNearDup,
  scorePairs,
} from "../stages/dedup/ground-truth.js";
import { classicSignature } from "../stages/dedup/minhash/classic-minhash.js";
import { runBarrier, withFolder } from "../stages/dedup/run-barrier.js";
import { corpusTexts } from "./corpus-texts.js";
import { cpuSecondsSince } from "./cpu-seconds.js";
import { runPeers } from "./measure.js";

const permutations = 112;
const corpora = ["lctt-00000", "laws-00000", "poetry-tang-song-tw-00000", "vsdocs-tw-00000"];

export async function benchMinhash(): Promise<void> {
  await compareWithPeers(Number(process.env.PEER_MB ?? 4));
  for (const corpus of corpora) await measureSketching(corpus);
  for (const set of nearDupSets) {
    if (missingNearDup(set) === false) {
      measureError(set);
      await measurePairs(set);
    }
  }
}

/** The first texts of the corpus that the peers read too. */
async function compareWithPeers(megabytes: number): Promise<void> {
  const { samples, size } = textsOf("lctt-00000", megabytes);
  const ours = await sketchRate(samples, size, {});
  console.log(`sketching ${size.toFixed(1)} MB: ${ours.toFixed(1)} MB per CPU second`);
  for (const what of ["minhash", "datatrove"]) {
    const lines = runPeers(what, megabytes);
    if (typeof lines === "string") return console.log(lines);
    for (const { name, mb_per_cpu_s: rate } of lines) {
      if (/minhash|signature/i.test(name)) {
        console.log(
          `  ${name}: ${rate} MB per CPU second, ours is ${(ours / rate).toFixed(0)} times as fast`,
        );
      }
    }
  }
}

function textsOf(corpus: string, megabytes?: number): { samples: Sample[]; size: number } {
  const { texts, bytes } = corpusTexts(`zh-web/${corpus}.jsonl.zst`, megabytes);
  const samples = texts.map((text, index) =>
    makeSample({ id: String(index), source: corpus, origin: "", text }),
  );
  return { samples, size: bytes / 1e6 };
}

/** The whole sketcher with its files, on texts that are in memory: MB per CPU second, the best of four rounds. */
async function sketchRate(samples: readonly Sample[], megabytes: number, settings: object): Promise<number> {
  let best = 0;
  for (let round = 0; round < 4; round++) {
    await withFolder(async (folder) => {
      const params = minhashDedup.parameters.parse(settings);
      const start = process.cpuUsage();
      const sketcher = await minhashDedup.openSketch(folder, 16, params, { baseDir: folder, seed: 0 });
      for (const [ordinal, sample] of samples.entries()) sketcher.add(sample, ordinal);
      await sketcher.finish();
      best = Math.max(best, megabytes / cpuSecondsSince(start));
    });
  }
  return best;
}

async function measureSketching(corpus: string): Promise<void> {
  const { samples, size } = textsOf(corpus);
  for (const shingle of ["characters", "script"] as const) {
    const rate = await sketchRate(samples, size, { shingle });
    console.log(
      `${corpus}: ${samples.length} texts, ${size.toFixed(1)} MB of UTF-8, shingle ${shingle}: sketch ${rate.toFixed(1)} MB per CPU second`,
    );
  }
}

/** Error of the estimates of both schemes over all known pairs; texts without shingles are in no pair. */
function measureError(set: (typeof nearDupSets)[number]): void {
  const { documents, pairs } = readNearDup(set);
  const shingler = new Shingler("characters", 5, "white-space");
  const sketcher = new SimilaritySketcher(permutations);
  const fast = new Map<string, Uint16Array>();
  const classic = new Map<string, Uint16Array>();
  for (const { id, text } of documents) {
    const shingles = shingler.shingle(text);
    const signature = new Uint16Array(permutations);
    sketcher.sketch(shingles, signature, 0);
    fast.set(id, signature);
    classic.set(id, classicSignature(shingles, permutations));
  }
  const meanError = (signatures: ReadonlyMap<string, Uint16Array>): string => {
    let error = 0;
    for (const pair of pairs) {
      const a = signatures.get(pair.a);
      const b = signatures.get(pair.b);
      if (a === undefined || b === undefined) throw new Error(`unknown text in ${pair.a} ${pair.b}`);
      error += Math.abs(equalEntries(a, b, permutations) / permutations - pair.similarity);
    }
    return (error / pairs.length).toFixed(4);
  };
  console.log(
    `${set}: mean |estimate - exact| ${meanError(fast)}, classic MinHash ${meanError(classic)}, over ${pairs.length} pairs`,
  );
}

/** Pairs found before and after closure, against all pairs of the set from the threshold on. */
async function measurePairs(set: (typeof nearDupSets)[number]): Promise<void> {
  const { documents, pairs } = readNearDup(set);
  for (const settings of [
    { threshold: 0.8 },
    { threshold: 0.7 },
    { threshold: 0.8, bands: 28, rows: 8 },
    { threshold: 0.8, shingle: "script" },
    { threshold: 0.8, fold: "full" },
  ] as const) {
    const truth = new Set(
      pairs.filter((pair) => pair.similarity >= settings.threshold).map((pair) => pairKey(pair.a, pair.b)),
    );
    await withFolder(async (folder) => {
      const start = process.cpuUsage();
      const run = await runBarrier(minhashDedup, documents, settings, { splits: 1, partitions: 4 }, folder);
      const seconds = cpuSecondsSince(start);
      const found = [...new Set(run.pairs.map(({ a, b }) => pairKey(a, b)))];
      console.log(
        `${set} ${JSON.stringify(settings)}: of ${truth.size} pairs before closure ` +
          `${describeScore(scorePairs(found, truth))}, after closure ${describeScore(scorePairs(closePairs(run.pairs), truth))}; ` +
          `${run.removed.size} removed, ${run.lookups} texts looked up, ${seconds.toFixed(2)} CPU s`,
      );
    });
  }
}
