/**
 * Matching and resolving at scale, on synthetic signatures: no text, so only the dedup itself is measured.
 *
 * `npm run bench -- signatures --documents 10e6` (the default is 1e6). One text in ten is a
 * version of an earlier one with a similarity of 0.7 to 1. `WORKERS` sets the threads (2). The system's share is told apart: what it
 * costs to read from a disk begins where the files no longer fit into the page cache.
 */
import { mkdirSync, statfsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import { peakMemoryBytes } from "../../pipeline/executors/peak-memory.js";
import { resolveEdges } from "../../stages/dedup/matching/resolve-edges.js";
import { bandPath, signaturePath } from "../../stages/dedup/minhash/signatures.js";
import { minhashDedup } from "../../stages/dedup/minhash-dedup.js";
import { inTemporaryFolder } from "../support/wudao.js";
import type { CollectTask, MatchTask, SketchTask, SplitFolder, VerifyTask } from "./signatures-worker.js";

const documentsPerSplit = 1_000_000;
/** Signature, 14 band keys; candidates, signed pairs and edges of the copies; runs that are not merged yet. */
const diskBytesPerDocument = 232 + 14 * 12 + 60 + 10;

export async function benchSignatures(documents: number): Promise<void> {
  const { bavail, bsize } = statfsSync(tmpdir());
  const needed = documents * diskBytesPerDocument;
  if (needed > bavail * bsize) {
    console.log(`${documents} documents need ${(needed / 1e9).toFixed(0)} GB of disk in ${tmpdir()}`);
    return;
  }
  const workers = Number(process.env.WORKERS ?? 2);
  const pool = new Piscina({
    filename: fileURLToPath(new URL("./signatures-worker.js", import.meta.url)),
    minThreads: workers,
    maxThreads: workers,
  });
  try {
    await inTemporaryFolder((folder) => measure(folder, documents, pool));
  } finally {
    await pool.destroy();
  }
}

async function measure(folder: string, documents: number, pool: Piscina): Promise<void> {
  const partitions = minhashDedup.partitions(documents, minhashDedup.parameters.parse({}));
  const splits: SplitFolder[] = [];
  for (let first = 0; first < documents; first += documentsPerSplit) {
    const split = splits.length;
    const samples = Math.min(documentsPerSplit, documents - first);
    splits.push({ split, samples, folder: join(folder, `sketch-${split}`) });
  }
  const clock = new Clock(documents);
  const sketch = async ({ folder: sketchFolder, samples, split }: SplitFolder): Promise<unknown> => {
    mkdirSync(sketchFolder);
    const task: SketchTask = {
      kind: "sketch",
      folder: sketchFolder,
      samples,
      split,
      first: split * documentsPerSplit,
      partitions,
    };
    return pool.run(task);
  };
  await Promise.all(splits.map(sketch));
  clock.tell("sketch");
  const candidateFiles = Array.from({ length: partitions }, (_, partition) =>
    join(folder, `matched-${partition}`),
  );
  const match = (candidateFile: string, partition: number): Promise<unknown> => {
    const task: MatchTask = { kind: "match", splits, partition, candidateFile };
    return pool.run(task);
  };
  await Promise.all(candidateFiles.map(match));
  clock.tell("match");
  const pairFiles = splits.map(({ split }) => join(folder, `collected-${split}`));
  const collect = (pairFile: string, part: number): Promise<unknown> => {
    const task: CollectTask = { kind: "collect", splits, part, candidateFiles, pairFile };
    return pool.run(task);
  };
  await Promise.all(pairFiles.map(collect));
  clock.tell("collect");
  const edgeFiles = splits.map(({ split }) => join(folder, `edges-${split}`));
  const verify = (edgeFile: string, part: number): Promise<unknown> => {
    const task: VerifyTask = { kind: "verify", splits, part, pairFiles, edgeFile };
    return pool.run(task);
  };
  await Promise.all(edgeFiles.map(verify));
  clock.tell("verify");
  let removed = 0;
  const sketches = { splits, stored: 0, isRemoved: () => false };
  for (const _ of resolveEdges(edgeFiles, sketches, { unranked: true, reason: "near" })) removed++;
  clock.tell("resolve");
  for (const [what, files] of Object.entries({
    signatures: splits.map((split) => signaturePath(split.folder)),
    bands: splits.map((split) => bandPath(split.folder)),
    candidates: candidateFiles,
    "signed pairs": pairFiles,
    edges: edgeFiles,
  })) {
    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
    console.log(
      `${what}: ${(bytes / 1e6).toFixed(0)} MB, ${(bytes / documents).toFixed(1)} bytes a document`,
    );
  }
  console.log(
    `${documents} documents, ${splits.length} splits, ${partitions} partitions: ${removed} removed, ` +
      `peak ${(peakMemoryBytes() / 1e6).toFixed(0)} MB`,
  );
}

class Clock {
  #cpu = process.cpuUsage();
  #wall = performance.now();

  constructor(readonly documents: number) {}

  tell(phase: string): void {
    const { user, system } = process.cpuUsage(this.#cpu);
    const each = (microseconds: number): string => (microseconds / this.documents).toFixed(2);
    const wall = (performance.now() - this.#wall) / 1000;
    console.log(
      `${phase.padEnd(8)} ${((user + system) / 1e6).toFixed(1)} CPU s, ${wall.toFixed(1)} s, ${each(user + system)} CPU µs a document (${each(system)} the system's)`,
    );
    this.#cpu = process.cpuUsage();
    this.#wall = performance.now();
  }
}
