/**
 * Reads records that each tell of a picture: JSON Lines (or arrays) or rows of Parquet whose fields hold its path, its bytes, or both, with
 * its captions.
 *
 * Records are read first and pictures after them, so that a batch is bounded by the bytes of its pictures.
 */
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { makeSample, type Sample } from "../../pipeline/contracts/sample.js";
import { defineSource, type ReadResult, type Split } from "../../pipeline/contracts/stage.js";
import { failure } from "./bytes/failure.js";
import { isPlainLines, jsonEndings } from "./bytes/packed-endings.js";
import { inBatches } from "./bytes/result-batches.js";
import { isDeeper, type JsonRecord, maxDepth, tooDeep } from "./json/json-record.js";
import { readJsonSplit } from "./json/json-split.js";
import { readParquetRows } from "./parquet/rows.js";
import {
  type ImageRecord,
  type ImageRecordFields,
  imageRecord,
  pictureFields,
} from "./pictures/image-record.js";
import { PictureFiles } from "./pictures/picture-files.js";
import { PictureRows } from "./pictures/picture-rows.js";
import {
  batchParameter,
  captionsParameter,
  idParameter,
  inOrder,
  langParameter,
  limitParameter,
  names,
  recordLimitParameter,
  urlParameter,
} from "./read-parameters.js";
import { fileId } from "./records/file-id.js";
import { imageSample } from "./records/image-sample.js";

const parameters = z.strictObject({
  image: names
    .default([...pictureFields])
    .describe(
      'Field or fields, tried in order, that hold the picture: a path, bytes (Parquet), a `data:` address, or `{"bytes", "path"}` with bytes in base64 (JSON).',
    ),
  holds: z
    .enum(["path", "base64"])
    .default("path")
    .describe("What a plain text in that field is. A path may name a member of a tar: shard.tar#0001.jpg."),
  base: z
    .string()
    .default(".")
    .describe("Folder that relative paths start from; itself relative to the folder of the file of records."),
  inside: z
    .string()
    .optional()
    .describe(
      "Folder that no picture may lie outside of, links followed; relative to the folder of the file of records. Not given: the folder `base`.",
    ),
  id: idParameter("Field", ["id", "uniqueKey", "image_id", "name", "key"]),
  captions: captionsParameter(
    "Fields that hold texts of the picture, the preferred first: a text, a list of texts or of [kind, text], or texts by language.",
  ),
  lang: langParameter("Field"),
  url: urlParameter("Field"),
  "max-image-bytes": limitParameter(
    32 * 2 ** 20,
    "Pictures above this many bytes are not read; their record is quarantined.",
  ),
  "max-record-bytes": recordLimitParameter(64 * 2 ** 20),
  "batch-bytes": batchParameter(4 * 2 ** 20, "records and pictures"),
});

type Params = z.output<typeof parameters>;

const parquetEndings = [".parquet", ".parq"];
/** Packed bytes of a row group, which are held at once; larger groups are refused, as in read-parquet. */
const maxGroupBytes = 512 * 2 ** 20;

function isParquet(name: string): boolean {
  return parquetEndings.some((ending) => name.toLowerCase().endsWith(ending));
}

export const readImageRecords = defineSource({
  name: "read-image-records",
  summary:
    "Reads records of pictures with captions, JSON or Parquet: paths (files or members of tars, inside one folder) or bytes, in the forms of WuDaoMM, BriVL, Hugging Face and img2dataset; a missing picture is told by name.",
  source:
    "WuDaoMM (name, tag, captions) and BriVL (image_id, sentences, bbox) as released; datasets.Image (bytes, path); RFC 4648 (base64), RFC 2397 (data addresses)",
  parameters,
  cost: { memoryBytes: 256 << 20 },
  endings: [...jsonEndings, ...parquetEndings],
  divisible: (name) => isParquet(name) || isPlainLines(name),
  unwinds: (name) => !isParquet(name) && !isPlainLines(name),
  read: readSplit,
});

async function* readSplit(split: Split, params: Params): AsyncGenerator<readonly ReadResult[]> {
  const records = isParquet(split.file) ? rowsOf(split, params) : linesOf(split, params);
  const folder = dirname(split.file);
  const base = resolve(folder, params.base);
  const bound = params.inside === undefined ? base : resolve(folder, params.inside);
  const pictures = new PictureFiles(base, bound, params["max-image-bytes"]);
  const fields = {
    ...params,
    image: inOrder(params.image),
    id: inOrder(params.id),
  };
  try {
    yield* inBatches(withPictures(records, fields, pictures), params["batch-bytes"]);
  } finally {
    await pictures.close();
  }
}

function linesOf(split: Split, params: Params): AsyncIterable<readonly ReadResult[]> {
  return readJsonSplit(split, { ...params, encoding: "auto" }, (record, _json, { origin, offset }) =>
    isDeeper(record, maxDepth) ? tooDeep : untouched(record, split, origin, offset),
  );
}

function rowsOf(split: Split, params: Params): AsyncIterable<readonly ReadResult[]> {
  const limits = { ...params, "max-group-bytes": maxGroupBytes };
  const rows = new PictureRows(split.file, (record, number, origin) =>
    untouched(record, split, origin, number),
  );
  return readParquetRows(split, rows, limits, (names) => names);
}

/** The whole record as the notes of a sample, until it is known whether its picture is there. */
function untouched(record: JsonRecord, split: Split, origin: string, offset: number): Sample {
  return makeSample({
    id: `${fileId(split)}#${offset}`,
    source: split.input,
    origin,
    text: "",
    meta: record,
  });
}

async function* withPictures(
  records: AsyncIterable<readonly ReadResult[]>,
  fields: ImageRecordFields,
  pictures: PictureFiles,
): AsyncGenerator<ReadResult> {
  for await (const results of records)
    for (const result of results)
      yield "sample" in result
        ? await withPicture(result, imageRecord(result.sample.meta, fields), pictures)
        : result;
}

type Read = Extract<ReadResult, { readonly sample: Sample }>;

async function withPicture(
  { sample, bytes }: Read,
  record: ImageRecord | string,
  pictures: PictureFiles,
): Promise<ReadResult> {
  if (typeof record === "string") {
    const colon = record.indexOf(":");
    return failed(sample, record.slice(0, colon), record.slice(colon + 2));
  }
  const { picture, id, ...texts } = record;
  const found = "bytes" in picture ? picture.bytes : await pictures.read(picture.path);
  if (!(found instanceof Uint8Array)) return failed(sample, found.code, found.message);
  if (found.length === 0) return failed(sample, "empty-image", "the picture has no bytes");
  const { source, origin } = sample;
  return {
    sample: imageSample({ id: id ?? sample.id, source, origin, bytes: found, ...texts }),
    bytes: bytes + found.length,
  };
}

function failed({ meta, origin }: Sample, code: string, message: string): ReadResult {
  return failure(origin, code, message, Buffer.from(JSON.stringify(meta)));
}
