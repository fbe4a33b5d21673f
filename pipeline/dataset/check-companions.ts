/** The files beside Arrow shards that `datasets.load_from_disk` goes by: they must lead to the manifest's shards. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { DatasetManifest } from "./manifest-file.js";
import { problemOf } from "./shard-reader.js";

const stateSchema = z.object({ _data_files: z.array(z.object({ filename: z.string() })) });
const infoSchema = z.object({ features: z.record(z.string(), z.unknown()) });

export async function checkCompanions(
  folder: string,
  { columns, shards }: DatasetManifest,
): Promise<{ file: string; problem: string }[]> {
  if (!shards.every(({ file }) => file.endsWith(".arrow"))) return [];
  return [
    ...(await compare(folder, "state.json", stateSchema, "shards", {
      found: (state) => state._data_files.map(({ filename }) => filename),
      expected: shards.map(({ file }) => file),
    })),
    ...(await compare(folder, "dataset_info.json", infoSchema, "columns", {
      found: (info) => Object.keys(info.features),
      expected: columns.map(({ name }) => name),
    })),
  ];
}

async function compare<T>(
  folder: string,
  file: string,
  schema: z.ZodType<T>,
  what: string,
  sides: { readonly found: (content: T) => readonly string[]; readonly expected: readonly string[] },
): Promise<{ file: string; problem: string }[]> {
  try {
    const found = sides.found(schema.parse(JSON.parse(await readFile(join(folder, file), "utf8"))));
    if (found.join("\n") === sides.expected.join("\n")) return [];
    return [{ file, problem: `names other ${what} than the manifest, so load_from_disk would read others` }];
  } catch (error) {
    return [{ file, problem: `load_from_disk needs this file, but it cannot be read: ${problemOf(error)}` }];
  }
}
