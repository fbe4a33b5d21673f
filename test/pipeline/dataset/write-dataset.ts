/** Datasets of given rows for tests: real sinks, a manifest made to fit. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Column, RowBatch } from "../../../pipeline/contracts/rows.js";
import type { SinkStage, StageParameters } from "../../../pipeline/contracts/stage.js";
import { sealFile } from "../../../pipeline/storage/sha256.js";

/** Writes each list of batches as one shard. */
export async function writeDataset<P extends StageParameters>(
  folder: string,
  sink: SinkStage<P>,
  columns: readonly Column[],
  shards: readonly (readonly RowBatch[])[],
  options: object = {},
): Promise<void> {
  const params = sink.parameters.parse(options);
  const receipts: { file: string; rows: number; bytes: number; sha256: string }[] = [];
  for (const [index, batches] of shards.entries()) {
    const file = `data-${index}.${sink.extension(params)}`;
    const path = join(folder, file);
    const writer = await sink.openShard(path, columns, params);
    for (const batch of batches) await writer.write(batch);
    await writer.finish();
    const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
    receipts.push({ file, rows, ...(await sealFile(path)) });
  }
  const sum = (part: "rows" | "bytes"): number => receipts.reduce((all, receipt) => all + receipt[part], 0);
  const manifest = {
    format: "wudao-dataset",
    version: 1,
    sink: sink.name,
    columns,
    facts: {},
    rows: sum("rows"),
    tokens: 0,
    bytes: sum("bytes"),
    shards: receipts,
    plan: "0".repeat(64),
    recipe: {
      name: "test",
      seed: 0,
      rejects: "keep",
      stages: [
        { stage: "read-json", params: {} },
        { stage: sink.name, params: {} },
      ],
    },
    resources: [],
  };
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
}

/** Any JSON file, changed in place. */
export function editJson<T>(path: string, edit: (content: T) => void): void {
  const content = JSON.parse(readFileSync(path, "utf8")) as T;
  edit(content);
  writeFileSync(path, JSON.stringify(content));
}

export interface ManifestToEdit {
  version: number;
  rows: number;
  tokens: number;
  bytes: number;
  columns: { name: string; nullable: boolean }[];
  facts: Record<string, number | string>;
  shards: { file: string; rows: number; bytes: number; sha256: string }[];
  recipe: { stages: { stage: string; module?: string; params: Record<string, unknown> }[] };
  resources: { file: string; sha256: string }[];
}

export function editManifest(folder: string, edit: (manifest: ManifestToEdit) => void): void {
  editJson(join(folder, "manifest.json"), edit);
}

/** Makes size and checksum of a shard in the manifest those of the file as it is now. */
export async function acceptShard(folder: string, index: number): Promise<void> {
  const { shards } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as ManifestToEdit;
  const path = join(folder, shards[index]?.file ?? "");
  const { bytes, sha256 } = await sealFile(path);
  editManifest(folder, (manifest) => {
    const shard = manifest.shards[index];
    if (shard === undefined) return;
    manifest.bytes += bytes - shard.bytes;
    Object.assign(shard, { bytes, sha256 });
  });
}
