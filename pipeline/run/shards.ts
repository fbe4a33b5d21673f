/** How rows are cut into shards: evenly, to within one row, by bytes. A pure function of the produced splits. */

import type { Job } from "./job.js";
import { oncePerJob } from "./once-per-job.js";
import { rowSupply } from "./rows/row-supply.js";
import type { RowSupply } from "./rows/unordered-rows.js";
import type { ShardFormat } from "./write-shard.js";

export interface ShardPlan {
  readonly supply: RowSupply;
  readonly shards: number;
}

export function sinkOf({ stages, plan }: Job): Pick<ShardFormat, "sink" | "params"> {
  const sink = stages.at(-1);
  if (sink?.kind !== "sink") throw new Error("the last stage is no sink");
  return { sink, params: plan.recipe.stages.at(-1)?.params ?? {} };
}

export const planShards = oncePerJob((job): ShardPlan => {
  const { sink, params } = sinkOf(job);
  const supply = rowSupply(job);
  const shardBytes = sink.shardBytes(params);
  const overhead = sink.rowOverheadBytes?.(supply.columns) ?? 0;
  return { supply, shards: shardCount(supply, shardBytes, overhead) };
});

/** The fewest even shards that hold no more than `shardBytes` each, as far as whole rows allow. */
export function shardCount(
  { rows, sizes: own }: Pick<RowSupply, "rows" | "sizes">,
  shardBytes: number,
  rowOverheadBytes = 0,
): number {
  const sizes = own.map((size) => ({ rows: size.rows, bytes: size.bytes + size.rows * rowOverheadBytes }));
  const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0);
  let shards = Math.max(1, Math.min(rows, Math.ceil(bytes / shardBytes)));
  // Rows of uneven sizes (texts, pictures) can crowd into one shard: then all become smaller.
  for (;;) {
    const largest = largestShard(rows, sizes, shards);
    if (largest <= shardBytes || shards >= rows) return shards;
    shards = Math.min(rows, Math.max(shards + 1, Math.floor((shards * largest) / shardBytes)));
  }
}

/** Bytes of the largest of so many shards, rows within one entry of `sizes` taken as equally large. */
function largestShard(rows: number, sizes: RowSupply["sizes"], shards: number): number {
  let largest = 0;
  let entry = 0;
  let used = 0;
  for (let shard = 0; shard < shards; shard++) {
    const { from, to } = shardRange(rows, shards, shard);
    let bytes = 0;
    for (let left = to - from; left > 0; ) {
      const size = sizes[entry];
      if (size === undefined) break;
      const taken = Math.min(left, size.rows - used);
      if (size.rows > 0) bytes += (size.bytes * taken) / size.rows;
      left -= taken;
      used += taken;
      if (used === size.rows) {
        entry++;
        used = 0;
      }
    }
    largest = Math.max(largest, bytes);
  }
  return largest;
}

/** Rows [from, to) of a shard; counts differ by at most one. */
export function shardRange(
  rows: number,
  shards: number,
  index: number,
): { readonly from: number; readonly to: number } {
  return { from: Math.floor((rows * index) / shards), to: Math.floor((rows * (index + 1)) / shards) };
}

export function shardName(index: number, shards: number, extension: string): string {
  return `data-${String(index).padStart(5, "0")}-of-${String(shards).padStart(5, "0")}.${extension}`;
}
