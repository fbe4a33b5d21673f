import { join } from "node:path";
import { recordsOf } from "../support/records.js";
import { sharedData } from "../support/wudao.js";

export interface CorpusTexts {
  readonly texts: readonly string[];
  /** Of UTF-8. */
  readonly bytes: number;
}

/** The first texts of a file of the real data, such as `zh-web/lctt-00000.jsonl.zst`, until `megabytes` (1e6 bytes of UTF-8) are there. */
export function corpusTexts(file: string, megabytes = Number.POSITIVE_INFINITY): CorpusTexts {
  const texts: string[] = [];
  let bytes = 0;
  for (const { content } of recordsOf(join(sharedData ?? "", file))) {
    if (bytes >= megabytes * 1e6) break;
    texts.push(content);
    bytes += Buffer.byteLength(content);
  }
  return { texts, bytes };
}
