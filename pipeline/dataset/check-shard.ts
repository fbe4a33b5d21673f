/** One shard against its line of the manifest: size, checksum, schema, rows and values. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { sha256Of } from "../storage/sha256.js";
import { TokenCheck } from "./check-tokens.js";
import type { PublishedFile, ShardEntry } from "./manifest-file.js";
import type { Dataset } from "./open-dataset.js";
import { problemOf } from "./shard-reader.js";

/**
 * What is wrong with a shard, in words; empty when nothing is.
 *
 * Reads the file twice (checksum, values), holding one batch of rows at a time.
 */
export async function checkShard(dataset: Dataset, shard: ShardEntry): Promise<string[]> {
  const { problem, readable } = await checkFile(dataset.folder, shard, "shard");
  return [...(problem === undefined ? [] : [problem]), ...(readable ? await checkRows(dataset, shard) : [])];
}

/** What is wrong with the index beside a shard, in words; undefined when nothing is or the format has none. */
export async function checkIndex(dataset: Dataset, { index }: ShardEntry): Promise<string | undefined> {
  return index === undefined ? undefined : (await checkFile(dataset.folder, index, "index")).problem;
}

/** The file that leads from the rows of a shard to their documents. */
export async function checkOrigins(dataset: Dataset, { origins }: ShardEntry): Promise<string | undefined> {
  return origins === undefined ? undefined : (await checkFile(dataset.folder, origins, "origins")).problem;
}

async function checkFile(
  folder: string,
  { file, bytes, sha256 }: PublishedFile,
  what: "shard" | "index" | "origins",
): Promise<{ readonly problem?: string; readonly readable: boolean }> {
  const path = join(folder, file);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined)
    return { problem: `the ${what === "origins" ? "file of origins" : what} is missing`, readable: false };
  if (!found.isFile()) return { problem: `the ${what} is no file`, readable: false };
  if (found.size !== bytes)
    return { problem: `the file has ${found.size} bytes, the manifest says ${bytes}`, readable: true };
  if ((await sha256Of(path)) === sha256) return { readable: true };
  return {
    problem: "the SHA-256 differs from the manifest's: the content was changed or damaged",
    readable: true,
  };
}

async function checkRows(dataset: Dataset, shard: ShardEntry): Promise<string[]> {
  const problems: string[] = [];
  const size = dataset.manifest.facts["vocabulary-size"];
  const tokens = new TokenCheck(dataset.columns, typeof size === "number" ? size : undefined);
  let rows = 0;
  try {
    const reader = await dataset.openShard(shard);
    try {
      problems.push(...reader.schemaProblems);
      // Values of another schema cannot be checked against this one.
      if (problems.length > 0) rows = reader.rows ?? shard.rows;
      else {
        for await (const batch of reader.batches(0, Number.POSITIVE_INFINITY)) {
          tokens.add(batch);
          rows += batch.rows;
        }
      }
      if (rows !== shard.rows) problems.push(`the file has ${rows} rows, the manifest says ${shard.rows}`);
    } finally {
      await reader.close();
    }
  } catch (error) {
    problems.push(`only ${rows} of ${shard.rows} rows can be read: ${problemOf(error)}`);
  }
  return [...problems, ...tokens.problems()];
}
