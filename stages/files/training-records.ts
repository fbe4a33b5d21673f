/** Records of the open test data, for the scripts that train what comes with the project. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Decoder } from "../../pipeline/storage/compression/zstd/addon.js";

/** @param every so many of them: 2 for every second one, from the first */
export function* trainingRecords(
  folder: string,
  file: string,
  every: number,
): Generator<Readonly<Record<string, unknown>>> {
  const packed = readFileSync(join(folder, file));
  const lines = file.endsWith(".gz") ? gunzipSync(packed) : new Decoder().decodeSync(packed);
  let index = 0;
  for (const line of lines.toString("utf8").split("\n"))
    if (line !== "" && index++ % every === 0) yield JSON.parse(line) as Readonly<Record<string, unknown>>;
}
