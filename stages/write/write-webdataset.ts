/** WebDataset tars: the files of a sample stand together under one key, for trainers that stream. */
import { z } from "zod";
import { UserError } from "../../pipeline/contracts/errors.js";
import type { Column } from "../../pipeline/contracts/rows.js";
import { defineSink } from "../../pipeline/contracts/stage.js";
import { byteSize } from "../../pipeline/recipe/size.js";
import { tarEnd, tarHeader, tarPadding } from "../../pipeline/storage/formats/tar-header.js";
import { recordMembers } from "../../pipeline/storage/formats/webdataset-record.js";
import { ShardFile } from "./shard-file.js";

const parameters = z.strictObject({
  "shard-bytes": byteSize
    .default(256 * 2 ** 20)
    .describe("upper bound of a shard, in bytes or with a unit; shards are even to within one row"),
});

export const writeWebdataset = defineSink({
  name: "write-webdataset",
  summary:
    "Writes tars that WebDataset and img2dataset's readers stream: picture, .txt, .json and .npy of a sample together under its id.",
  source:
    "WebDataset (Aizman et al. 2019, arXiv 2001.01858): keys without dots; POSIX.1-2017 ustar and pax; NumPy NEP 1",
  parameters,
  extension: () => "tar",
  shardBytes: (params) => params["shard-bytes"],
  rowOverheadBytes: overheadOf,
  openShard: (path, columns) => {
    const id = columns.findIndex(({ name }) => name === "id");
    if (id < 0) {
      throw new UserError(
        "not-for-webdataset",
        `write-webdataset names files by the column id, but the rows have ${columns.map(({ name }) => name).join(", ")}`,
        "Write rows without ids with write-arrow",
      );
    }
    const file = new ShardFile(path);
    const keys = new UniqueKeys();
    return Promise.resolve({
      write: (batch) => {
        const ids = batch.columns[id];
        for (let row = 0; row < batch.rows; row++) {
          const key = keys.of((ids?.kind === "utf8" ? ids.values[row] : undefined) ?? "");
          const parts: Uint8Array[] = [];
          for (const { extension, body } of recordMembers(columns, batch.columns, row, batch.rows))
            parts.push(tarHeader(`${key}.${extension}`, body.length), body, tarPadding(body.length));
          file.write(Buffer.concat(parts));
        }
        return Promise.resolve();
      },
      finish: async () => {
        file.write(tarEnd);
        file.close();
      },
      abort: async () => file.close(),
    });
  },
});

/** A header and, on average, half a block of padding a member; a name in a pax header is rare. */
const memberBytes = 512 + 256;

function overheadOf(columns: readonly Column[]): number {
  const lists = columns.filter(({ type }) => type.kind === "list" || type.kind === "fixed-list").length;
  const pictures = columns.filter(({ type }) => type.kind === "image").length;
  // Beside them .txt and .json, whose names of fields the rows do not count.
  return (lists + pictures + 2) * memberBytes + columns.length * 16;
}

/** Names of files up to 255 bytes are safe everywhere; endings need some of them. */
const longestKey = 200;

/** Two samples of one key would become one: a key that was there gets a number behind it. */
class UniqueKeys {
  /** Key -> the number that the next sample of it gets. */
  private readonly taken = new Map<string, number>();

  of(id: string): string {
    const wanted = keyOf(id);
    let number = this.taken.get(wanted);
    let key = wanted;
    if (number !== undefined) {
      while (this.taken.has(key)) key = `${wanted}-${number++}`;
      this.taken.set(wanted, number);
    }
    this.taken.set(key, 2);
    return key;
  }
}

/** Ids come from sources: no dots, no way out of the folder where somebody unpacks, nothing that file systems refuse. */
function keyOf(id: string): string {
  const segments = id
    .split("/")
    .map((segment) => segment.replace(/[\p{Cc}.\\:*?"<>|\s]/gu, "_"))
    .filter((segment) => /[^_]/.test(segment));
  const key = segments.join("/");
  if (key === "") return "sample";
  let end = Math.min(key.length, longestKey);
  while (Buffer.byteLength(key.slice(0, end)) > longestKey) end--;
  return key.slice(0, end).replace(/[\uD800-\uDBFF]$|\/$/, "");
}
