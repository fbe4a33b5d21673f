/** What all benchmarks need: runs in processes of their own, peers in Python, texts as a plain file, medians. */
import { execFileSync, spawnSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { recordsOf } from "../support/records.js";
import { inTemporaryFolder, root } from "../support/wudao.js";

export interface ChainRun {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly peakMegabytes: number;
  readonly manifest: unknown;
}

const child = fileURLToPath(new URL("./run-child.js", import.meta.url));

/** The whole chain of configs/wudaocorpora.yaml over `input`. */
export function runChain(input: string, workers: number, tokenizer: string): Promise<ChainRun> {
  return inTemporaryFolder(async (folder) => {
    const out = execFileSync(
      process.execPath,
      [child, input, join(folder, "out"), String(workers), tokenizer],
      {
        cwd: root,
        maxBuffer: 1 << 26,
      },
    );
    return JSON.parse(out.toString()) as ChainRun;
  });
}

export interface PeerLine {
  readonly name: string;
  readonly cpu_s: number;
  readonly mb_per_cpu_s: number;
  readonly count?: number;
}

/** Lines of ../shared/bench/peers.py over `files` (none: lctt), or why there are none. */
export function runPeers(
  what: string,
  megabytes: number,
  files: readonly string[] = [],
): PeerLine[] | string {
  const python = process.env.PYTHON ?? "python3";
  const { status, stdout, stderr } = spawnSync(
    python,
    [join(root, "../shared/bench/peers.py"), what, ...files, "--mb", String(megabytes)],
    { maxBuffer: 1 << 26, encoding: "utf8" },
  );
  const lines = (stdout ?? "").split("\n").filter((line) => line.startsWith("{"));
  if (status !== 0 || lines.length === 0) {
    const reason = (stderr ?? "").trim().split("\n").at(-1) ?? "";
    return `${python} cannot run the peers (${reason}); set PYTHON to one that has ../shared/bench/requirements.txt`;
  }
  return lines.map((line) => JSON.parse(line) as PeerLine);
}

/**
 * Writes texts of the corpus as plain JSON Lines until `megabytes` (1e6 bytes of UTF-8 text) are there.
 *
 * @returns the megabytes written
 */
export async function writeTexts(
  file: string,
  sources: readonly string[],
  megabytes: number,
): Promise<number> {
  const stream = createWriteStream(file);
  let bytes = 0;
  for (const source of sources) {
    for (const { content } of recordsOf(source)) {
      if (bytes >= megabytes * 1e6) break;
      bytes += Buffer.byteLength(content);
      if (!stream.write(`${JSON.stringify({ id: String(bytes), content })}\n`))
        await new Promise<void>((resolve) => stream.once("drain", () => resolve()));
    }
  }
  await new Promise<void>((resolve) => stream.end(() => resolve()));
  return bytes / 1e6;
}

export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;
}
