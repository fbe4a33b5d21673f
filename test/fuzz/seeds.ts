/** What the fuzzers begin with: the samples of the project and, where it is there, real broken input. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RecordBatchStreamWriter, tableFromArrays } from "apache-arrow";
import { poemBzip2, poemXz, poemXzOtherContexts, zerosBzip2 } from "../support/packed-files.js";
import { makeRows } from "../support/parquet-rows.js";
import { unpackTar } from "../support/unpack-tar.js";
import { root, sharedData } from "../support/wudao.js";

/** Larger files are cut: a fuzzer wants many small inputs. */
const headBytes = 16 * 1024;

function filesOf(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();
}

function seedFiles(): string[] {
  const folders = [join(root, "data-samples")];
  if (sharedData !== undefined)
    folders.push(...["bad-input", "warc/ukwa", "html"].map((name) => join(sharedData ?? "", name)));
  return folders.flatMap((folder) => {
    try {
      return filesOf(folder);
    } catch {
      return [];
    }
  });
}

/** Heads of the files with one of the endings; of all files where there is none. Tables whole: their index stands at the end. */
export async function byteSeeds(endings: readonly string[]): Promise<Buffer[]> {
  const tables = await tableSeeds(endings);
  if (tables.length > 0) return tables;
  const all = seedFiles();
  const fitting = all.filter((path) => endings.some((ending) => path.endsWith(ending)));
  const heads = (fitting.length > 0 ? fitting : all).map((path) => readFileSync(path).subarray(0, headBytes));
  return endings.some((ending) => ending.endsWith(".xz"))
    ? [...heads, poemBzip2, poemXz, poemXzOtherContexts, zerosBzip2]
    : heads;
}

const csv = 'id,content,url\r\n1,"他說：""好"", 走\r\n了",https://a\r\n2,平常,\r\n3,"一;二"\t三|四,x\n';

/** Small tables of this project, and the test suites of the formats where they are there. */
async function tableSeeds(endings: readonly string[]): Promise<Buffer[]> {
  if (endings.includes(".csv"))
    return [Buffer.from(csv), Buffer.from(csv.replaceAll(",", "\t")), Buffer.from(csv, "utf16le"), poemXz];
  const isParquet = endings.includes(".parquet");
  if (!isParquet && !endings.includes(".arrow")) return [];
  const folder = mkdtempSync(join(tmpdir(), "wudao-seeds-"));
  try {
    const own = join(folder, "own");
    if (isParquet) await makeRows(own, 20, 7);
    else
      writeFileSync(
        own,
        await RecordBatchStreamWriter.writeAll(
          tableFromArrays({ text: ["文", "字文"], page: [1, 2] }),
        ).toUint8Array(),
      );
    const seeds = [readFileSync(own)];
    if (sharedData === undefined) return seeds;
    const suite = isParquet ? "parquet-testing" : "arrow-testing";
    for (const name of await unpackTar(join(sharedData, `bad-input/${suite}.tar.gz`), folder)) {
      const bytes = readFileSync(join(folder, name));
      if (bytes.length <= 2 * headBytes && !/\.(gz|md)$/.test(name)) seeds.push(bytes);
    }
    return seeds;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lines of plain files, as texts. */
export function textSeeds(): string[] {
  return seedFiles()
    .filter((path) => /\.(jsonl?|txt)$/.test(path))
    .flatMap((path) =>
      readFileSync(path)
        .subarray(0, 256 * 1024)
        .toString("utf8")
        .split("\n"),
    )
    .filter((line) => line !== "")
    .map((line) => line.slice(0, headBytes));
}
