/** Runs the real command line in a process group of its own, as a user or a scheduler would. */
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { endInTime } from "./end-in-time.js";

/** The project's root, whatever folder the tests are started from. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
/** The command line itself. */
export const mainFile = join(root, "dist/pipeline/cli/main.js");

/** The real data beside the checkout; undefined in a plain clone. */
export const sharedData = existsSync(join(root, "../shared/data")) ? join(root, "../shared/data") : undefined;
export const withoutData = sharedData === undefined ? "needs the real data in ../shared/data" : false;

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly end: Promise<Finished>;
}

export function start(...args: string[]): Started {
  return startWith({}, ...args);
}

/** The same with more in its environment. */
export function startWith(environment: Readonly<Record<string, string>>, ...args: string[]): Started {
  const child = spawn(process.execPath, [mainFile, ...withOneWorker(args)], {
    cwd: root,
    detached: true,
    env: { ...process.env, ...environment },
  });
  let stdout = "";
  let stderr = "";
  // A character may lie across two chunks.
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  const end = new Promise<Finished>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const what = `wudao ${args.join(" ")}`;
  const saying = (error: unknown): never => {
    throw new Error(`${error instanceof Error ? error.message : error}\n${stdout}\n${stderr}`, {
      cause: error,
    });
  };
  return { process: child, end: endInTime(child, what, end, { group: true }).catch(saying) };
}

/**
 * A run has one worker unless a test says otherwise: each loads the stages for itself, which is most of the time that a test of a few
 * records takes.
 */
export function withOneWorker(args: readonly string[]): readonly string[] {
  const chosen = ["--workers", "-w", "--memory", "--executor", "--help"];
  const [command = "", ...options] = args;
  return command !== "run" || options.some((option) => chosen.includes(option))
    ? args
    : [...args, "--workers", "1"];
}

/** The command's result; fails the test with its own words when the exit code is another than expected. */
export async function wudao(args: readonly string[], expectedCode = 0): Promise<Finished> {
  return endOf(start(...args), args, expectedCode);
}

/** The result of a started command; fails the test when the exit code is another than expected. */
export async function endOf(started: Started, args: readonly string[], expectedCode = 0): Promise<Finished> {
  return checked(await started.end, args, expectedCode);
}

/** @throws when the exit code is another than expected, with what the command said */
export function checked(finished: Finished, args: readonly string[], expectedCode: number): Finished {
  if (finished.code !== expectedCode) {
    throw new Error(
      `wudao ${args.join(" ")} ended with ${finished.code ?? finished.signal}, expected ${expectedCode}\n${finished.stdout}\n${finished.stderr}`,
    );
  }
  return finished;
}

export async function inTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "wudao-test-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** SHA-256 of every file that a run leaves but the report (it tells times) and the run's own folder. */
export function checksums(output: string): Readonly<Record<string, string>> {
  const files = readdirSync(output, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(output.length + 1))
    .filter((name) => name !== "report.html" && !name.startsWith(".run"))
    .sort();
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash("sha256")
        .update(readFileSync(join(output, name)))
        .digest("hex"),
    ]),
  );
}
