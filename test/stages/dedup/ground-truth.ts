/** The near-duplicate sets with known pairs, where they are present. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { Decoder } from "@toondepauw/node-zstd";
import type { Document } from "./run-barrier.js";

const folder = resolve("../shared/data/near-dup");

export const nearDupSets = ["weibo-posts", "laws-revisions", "pingcap-versions"] as const;
export type NearDupSet = (typeof nearDupSets)[number];

/** False when the data is present, else why a test is skipped. */
export function missingNearDup(set: NearDupSet): string | false {
  return existsSync(`${folder}/${set}.docs.jsonl.zst`) ? false : `../shared/data/near-dup/${set} is not here`;
}

export interface KnownPair {
  readonly a: string;
  readonly b: string;
  readonly similarity: number;
}

export function readNearDup(set: NearDupSet): { documents: Document[]; pairs: KnownPair[] } {
  const documents = jsonLines(new Decoder().decodeSync(readFileSync(`${folder}/${set}.docs.jsonl.zst`))).map(
    (record) => ({ id: String(record.id), text: String(record.content) }),
  );
  const pairs = jsonLines(gunzipSync(readFileSync(`${folder}/${set}.pairs.jsonl.gz`))).map((record) => ({
    a: String(record.a),
    b: String(record.b),
    similarity: Number(record.jaccard5),
  }));
  return { documents, pairs };
}

function jsonLines(bytes: Buffer): Record<string, unknown>[] {
  return bytes
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

export function pairKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
