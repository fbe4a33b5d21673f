/** The two files that let Hugging Face `datasets.load_from_disk` open a folder of Arrow streams. */
import { createHash } from "node:crypto";
import type { Column, ColumnType } from "../../pipeline/contracts/rows.js";
import type { ShardReceipt } from "../../pipeline/contracts/stage.js";

/** The files that `datasets` 2 to 5 read. The features must match the Arrow schema exactly. */
export function huggingFaceFiles(
  columns: readonly Column[],
  shards: readonly ShardReceipt[],
): Readonly<Record<string, string>> {
  const info = {
    features: Object.fromEntries(columns.map(({ name, type }) => [name, feature(type)])),
  };
  const state = {
    _data_files: shards.map(({ file }) => ({ filename: file })),
    _fingerprint: fingerprint(shards),
    _format_columns: null,
    _format_kwargs: {},
    _format_type: null,
    _output_all_columns: false,
    _split: null,
  };
  return {
    "dataset_info.json": `${JSON.stringify(info, null, 2)}\n`,
    "state.json": `${JSON.stringify(state, null, 2)}\n`,
  };
}

/** Keys the caches of `datasets`: another content must have another one. */
function fingerprint(shards: readonly ShardReceipt[]): string {
  return createHash("sha256")
    .update(shards.map(({ sha256 }) => sha256).join())
    .digest("hex")
    .slice(0, 16);
}

function feature(type: ColumnType): object {
  switch (type.kind) {
    case "fixed-list":
      return { feature: value(type.item), length: type.length, _type: "List" };
    case "list":
      return { feature: value(type.item), _type: "List" };
    case "utf8":
      return value("string");
    case "image":
      return { _type: "Image" };
    case "int64":
    case "float64":
      return value(type.kind);
  }
}

function value(dtype: string): object {
  return { dtype, _type: "Value" };
}
