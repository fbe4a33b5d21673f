/**
 * All cleaning and filtering stages of the WuDaoCorpora recipe together, in MB of text (1e6 bytes of UTF-8) a CPU second of all threads,
 * those that compile and collect included, with the flags of V8 that every worker has. Each process passes the texts several times:
 *
 *     first   as a short run sees it: the stages are opened, V8 compiles their code and runs what it has not yet compiled
 *     later   as a long run sees all of its corpus but the beginning
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { workerFlags } from "../../pipeline/executors/worker-flags.js";
import { root, sharedData } from "../support/wudao.js";
import { median } from "./measure.js";

interface CleaningRun {
  readonly documents: number;
  readonly kept: number;
  readonly megabytes: number;
  /** By pass. */
  readonly cpuSeconds: readonly number[];
  /** By stage; seconds of the main thread in the last pass. */
  readonly seconds: Readonly<Record<string, number>>;
}

const child = fileURLToPath(new URL("./run-cleaning.js", import.meta.url));
const processes = 3;
const passes = 3;

export function benchCleaning(): void {
  const files = ["00000", "00001"].map((part) => join(sharedData ?? "", `zh-web/lctt-${part}.jsonl.zst`));
  const runs = Array.from({ length: processes }, () => runCleaning(files));
  const first = runs.map((run) => speeds(run)[0] ?? 0);
  const later = runs.flatMap((run) => speeds(run).slice(1));
  console.log(`first pass ${told(first)}, later passes ${told(later)} MB per CPU second (bar: 40)`);
  reportStages(runs);
}

function runCleaning(files: readonly string[]): CleaningRun {
  const run = JSON.parse(
    execFileSync(process.execPath, [...workerFlags, child, String(passes), ...files], {
      cwd: root,
    }).toString(),
  ) as CleaningRun;
  const inPasses = speeds(run).map((speed) => speed.toFixed(1));
  console.log(
    `${run.megabytes.toFixed(1)} MB, ${run.kept} of ${run.documents} kept; ${inPasses.join(", ")} MB per CPU second`,
  );
  return run;
}

/** By pass. */
function speeds({ megabytes, cpuSeconds }: CleaningRun): number[] {
  return cpuSeconds.map((seconds) => megabytes / seconds);
}

function told(speeds: readonly number[]): string {
  return `${median(speeds).toFixed(1)} (${Math.min(...speeds).toFixed(1)} to ${Math.max(...speeds).toFixed(1)})`;
}

/** Of the last passes. */
function reportStages(runs: readonly CleaningRun[]): void {
  const names = Object.keys(runs[0]?.seconds ?? {});
  const stages = names.map((name) => ({
    name,
    seconds: median(runs.map(({ seconds }) => seconds[name] ?? 0)),
  }));
  for (const { name, seconds } of stages.sort((a, b) => b.seconds - a.seconds))
    console.log(`  ${name}: ${(seconds * 1000).toFixed(0)} ms`);
}
