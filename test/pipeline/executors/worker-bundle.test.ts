/** Which code the threads run: the bundle of worker and catalogue, or its modules one by one. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { catalogueUrl } from "../../../pipeline/cli/load.js";
import { nameSources } from "../../../pipeline/cli/source-frames.js";
import { WorkerThreads } from "../../../pipeline/executors/worker-threads.js";
import { inTemporaryFolder, root } from "../../support/wudao.js";

/** Where the code lies that refuses a stage which does not exist. */
async function codeBehind(hasOwnStages: boolean): Promise<string> {
  const threads = new WorkerThreads(1, catalogueUrl);
  try {
    const task = { stages: [{ stage: "no-such-stage", params: {} }], baseDir: ".", hasOwnStages };
    await threads.run(task, new AbortController().signal);
    return assert.fail("an unknown stage was loaded");
  } catch (error) {
    return (error as Error).stack ?? "";
  } finally {
    await threads.close();
  }
}

const bundle = new URL("../../../bundle/", import.meta.url);

test("a thread starts from one bundle, without opening hundreds of files", async () => {
  assert.match(await codeBehind(false), /no-such-stage[\s\S]*dist\/bundle\//);
});

test("stages of the user's own meet the engine's own classes: their tasks run the modules that they import", async () => {
  assert.match(await codeBehind(true), /no-such-stage[\s\S]*dist\/pipeline\/recipe\/catalogue\.js/);
});

const codes = readdirSync(bundle).filter((name) => name.endsWith(".code"));
const needsCode = codes.some((name) => name.includes(`-${process.version}-`))
  ? false
  : "dist was built by another version of Node";
const opener = fileURLToPath(new URL("../pipeline/executors/open-bundle.cjs", bundle));

test("a thread takes the code that the build compiled, and does not compile the bundle again", {
  skip: needsCode,
}, async () => {
  const program = `
    const { parentPort, workerData } = require("node:worker_threads");
    parentPort.postMessage(require(workerData).openBundle("worker").script.cachedDataRejected);`;
  const thread = new Worker(program, { eval: true, workerData: opener });
  const [isRefused] = (await once(thread, "message")) as [boolean | undefined];
  assert.equal(isRefused, false);
});

/** What a process says of the command's bundle: whether V8 refused the code (undefined: there was none), and what the bundle exports. */
function openedCommand(opener: string): { isRefused?: boolean; exports: readonly string[] } {
  const program = `
    const { exports, script } = require(${JSON.stringify(opener)}).openBundle("command");
    console.log(JSON.stringify({ isRefused: script.cachedDataRejected, exports: Object.keys(exports) }));`;
  const said = execFileSync(process.execPath, ["--eval", program], { encoding: "utf8" });
  return JSON.parse(said) as ReturnType<typeof openedCommand>;
}

test("a command takes the code that the build compiled, too", { skip: needsCode }, () => {
  assert.equal(openedCommand(opener).isRefused, false);
});

test(
  "code that is damaged, was cut off, or made of another text, costs a command time and nothing else",
  {
    skip: needsCode,
  },
  () =>
    inTemporaryFolder(async (folder) => {
      const code =
        codes.find((name) => /^command-/.test(name) && name.includes(`-${process.version}-`)) ?? "";
      const copied = join(folder, "dist/pipeline/executors/open-bundle.cjs");
      mkdirSync(dirname(copied), { recursive: true });
      cpSync(opener, copied);
      cpSync(join(root, "package.json"), join(folder, "package.json"));
      const [text, made] = ["command.cjs", code].map((name) => join(folder, "dist/bundle", name)) as [
        string,
        string,
      ];
      cpSync(new URL("command.cjs", bundle), text);
      cpSync(new URL(code, bundle), made);
      const exports = ["runCommandLine"];
      assert.deepEqual(openedCommand(copied), { isRefused: false, exports });
      const sound = readFileSync(made);
      const flipped = Buffer.from(sound);
      flipped[sound.length >> 1] = (sound[sound.length >> 1] ?? 0) ^ 1;
      for (const damaged of [flipped, sound.subarray(0, 100_000), sound.subarray(0, 10), ""]) {
        writeFileSync(made, damaged);
        assert.deepEqual(openedCommand(copied), { exports });
      }
      writeFileSync(made, sound);
      assert.deepEqual(openedCommand(copied), { isRefused: false, exports });
      // V8 would take the code of any text of the same length.
      writeFileSync(text, readFileSync(text, "latin1").replace(/.{16}$/, "0123456789abcdef"));
      assert.deepEqual(openedCommand(copied), { exports });
    }),
);

test("each bundle ends with its own digest, which the code that is made of it is named by", () => {
  for (const name of ["worker", "command"]) {
    const text = readFileSync(new URL(`${name}.cjs`, bundle), "latin1");
    const [, body = "", digest = ""] = /^([\s\S]*)\/\/(.{16})$/.exec(text) ?? [];
    assert.equal(digest, createHash("sha256").update(body).digest("hex").slice(0, 16));
    assert.ok(codes.some((code) => code.startsWith(`${name}-${digest}-`)));
  }
});

test("what is imported by name while a run goes on (stores, models, stages of the user's own) can be: stored code has no import()", () => {
  for (const name of ["worker.cjs", "command.cjs"]) {
    const text = readFileSync(new URL(name, bundle), "latin1");
    assert.match(text, /await obtain\("@aws-sdk\/client-s3"\)/);
    assert.doesNotMatch(text, /\bimport\(/);
  }
});

test("rules with characters beyond ASCII mean the same in a thread, which reads the bundle a byte a character", () => {
  for (const name of ["worker.cjs", "command.cjs"])
    assert.ok(readFileSync(new URL(name, bundle)).every((byte) => byte < 0x80));
});

test("the stack of an error in a thread names the source, not a column of the bundle", async () => {
  const stack = await codeBehind(false);
  // No place of the machine that built it, which need not be the one that runs it.
  assert.match(stack, /\(dist\/bundle\/worker\.cjs:/);
  assert.match(nameSources(stack), /\(pipeline\/recipe\/catalogue\.ts:\d+:\d+\)/);
  assert.doesNotMatch(nameSources(stack), /worker\.cjs/);
  // And so does one of the main thread.
  assert.match(nameSources(await codeBehind(true)), /\(pipeline\/recipe\/catalogue\.ts:\d+:\d+\)/);
});

test("the bundles come with the licence of every package in them", () => {
  const licences = readFileSync(new URL("THIRD-PARTY.txt", bundle), "utf8");
  const sources = ["worker.cjs.map", "command.cjs.map"].flatMap((name) => {
    const map = JSON.parse(readFileSync(new URL(name, bundle), "utf8")) as { sources: readonly string[] };
    return map.sources;
  });
  const packages = new Set(sources.flatMap((source) => /node_modules\/([^/]+)/.exec(source)?.[1] ?? []));
  assert.ok(packages.has("zod") && packages.has("commander"));
  for (const name of packages) assert.match(licences, new RegExp(`^${name} \\d`, "m"));
  assert.match(licences, /Permission is hereby granted/);
  assert.match(licences, /Apache License/);
});
