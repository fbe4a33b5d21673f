/** Reads JSON records into documents: which field is the text, which the key, the title, the address, the language. */
import { z } from "zod";
import { defineSource } from "../../pipeline/stage.js";
import { documentShape } from "./document-record.js";
import { readJsonSplit } from "./json-split.js";

const parameters = z.strictObject({
  text: z
    .string()
    .default("content")
    .describe('Field that holds the text. With the default, "text" is read where "content" is missing.'),
  id: z
    .union([z.string(), z.array(z.string())])
    .default(["uniqueKey", "id"])
    .describe(
      "Field or fields, tried in order, that hold the stable key of a record; without any of them it is file#offset.",
    ),
  title: z.string().default("title").describe("Field that holds the title."),
  url: z.string().default("url").describe("Field that holds the address of the page."),
  lang: z.string().default("lang").describe("Field that holds the language code."),
  encoding: z
    .enum(["auto", "utf-8", "gb18030", "utf-16le", "utf-16be"])
    .default("auto")
    .describe("Encoding of the files; auto tells it from a byte order mark or the first 256 KiB."),
  "max-record-bytes": z
    .number()
    .int()
    .min(1024)
    .max(512 * 2 ** 20)
    .default(64 * 2 ** 20)
    .describe("Records above this many bytes are skipped and quarantined as errors."),
  "batch-bytes": z
    .number()
    .int()
    .min(1)
    .max(2 ** 30)
    .default(128 * 2 ** 10)
    .describe("Bytes of records that are handed on at once."),
});

export const readJson = defineSource({
  name: "read-json",
  summary:
    "Reads JSON Lines or JSON arrays, plain, gzip or zstd, with every broken record told with its place.",
  source:
    "RFC 8259 (JSON), RFC 1952 (gzip), RFC 8878 (zstd); field names of WuDaoCorpora (Yuan et al. 2021, AI Open 2)",
  parameters,
  cost: { memoryBytes: 48 << 20 },
  endings: [
    ".jsonl",
    ".ndjson",
    ".json",
    ".jsonl.gz",
    ".ndjson.gz",
    ".json.gz",
    ".jsonl.zst",
    ".ndjson.zst",
    ".json.zst",
  ],
  divisible: (file) => /\.(jsonl|ndjson)$/i.test(file),
  unwinds: (file) => /\.(jsonl|ndjson)\.(gz|zst)$/i.test(file),
  read: (split, params) =>
    readJsonSplit(
      split,
      params,
      documentShape(split, {
        text: params.text,
        textFallback: params.text === "content" ? "text" : undefined,
        id: typeof params.id === "string" ? [params.id] : params.id,
        title: params.title,
        url: params.url,
        lang: params.lang,
      }),
    ),
});
