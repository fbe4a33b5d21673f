/** A write task: the rows of one shard, through the sink, published by rename. */
import { createHash } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { RowBatch } from "../contracts/rows.js";
import type { ShardWriter } from "../contracts/stage.js";
import { writeAll } from "../storage/exact-bytes.js";
import { sealFile } from "../storage/sha256.js";
import { RowDocumentsWriter } from "../storage/spills/row-documents.js";
import { originsFolder } from "./folders.js";
import { type Job, type TaskResult, withoutSamples } from "./job.js";
import type { SuppliedBatch } from "./rows/unordered-rows.js";
import { planShards, shardName, shardRange, sinkOf } from "./shards.js";
import { temporaryPath } from "./temporaries.js";
import { writeShard } from "./write-shard.js";

export async function runWrite(job: Job, index: number): Promise<TaskResult> {
  const { output } = job;
  const { sink, params } = sinkOf(job);
  const { supply, shards } = planShards(job);
  const { columns } = supply;
  const { from, to } = shardRange(supply.rows, shards, index);
  const name = shardName(index, shards, sink.extension(params));
  const temporary = temporaryPath(join(output, name));
  rmSync(temporary, { force: true });
  const origins = supply.hasDocuments === true ? new RowDocumentsWriter() : undefined;
  let rows = 0;
  const batches = async function* (): AsyncGenerator<RowBatch> {
    for await (const batch of supply.read(from, to)) {
      addDocuments(origins, batch);
      rows += batch.rows;
      yield batch;
    }
  };
  const writer = await writeShard(temporary, { sink, params, columns }, batches());
  if (rows !== to - from)
    throw new Error(`shard ${index} should hold ${to - from} rows, but ${rows} were written`);
  const [{ bytes, sha256 }, originsFile] = await Promise.all([
    sealFile(temporary),
    origins === undefined ? undefined : publishOrigins(origins, output, name),
  ]);
  const indexExtension = sink.indexExtension?.(params);
  const indexFile = indexExtension === undefined ? undefined : shardName(index, shards, indexExtension);
  const indexFacts = indexFile === undefined ? undefined : publishIndex(writer, output, indexFile);
  renameSync(temporary, join(output, name));
  return withoutSamples({ file: name, rows, bytes, sha256, ...indexFacts, ...originsFile }, [
    { file: name, bytes },
    ...(indexFacts === undefined
      ? []
      : [{ file: indexFacts["index-file"], bytes: indexFacts["index-bytes"] }]),
    ...(originsFile === undefined
      ? []
      : [{ file: originsFile["origins-file"], bytes: originsFile["origins-bytes"] }]),
  ]);
}

function addDocuments(origins: RowDocumentsWriter | undefined, { rows, documents }: SuppliedBatch): void {
  if (documents?.kind === "list") origins?.add(documents.offsets.subarray(0, rows + 1), documents.values);
}

/** Published before its shard, like an index. */
async function publishOrigins(origins: RowDocumentsWriter, output: string, shard: string) {
  const file = join(originsFolder, `${shard}.rows`);
  const path = join(output, file);
  mkdirSync(dirname(path), { recursive: true });
  const temporary = temporaryPath(path);
  origins.write(temporary);
  const { bytes, sha256 } = await sealFile(temporary);
  renameSync(temporary, path);
  return { "origins-file": file, "origins-bytes": bytes, "origins-sha256": sha256 };
}

/** Published before its shard: whoever sees the shard finds the index. */
function publishIndex(writer: ShardWriter, output: string, file: string) {
  const temporary = temporaryPath(join(output, file));
  const hash = createHash("sha256");
  let bytes = 0;
  const descriptor = openSync(temporary, "w");
  try {
    for (const part of writer.index?.() ?? []) {
      writeAll(descriptor, part);
      hash.update(part);
      bytes += part.length;
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, join(output, file));
  return { "index-file": file, "index-bytes": bytes, "index-sha256": hash.digest("hex") };
}
