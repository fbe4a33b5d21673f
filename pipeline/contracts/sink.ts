/** Stages that write rows into shards. */
import type { z } from "zod";
import type { Declared, StageParameters } from "./declaration.js";
import type { Column, RowBatch } from "./rows.js";

/** A finished shard, as the manifest lists it. */
export interface ShardReceipt {
  /** Name of the file in the dataset's folder. */
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  /** SHA-256 of the whole file, in hexadecimal. */
  readonly sha256: string;
  /** The file beside the shard that tells where its rows begin, where the format has one. */
  readonly index?: { readonly file: string; readonly bytes: number; readonly sha256: string } | undefined;
  /** The file that tells the documents of its rows, where rows are made of several. */
  readonly origins?: { readonly file: string; readonly bytes: number; readonly sha256: string } | undefined;
}

/** Writes one shard file; the engine makes it durable and publishes it. */
export interface ShardWriter {
  /** Writes the rows behind those before; the batch is the caller's again when the promise is fulfilled. */
  write(batch: RowBatch): Promise<void>;
  /** Writes what is left and closes the file. */
  finish(): Promise<void>;
  /** Bytes of the shard's index, in parts; asked after `finish` where the sink has an `indexExtension`. */
  index?(): Iterable<Uint8Array>;
  /** Closes and leaves nothing open; called when something failed. */
  abort(): Promise<void>;
}

/** Writes rows into files of one format. */
export interface SinkStage<P extends StageParameters = StageParameters> extends Declared<"sink", P> {
  /** File ending of a shard, without the dot. */
  extension(params: z.output<P>): string;
  /** File ending of the index beside each shard; the engine writes, publishes and checks it like the shard. */
  indexExtension?(params: z.output<P>): string;
  /** Upper bound of bytes in a shard, from the parameters. */
  shardBytes(params: z.output<P>): number;
  /** Bytes that the format adds to each row, where they are many: headers of files in an archive. */
  rowOverheadBytes?(columns: readonly Column[]): number;
  /** Creates the file of one shard. */
  openShard(path: string, columns: readonly Column[], params: z.output<P>): Promise<ShardWriter>;
  /** Files beside the shards (dataset_info.json, state.json ...): name -> content. Deterministic. */
  companions?(
    columns: readonly Column[],
    shards: readonly ShardReceipt[],
    params: z.output<P>,
  ): Readonly<Record<string, string>>;
}
