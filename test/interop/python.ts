/**
 * Python programs that read what this project writes. `PYTHON=/path/to/python npm run test:interop` chooses the
 * interpreter; tests whose modules it lacks are skipped and say so.
 */
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { endInTime } from "../support/end-in-time.js";
import { root } from "../support/wudao.js";

const python = process.env.PYTHON ?? "python3";
const known = new Map<string, boolean>();

/** Why a test that needs these modules cannot run; false when it can. */
export function withoutModules(...modules: readonly string[]): string | false {
  const missing = modules.filter((module) => !has(module));
  return missing.length === 0
    ? false
    : `${python} has no ${missing.join(", ")}: set PYTHON to one that has them`;
}

/** Found without importing: some modules take seconds. */
function has(module: string): boolean {
  let found = known.get(module);
  if (found === undefined) {
    const script = "import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)";
    found = spawnSync(python, ["-c", script, module]).status === 0;
    known.set(module, found);
  }
  return found;
}

/**
 * Runs test/interop/python/<script> with a job on stdin.
 *
 * @returns the JSON that it printed
 * @throws Error with what it wrote to stderr when it fails; a failed `assert` is such a failure
 */
export async function askPython<Answer>(script: string, job: object): Promise<Answer> {
  const child = spawn(python, [join(root, "test/interop/python", script)], {
    env: {
      ...process.env,
      HF_HUB_OFFLINE: "1",
      PYTHONDONTWRITEBYTECODE: "1",
      TOKENIZERS_PARALLELISM: "true",
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
  // A script that fails early closes its end; its stderr says why.
  child.stdin.on("error", () => undefined);
  child.stdin.end(JSON.stringify(job));
  const end = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const code = await endInTime(child, `${python} ${script}`, end, { ms: 900_000 });
  if (code !== 0) throw new Error(`${script} ended with ${code}\n${Buffer.concat(errors).toString()}`);
  return JSON.parse(Buffer.concat(output).toString()) as Answer;
}
