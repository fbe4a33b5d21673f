/** A shard through its sink, and the files that stand beside all shards: for runs, and for what changes finished datasets. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Column, RowBatch } from "../contracts/rows.js";
import type { ShardReceipt, ShardWriter, SinkStage } from "../contracts/stage.js";
import { publishText } from "./receipts.js";

/** What a sink needs to know of the rows. */
export interface ShardFormat {
  readonly sink: SinkStage;
  readonly params: Readonly<Record<string, unknown>>;
  readonly columns: readonly Column[];
}

/** Writes a file with these rows, not durable yet; none where that fails. */
export async function writeShard(
  path: string,
  { sink, params, columns }: ShardFormat,
  batches: AsyncIterable<RowBatch> | Iterable<RowBatch>,
): Promise<ShardWriter> {
  const writer = await sink.openShard(path, columns, params);
  try {
    for await (const batch of batches) await writer.write(batch);
    await writer.finish();
    return writer;
  } catch (error) {
    await writer.abort();
    rmSync(path, { force: true });
    throw error;
  }
}

export function publishCompanions(
  folder: string,
  { sink, params, columns }: ShardFormat,
  shards: readonly ShardReceipt[],
): void {
  for (const [name, content] of Object.entries(sink.companions?.(columns, shards, params) ?? {}))
    publishText(join(folder, name), content);
}
