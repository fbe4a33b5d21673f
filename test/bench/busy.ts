/**
 * Cleaning and tokens over a store: how busy two workers are with many small objects, and with one large one. Without deduplication,
 * since the texts at hand must be repeated to fill a gigabyte.
 * VERSITYGW names the program versitygw.
 *
 * What the tasks took by their receipts, over what both workers had from the first task to the last, and while the whole command ran,
 * with its start, the listing of the bucket and the report; and where the rest of the time was.
 */
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Receipt } from "../../pipeline/run/receipts.js";
import { storeOf } from "../../pipeline/storage/store-of.js";
import { recordsOf } from "../support/records.js";
import { type S3Server, startS3, withoutS3 } from "../support/s3-server.js";
import { endOf, inTemporaryFolder, sharedData, startWith } from "../support/wudao.js";

const workers = 2;
const smallObjects = 10_000;
const largeBytes = 1e9;
const uploads = 16;
const stages =
  "read-json, unicode-repair, markup-remains, width, simplify, han-spaces, privacy, tokenize, pack, write-arrow";

export async function benchBusy(): Promise<void> {
  if (withoutS3 !== false) return console.log(`left out: ${withoutS3}`);
  const lines = Array.from(
    recordsOf(join(sharedData ?? "", "zh-web/lctt-00000.jsonl.zst")),
    ({ content }, id) => `${JSON.stringify({ id: String(id), content })}\n`,
  );
  const server = await startS3("small", "large");
  Object.assign(process.env, server.environment());
  try {
    await inTemporaryFolder(async (folder) => {
      await uploadSmall(lines);
      await tellBusy("small", `${smallObjects.toLocaleString("en")} objects`, folder, server);
    });
    await inTemporaryFolder(async (folder) => {
      await uploadLarge(lines, folder, server);
      await tellBusy("large", "one object of 1 GB", folder, server);
    });
  } finally {
    await server.stop();
  }
}

async function uploadSmall(lines: readonly string[]): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < smallObjects) {
      const index = next++;
      const location = `s3://small/in/${String(index).padStart(5, "0")}.jsonl`;
      await storeOf(location).write(location, Buffer.from(lines[index % lines.length] ?? ""));
    }
  };
  await Promise.all(Array.from({ length: uploads }, lane));
}

async function uploadLarge(lines: readonly string[], folder: string, server: S3Server): Promise<void> {
  const path = join(folder, "large.jsonl");
  const file = openSync(path, "w");
  for (let bytes = 0; bytes < largeBytes; ) for (const line of lines) bytes += writeSync(file, line);
  closeSync(file);
  await server.put(path, "s3://large/in/large.jsonl");
}

async function tellBusy(bucket: string, what: string, folder: string, server: S3Server): Promise<void> {
  const recipe = join(folder, "recipe.yaml");
  const scratch = join(folder, "scratch");
  mkdirSync(scratch);
  writeFileSync(recipe, `name: busy\ninput: { path: s3://${bucket}/in }\nstages: [${stages}]\n`);
  const args = ["run", recipe, "--output", `s3://${bucket}/out`, "--workers", String(workers), "--quiet"];
  const began = Date.now();
  await endOf(startWith({ ...server.environment(), WUDAO_SCRATCH: scratch }, ...args), args);
  const ended = Date.now();
  const seconds = (ended - began) / 1000;
  const receipts = join(server.folder, bucket, "out/.run/receipts");
  const tasks = readdirSync(receipts, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => JSON.parse(readFileSync(join(entry.parentPath, entry.name), "utf8")) as Receipt)
    .map(({ phase, began: from = 0, seconds: took = 0 }) => ({ phase, from, to: from + 1000 * took, took }));
  const busy = tasks.reduce((sum, { took }) => sum + took, 0);
  const share = (of: number): string => ((100 * busy) / (workers * of)).toFixed(0);
  const from = Math.min(...tasks.map((task) => task.from));
  const to = Math.max(...tasks.map((task) => task.to));
  console.log(
    `${what}: workers busy ${share((to - from) / 1000)} % of the time from the first task to the last (bar: 90 %), ` +
      `${share(seconds)} % of all ${seconds.toFixed(0)} s of the command`,
  );
  let before = began;
  for (const phase of ["stream-0", "write"]) {
    const own = tasks.filter((task) => task.phase === phase);
    const from = Math.min(...own.map((task) => task.from));
    const to = Math.max(...own.map((task) => task.to));
    const idle = (workers * (to - from)) / 1000 - own.reduce((sum, { took }) => sum + took, 0);
    const wait = ((from - before) / 1000).toFixed(1);
    console.log(`  ${phase}: begins after ${wait} s, idle ${idle.toFixed(1)} worker-seconds`);
    before = to;
  }
  console.log(`  then ${((ended - before) / 1000).toFixed(1)} s to the end`);
}
