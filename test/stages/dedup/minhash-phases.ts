/**
 * Runs one phase of MinHash deduplication on synthetic sketches that are larger than everything that is held of them, and prints
 * how much it added to the resident memory of this process at its peak.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SketchSet, TextLookup } from "../../../pipeline/contracts/stage.js";
import { EdgeWriter } from "../../../stages/dedup/matching/edge-file.js";
import { resolveEdges } from "../../../stages/dedup/matching/resolve-edges.js";
import { SignatureWriter } from "../../../stages/dedup/minhash/signature-writer.js";
import { planBands } from "../../../stages/dedup/minhash/signatures.js";
import { minhashDedup } from "../../../stages/dedup/minhash-dedup.js";
import { mix32 } from "../../../stages/text/hash.js";

const [phase = "", folder = ""] = process.argv.slice(2);
const permutations = 112;
const bands = 6;
const rows = 8;
const params = minhashDedup.parameters.parse({
  permutations,
  bands,
  rows,
  keep: "longest",
  representatives: 8,
});

/** Of one cluster each: all pairs are candidates, and edges. */
const inClusters = 5_120;
const clusterSize = 64;
/** In pairs that only their texts can judge. */
const inPairs = 5_000;
/** The others have one bucket in common, larger than what is compared pair by pair. */
const samples = 95_000;

function fillSignature(ordinal: number, entries: Uint16Array): void {
  const own = mix32(ordinal);
  let like = own;
  let shared = 0;
  if (ordinal < inClusters) [like, shared] = [mix32(ordinal % (inClusters / clusterSize)), permutations];
  else if (ordinal < inClusters + inPairs) [like, shared] = [mix32(ordinal >>> 1), permutations * 0.8];
  else [like, shared] = [0, rows];
  for (let entry = 0; entry < permutations; entry++)
    entries[entry] = mix32((entry < shared ? like : own) + entry);
}

function resident(what: "VmHWM" | "VmRSS"): number {
  const kilobytes = new RegExp(`^${what}:\\s+(\\d+) kB`, "m").exec(
    readFileSync("/proc/self/status", "latin1"),
  )?.[1];
  return Number(kilobytes) * 1024;
}

const at = (name: string): string => join(folder, name);
const split = { split: 0, folder: at("sketch"), samples };
const sketches: SketchSet = { splits: [split], stored: 0, isRemoved: () => false };
const texts: TextLookup = {
  async text({ ordinal }) {
    const units = Uint16Array.from(
      { length: 2_000 },
      (_, unit) => 0x4e00 + (mix32(ordinal * 4096 + unit) & 0x3fff),
    );
    return String.fromCharCode(...units);
  },
  stored: () => Promise.reject(new Error("nothing is stored")),
};

const phases: Readonly<Record<string, () => Promise<void> | void>> = {
  sketch() {
    mkdirSync(split.folder, { recursive: true });
    const plan = planBands(permutations, bands, rows);
    const writer = new SignatureWriter(split.folder, 1, { permutations, plan, unranked: false });
    for (let ordinal = 0; ordinal < samples; ordinal++) {
      fillSignature(ordinal, writer.entries);
      writer.add(ordinal, samples - ordinal, 1000);
    }
    writer.finish();
  },
  match: () => minhashDedup.match(0, sketches, at("candidates"), texts, params),
  collect: () => minhashDedup.collect?.(0, [at("candidates")], sketches, at("pairs"), params),
  verify: () => minhashDedup.verify?.(0, [at("pairs")], sketches, at("edges"), texts, params),
  resolve() {
    // More removals than are held at once.
    const many = { ...split, samples: 1_100_000 };
    const writer = new EdgeWriter(at("edges"));
    const keeper = { split: 0, ordinal: 0, rank: 0 };
    for (let ordinal = 1; ordinal < many.samples; ordinal++)
      writer.add(keeper, { split: 0, ordinal, rank: many.samples - ordinal }, 1);
    writer.finish();
    let removals = 0;
    const all = { ...sketches, splits: [many] };
    for (const _ of resolveEdges([at("edges")], all, { unranked: false, reason: "near" })) removals++;
    if (removals !== many.samples - 1) throw new Error(`${removals} removals`);
  },
};

globalThis.gc?.();
const before = resident("VmRSS");
await phases[phase]?.();
console.log(resident("VmHWM") - before);
