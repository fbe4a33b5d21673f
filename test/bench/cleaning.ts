/**
 * All cleaning and filtering stages of the WuDaoCorpora recipe together, in MB of text (1e6 bytes of UTF-8) a CPU second of all threads,
 * with the flags of V8 that every worker has. Over the texts once, and over them twice in one process: about half of the time of the
 * first pass goes to V8's compiler and to code that is not yet compiled, which a longer corpus pays no second time.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { workerFlags } from "../../pipeline/executors/worker-flags.js";
import { root, sharedData } from "../support/wudao.js";

interface CleaningRun {
  readonly documents: number;
  readonly kept: number;
  readonly megabytes: number;
  readonly cpuSeconds: number;
  /** By stage; seconds of the main thread. */
  readonly seconds: Readonly<Record<string, number>>;
}

const child = fileURLToPath(new URL("./run-cleaning.js", import.meta.url));
const rounds = 3;

export function benchCleaning(): void {
  const files = ["00000", "00001"].map((part) => join(sharedData ?? "", `zh-web/lctt-${part}.jsonl.zst`));
  report(fastestOf(files));
  console.log("the same texts twice:");
  fastestOf([...files, ...files]);
}

function fastestOf(files: readonly string[]): CleaningRun | undefined {
  let best: CleaningRun | undefined;
  for (let round = 0; round < rounds; round++) {
    const run = JSON.parse(
      execFileSync(process.execPath, [...workerFlags, child, ...files], { cwd: root }).toString(),
    ) as CleaningRun;
    console.log(
      `${run.megabytes.toFixed(1)} MB, ${run.cpuSeconds.toFixed(2)} CPU s: ` +
        `${(run.megabytes / run.cpuSeconds).toFixed(1)} MB per CPU second (bar: 40); ${run.kept} of ${run.documents} kept`,
    );
    if (best === undefined || run.cpuSeconds < best.cpuSeconds) best = run;
  }
  return best;
}

function report(run: CleaningRun | undefined): void {
  for (const [name, seconds] of Object.entries(run?.seconds ?? {}).sort(([, a], [, b]) => b - a))
    console.log(`  ${name}: ${(seconds * 1000).toFixed(0)} ms`);
}
