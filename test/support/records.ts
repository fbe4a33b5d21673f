/** Records of a real corpus file, decoded without the project's own reader. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { Decoder } from "@toondepauw/node-zstd";

export interface RealRecord {
  readonly content: string;
}

export function* recordsOf(file: string): Generator<RealRecord> {
  const packed = readFileSync(file);
  const bytes = file.endsWith(".gz") ? gunzipSync(packed) : new Decoder().decodeSync(packed);
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(10, start);
    const end = found < 0 ? bytes.length : found;
    if (end > start) yield JSON.parse(bytes.toString("utf8", start, end)) as RealRecord;
    start = end + 1;
  }
}
