/**
 * Opens a bundle (build/bundle.mjs) with the code that V8 made of it at the build (build/compile-bundles.mjs): nothing that most runs use
 * is parsed or compiled then, which saves half of the CPU time of a start.
 *
 * V8 takes that code only from its own version under the same flags, and compiles the text where it refuses it. Of the text it looks at
 * the length alone; so the code of another text has another name, whatever was copied over the folder. Nor does it look for damage in
 * the code, and would run it: the code ends with its SHA-256, which takes 1.3 to 1.8 ms to compare.
 */
import crypto = require("node:crypto");
import fs = require("node:fs");
import Module = require("node:module");
import path = require("node:path");
import vm = require("node:vm");

/** What a thread does, and what a command does. */
type BundleName = "worker" | "command";

interface Opened {
  readonly exports: unknown;
  readonly script: import("node:vm").Script;
  /** Stores what V8 has compiled of the text by now. */
  storeCode(): void;
}

/** What CommonJS gives a module, and the import of modules, which functions of stored code cannot do for themselves. */
const given = ["exports", "require", "module", "__filename", "__dirname", "obtain"];

const digestBytes = 32;
const dist = path.join(__dirname, "../..");
const folder = path.join(dist, "bundle");
const opened = new Map<BundleName, Opened>();

/** Whether there is a bundle of what was compiled last: a compilation alone leaves an old one behind. */
function isBundled(name: BundleName): boolean {
  const made = modified(path.join(folder, `${name}.cjs`));
  return made !== undefined && made >= (modified(path.join(dist, ".tsbuildinfo")) ?? 0);
}

function modified(file: string): number | undefined {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

function openBundle(name: BundleName): Opened {
  const before = opened.get(name);
  if (before !== undefined) return before;
  const file = path.join(folder, `${name}.cjs`);
  // All of it is ASCII: a byte a character in memory, too.
  const text = fs.readFileSync(file, "latin1");
  const code = codeFile(name, text);
  const cachedData = storedCode(code);
  const script = new vm.Script(`(function (${given.join(", ")}) { ${text}\n})`, {
    // Stacks name what stands in the stored code, wherever it was copied to since (cli/source-frames.ts).
    filename: `dist/bundle/${name}.cjs`,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  const bundle = { exports: {} };
  const run = script.runInThisContext() as (...given: unknown[]) => void;
  run(bundle.exports, Module.createRequire(file), bundle, file, folder, obtain);
  const made = {
    ...{ exports: bundle.exports, script },
    storeCode() {
      const data = script.createCachedData();
      fs.writeFileSync(code, Buffer.concat([data, digestOf(data)]));
    },
  };
  opened.set(name, made);
  return made;
}

/** Loads a package, or a module by its absolute URL. */
function obtain(specifier: string): Promise<unknown> {
  return import(specifier);
}

/** Undefined where there is none, or it is not as it was stored. */
function storedCode(file: string): Buffer | undefined {
  if (!fs.existsSync(file)) return undefined;
  const stored = fs.readFileSync(file);
  const data = stored.subarray(0, Math.max(0, stored.length - digestBytes));
  return digestOf(data).equals(stored.subarray(data.length)) ? data : undefined;
}

function digestOf(data: Buffer): Buffer {
  return crypto.createHash("sha256").update(data).digest();
}

function codeFile(name: BundleName, text: string): string {
  // The digest with which each bundle ends.
  const digest = text.slice(-16);
  return path.join(folder, `${name}-${digest}-${process.version}-${process.platform}-${process.arch}.code`);
}

export = { isBundled, openBundle };
