/** A finished dataset, opened for reading: what its manifest says, and its rows wherever they lie. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../contracts/errors.js";
import type { Column } from "../contracts/rows.js";
import { localView } from "./dataset-view.js";
import { type DatasetManifest, readManifest, type ShardEntry } from "./manifest-file.js";
import { type Row, rowsOf } from "./row-batches.js";
import { damaged, type OpenShard, type ShardReader } from "./shard-reader.js";

export interface Dataset {
  readonly folder: string;
  readonly manifest: DatasetManifest;
  readonly columns: readonly Column[];
  readonly rows: number;
  readonly tokens: number;
  readonly shards: readonly ShardEntry[];
  /** Opens one shard; the caller closes it. */
  openShard(shard: ShardEntry): Promise<ShardReader>;
  /**
   * Rows [from, from + count) of the whole dataset, fewer at its end. Opens only the shards and reads only the record
   * batches (row groups, lines) that hold them; memory is that of one batch. Lists are views valid until the next row.
   *
   * @throws UserError `damaged-shard`
   */
  readRows(from: number, count: number): AsyncGenerator<Row, void, undefined>;
}

/** Each is loaded when it is wanted: those of Arrow and Parquet take longer to load than small shards to read. */
const readers: readonly { readonly ending: RegExp; readonly load: () => Promise<OpenShard> }[] = [
  { ending: /\.(arrow|feather)$/, load: async () => (await import("./read-arrow.js")).openArrow },
  { ending: /\.parquet$/, load: async () => (await import("./read-parquet.js")).openParquet },
  { ending: /\.jsonl(\.gz|\.zst)?$/, load: async () => (await import("./read-jsonl.js")).openJsonl },
  { ending: /\.bin$/, load: async () => (await import("./read-megatron.js")).openMegatron },
  { ending: /\.(ds|npy)$/, load: async () => (await import("./read-token-file.js")).openTokenFile },
  { ending: /\.tar$/, load: async () => (await import("./read-webdataset.js")).openWebdataset },
];

/** True for names that a shard of any format can have. */
export function isDataFile(name: string): boolean {
  return readers.some(({ ending }) => ending.test(name));
}

/**
 * The rows of a finished dataset in a folder, in order, whatever format its shards have. Memory is that of one batch; lists are
 * views valid until the next row.
 *
 * @throws UserError `no-dataset`, `bad-manifest`, `damaged-shard`
 * @example
 * for await (const row of readDataset("out/quickstart")) console.log(row["input_ids"]);
 */
export async function* readDataset(folder: string): AsyncGenerator<Row, void, undefined> {
  const dataset = await openDataset(folder);
  yield* dataset.readRows(0, dataset.rows);
}

/**
 * Opens a dataset by its manifest; the shards are not touched (nor fetched, where `view` is of a store) before their rows are read.
 *
 * @throws UserError `no-dataset`, `bad-manifest`
 * @example
 * const dataset = await openDataset("out/quickstart");
 * for await (const row of dataset.readRows(0, 3)) console.log(row["input_ids"]);
 */
export async function openDataset(folder: string, view = localView(folder)): Promise<Dataset> {
  const manifest = await readManifest(folder);
  const { columns, rows, tokens, shards } = manifest;
  const openShard = async (shard: ShardEntry): Promise<ShardReader> => {
    const path = join(folder, shard.file);
    for (const file of [shard.index?.file, shard.file]) if (file !== undefined) await view.fetch(file);
    if (!existsSync(path)) throw damaged(path, "the shard is missing");
    const reader = readers.find(({ ending }) => ending.test(shard.file));
    if (reader === undefined) {
      throw new UserError("bad-manifest", "no reader knows shards with this ending", "", { file: path });
    }
    const open = await reader.load();
    return open(path, columns);
  };
  return {
    folder,
    manifest,
    columns,
    rows,
    tokens,
    shards,
    openShard,
    async *readRows(from, count) {
      let first = 0;
      for (const shard of shards) {
        const last = first + shard.rows;
        if (last > from && first < from + count) {
          const reader = await openShard(shard);
          try {
            for await (const batch of reader.batches(
              Math.max(from - first, 0),
              Math.min(from + count - first, shard.rows),
            ))
              yield* rowsOf(batch, columns);
          } finally {
            await reader.close();
          }
        }
        first = last;
      }
    },
  };
}
