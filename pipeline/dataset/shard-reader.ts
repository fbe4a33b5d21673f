/** How the rows of one shard file are read back; the counterpart of `ShardWriter`. */
import { UserError } from "../contracts/errors.js";
import type { Column, RowBatch } from "../contracts/rows.js";

export interface ShardReader {
  /** How the schema in the file differs from the manifest's columns, in words; empty when it does not. */
  readonly schemaProblems: readonly string[];
  /** Rows that the file holds, when its structure says so without reading the values. */
  readonly rows: number | undefined;
  /**
   * Rows [from, to) in batches, fewer when the file has fewer. Reads only the batches that hold them (lines of JSON
   * have to be skipped one by one). Holds one batch at a time.
   *
   * @throws UserError `damaged-shard` where the file is cut, broken or holds other values than its columns allow
   */
  batches(from: number, to: number): AsyncGenerator<RowBatch, void, undefined>;
  close(): Promise<void>;
}

/** @throws UserError `damaged-shard` when the file has no readable schema */
export type OpenShard = (path: string, columns: readonly Column[]) => Promise<ShardReader>;

export function damaged(path: string, problem: string, place: { offset?: number; line?: number } = {}) {
  return new UserError(
    "damaged-shard",
    problem,
    "See what else is wrong with `wudao verify`; running the recipe again rewrites a shard that is missing",
    { file: path, ...place },
  );
}

/** What went wrong, in the words of whoever found it. */
export function problemOf(error: unknown): string {
  if (error instanceof UserError) {
    const { offset, line } = error.place;
    const where = offset !== undefined ? ` (byte ${offset})` : line !== undefined ? ` (line ${line})` : "";
    return error.problem + where;
  }
  return error instanceof Error ? error.message : String(error);
}
